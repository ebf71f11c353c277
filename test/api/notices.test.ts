import { expect } from 'chai'
import { readCustodiansContract } from '#shared/contracts/notices/custody.ts'
import {
  announceFailureContract,
  downloadDocumentContract,
  readNoticesContract,
  returnNoticeContract,
  startTenderContract,
  terminateTenderContract,
  writeDraftContract,
} from '#shared/contracts/notices/tenders.ts'
import { verifyCms } from '#shared/pki/cms-signature.ts'
import { fromBase64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { tenderChain } from '../../server/features/ledger/index.ts'
import { moveTender } from '../../server/features/notices/index.ts'
import { publishTender } from '../../server/features/notices/publish-tender.ts'
import { inTransaction } from '../../server/platform/mongo/transaction.ts'
import { problemOf, refusalOf } from '../support/identity.ts'
import {
  acceptedProject,
  acceptSeats,
  amendTender,
  approveTender,
  attach,
  type Cast,
  castOf,
  draftedTender,
  draftFor,
  fileTender,
  logInAll,
  publishedTender,
  readTenderAs,
} from '../support/notices.ts'
import { usePlatform } from '../support/platform.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

describe('a notice, from draft to publication', function () {
  this.timeout(60_000)
  const platform = usePlatform()
  let cast: Cast

  before(async () => {
    cast = await castOf(platform())
  })
  beforeEach(() => logInAll(cast))

  it('is drafted, accepted by every custodian, filed, approved and public, act by act on the ledger', async () => {
    const drafted = await draftedTender(platform(), cast)
    expect(drafted.state).to.equal('draft')
    expect(await refusalOf(readTenderAs(platform().client, drafted.id))).to.equal('not-found')
    await acceptSeats(cast, drafted.id)
    const filed = await fileTender(cast, drafted.id)
    expect(filed.state).to.equal('filed')
    expect(await refusalOf(readTenderAs(platform().client, drafted.id))).to.equal('not-found')
    const published = await approveTender(cast, drafted.id)
    expect(published.state).to.equal('published')

    const seen = await readTenderAs(platform().client, drafted.id)
    expect(seen).to.include({ state: 'published', rulePack: 'cn', isShortened: false, round: 1 })
    expect(seen.desk).to.equal(null)
    expect(seen.custodians.map(({ i }) => i)).to.deep.equal([1, 2, 3, 4, 5])
    expect(seen.noticeHistory.map(({ kind }) => kind)).to.deep.equal(['notice'])
    const chain = await tenderChain({ connection: platform().server.platform.connection }, drafted.id)
    expect(chain.map(({ event }) => event.type)).to.deep.equal(['notice.published'])
    expect(chain[0]?.facts).to.include({ noticeSha256: seen.noticeSha256, deadlineAt: seen.deadlineAt })
  })

  it('can be checked by anybody: the signed notice and every acceptance verify, and the notice names both', async () => {
    const { tender } = await publishedTender(platform(), cast)
    const { notices } = await platform().client.call(readNoticesContract, { params: { tender: tender.id } })
    const [notice] = notices
    if (notice === undefined) throw new Error('no notice')
    expect(sha256Hex(utf8(notice.act))).to.equal(tender.noticeSha256)
    const { signer } = await verifyCms({ content: utf8(notice.act), p7s: fromBase64url(notice.p7s) })
    expect(signer.sha256).to.equal(sha256Hex(cast.agency.signer.certificate))
    const { custodians } = await platform().client.call(readCustodiansContract, { params: { tender: tender.id } })
    for (const [index, { acceptance, keySpki }] of custodians.entries()) {
      expect(sha256Hex(utf8(acceptance.act))).to.equal(tender.custodians[index]?.acceptActSha256)
      expect(JSON.parse(acceptance.act).body.keySpki).to.equal(keySpki)
      const verified = await verifyCms({ content: utf8(acceptance.act), p7s: fromBase64url(acceptance.p7s) })
      expect(verified.signer.sha256).to.equal(tender.custodians[index]?.certSha256)
    }
  })

  it('waits for the moment it names, and the scheduler publishes it then', async () => {
    const now = platform().clock.now()
    const { id } = await draftedTender(platform(), cast, { draft: { publishAt: instantOf(now + HOUR_MS) } })
    await acceptSeats(cast, id)
    await fileTender(cast, id)
    expect((await approveTender(cast, id)).state).to.equal('approved')
    platform().clock.advance(HOUR_MS - 1)
    await platform().runDue()
    expect(await refusalOf(readTenderAs(platform().client, id))).to.equal('not-found')
    platform().clock.advance(1)
    await platform().runDue()
    const seen = await readTenderAs(platform().client, id)
    expect(seen.publishedAt).to.equal(instantOf(now + HOUR_MS))
  })

  it('is published once, whoever wakes up for it: two servers at the same moment leave one event', async () => {
    const now = platform().clock.now()
    const { id } = await draftedTender(platform(), cast, { draft: { publishAt: instantOf(now + HOUR_MS) } })
    await acceptSeats(cast, id)
    await fileTender(cast, id)
    await approveTender(cast, id)
    const deps = platform().server.platform
    await Promise.all([
      publishTender(deps, id, now + HOUR_MS),
      publishTender(deps, id, now + HOUR_MS),
      publishTender(deps, id, now + HOUR_MS),
    ])
    const chain = await tenderChain({ connection: deps.connection }, id)
    expect(chain.map(({ event }) => event.type)).to.deep.equal(['notice.published'])
    expect((await readTenderAs(platform().client, id)).noticeHistory).to.have.length(1)
  })

  it('goes back to its agency when its periods no longer hold at publication: no rule is bent for a delay (N3)', async () => {
    const now = platform().clock.now()
    const { id } = await draftedTender(platform(), cast, {
      draft: { publishAt: instantOf(now + HOUR_MS), deadlineAt: instantOf(now + 20 * DAY_MS + 2 * HOUR_MS) },
    })
    await acceptSeats(cast, id)
    await fileTender(cast, id)
    await approveTender(cast, id)
    platform().clock.advance(2 * DAY_MS)
    await platform().runDue()
    await logInAll(cast)
    const returned = await readTenderAs(cast.agency, id)
    expect(returned).to.include({ state: 'returned', noticeSha256: null, deadlineAt: null })
    expect(returned.desk?.returnReason).to.equal('period-too-short')
  })

  it('is returned by the regulator with a reason, changed, and filed anew', async () => {
    const drafted = await draftedTender(platform(), cast)
    await acceptSeats(cast, drafted.id)
    const filed = await fileTender(cast, drafted.id)
    const returned = await cast.regulator.act(returnNoticeContract, {
      params: { tender: filed.id },
      subject: { tender: filed.id, version: filed.version },
      body: { reason: '资格条件过高。' },
    })
    expect(returned).to.include({ state: 'returned' })
    expect(returned.desk?.returnReason).to.equal('资格条件过高。')
    const { version, desk } = await readTenderAs(cast.agency, filed.id)
    if (desk?.draft == null) throw new Error('no draft')
    const changed = await cast.agency.call(writeDraftContract, {
      params: { tender: filed.id },
      body: { version, draft: { ...desk.draft, qualification: '市政公用工程施工总承包资质。' } },
    })
    expect(
      changed.desk?.seats.every(({ state }) => state === 'accepted'),
      'acceptances stay while the policy stays',
    ).to.equal(true)
    expect((await fileTender(cast, filed.id)).state).to.equal('filed')
  })

  it('is filed only as the platform holds it, by its own agency, in the version it saw, once', async () => {
    const { id } = await draftedTender(platform(), cast)
    await acceptSeats(cast, id)
    const problem = await problemOf(fileTender(cast, id, { text: '另一份公告' }))
    expect(problem).to.include({ code: 'notice-differs' })
    expect(problem.facts).to.deep.equal({ field: 'text' })
    const { version, desk } = await readTenderAs(cast.agency, id)
    const proposal = desk?.proposal
    if (proposal == null) throw new Error('nothing to file')
    const { fileNoticeContract } = await import('#shared/contracts/notices/tenders.ts')
    const file = (person: Cast['agency'], seen: number) =>
      person.act(fileNoticeContract, { params: { tender: id }, subject: { tender: id, version: seen }, body: proposal })
    const stranger = await platform().register('agency')
    expect(await refusalOf(file(stranger, version))).to.equal('forbidden')
    expect(await refusalOf(file(cast.agency, version - 1))).to.equal('act-wrong-subject')
    expect((await file(cast.agency, version)).state).to.equal('filed')
    expect(await refusalOf(file(cast.agency, version + 1))).to.equal('tender-wrong-state')
  })
})

describe('statutory periods of a notice', function () {
  this.timeout(60_000)
  const platform = usePlatform()
  let cast: Cast

  before(async () => {
    cast = await castOf(platform())
  })
  beforeEach(() => logInAll(cast))

  const writeDraft = async (category: string, changes: (at: number) => object) => {
    const project = await acceptedProject(platform(), cast, { category, kind: category === 'engineering' ? 'works' : 'goods' })
    const started = await cast.agency.call(startTenderContract, {
      body: { project: project.id, lots: project.lots.map(({ id }) => id) },
    })
    const at = platform().clock.now()
    return cast.agency.call(writeDraftContract, {
      params: { tender: started.id },
      body: { version: started.version, draft: draftFor(cast, at, changes(at)) },
    })
  }

  it('N3: 20 days from issue to deadline, with the article and the earliest moment in the problem', async () => {
    const problem = await problemOf(writeDraft('engineering', (at) => ({ deadlineAt: instantOf(at + 19 * DAY_MS) })))
    expect(problem.code).to.equal('period-too-short')
    expect(problem.facts).to.include({
      period: 'issue-to-deadline',
      rule: 'N3',
      articleZh: '《招标投标法》第二十四条',
      minimum: '20 calendar-days',
    })
    // 12 March 2026, first day not counted: 1 April, from its first moment in Beijing.
    expect(problem.facts?.['earliestAt']).to.equal('2026-03-31T16:00:00.000Z')
    expect(problem.detail).to.include('第二十四条')
  })
  it('N2: documents available for 5 days', async () => {
    const problem = await problemOf(writeDraft('engineering', (at) => ({ documentsUntil: instantOf(at + 4 * DAY_MS) })))
    expect(problem.facts).to.include({ period: 'documents-available', rule: 'N2' })
  })
  it('G1: documents available for 5 working days, never 5 calendar days', async () => {
    const problem = await problemOf(
      writeDraft('government-procurement', (at) => ({ documentsUntil: instantOf(at + 5 * DAY_MS) })),
    )
    expect(problem.facts).to.include({ period: 'documents-available', rule: 'G1', minimum: '5 working-days' })
    // Thursday 12 March 2026 and five working days: Thursday 19 March.
    expect(problem.facts?.['earliestAt']).to.equal('2026-03-18T16:00:00.000Z')
  })
  it('G2: procurement keeps 20 days too', async () => {
    const problem = await problemOf(writeDraft('government-procurement', (at) => ({ deadlineAt: instantOf(at + 19 * DAY_MS) })))
    expect(problem.facts).to.include({ rule: 'G2' })
  })
  it('a deadline in a year not yet arranged is marked, and one beyond the calendar is refused when days must be counted there', async () => {
    const marked = await writeDraft('engineering', () => ({ deadlineAt: instantOf(Date.UTC(2027, 1, 3)) }))
    expect(marked.isCalendarProvisional).to.equal(true)
    expect((await writeDraft('engineering', () => ({}))).isCalendarProvisional).to.equal(false)
    const beyond = {
      publishAt: instantOf(Date.UTC(2030, 0, 2)),
      documentsUntil: instantOf(Date.UTC(2030, 1, 2)),
      questionsUntil: instantOf(Date.UTC(2030, 1, 2)),
    }
    const problem = await problemOf(writeDraft('engineering', () => ({ ...beyond, deadlineAt: instantOf(Date.UTC(2030, 2, 2)) })))
    expect(problem).to.include({ code: 'calendar-unknown' })
    expect(problem.facts).to.deep.equal({ year: 2030 })
  })
  it('a publication date in the past counts from now', async () => {
    const problem = await problemOf(
      writeDraft('engineering', (at) => ({ publishAt: instantOf(at - 10 * DAY_MS), deadlineAt: instantOf(at + 15 * DAY_MS) })),
    )
    expect(problem.facts).to.include({ rule: 'N3' })
  })
  it('times stand in their order, and people get their minimum at the opening', async () => {
    const problem = await problemOf(writeDraft('engineering', (at) => ({ questionsUntil: instantOf(at + 26 * DAY_MS) })))
    expect(problem).to.include({ code: 'times-out-of-order' })
    const windows = { revealSeconds: 599, custodianSeconds: 1800, signatureSeconds: 1800, objectionSeconds: 1800 }
    const short = await problemOf(writeDraft('engineering', () => ({ openingPolicy: { kind: 'both', k: 3, n: 5, windows } })))
    expect(short.facts).to.deep.equal({ window: 'revealSeconds', minimumSeconds: 600 })
  })
})

describe('amendments', function () {
  this.timeout(60_000)
  const platform = usePlatform()
  let cast: Cast

  before(async () => {
    cast = await castOf(platform())
  })
  beforeEach(() => logInAll(cast))

  it('N4: one that affects bids within 15 days of the deadline is refused until the deadline moves', async () => {
    const { tender } = await publishedTender(platform(), cast)
    platform().clock.advance(12 * DAY_MS)
    await logInAll(cast)
    const problem = await problemOf(amendTender(cast, tender.id, { text: '工期改为300天。' }))
    expect(problem.facts).to.include({ period: 'clarification-to-deadline', rule: 'N4' })
    const earliest = String(problem.facts?.['earliestAt'])
    const deadlineAt = instantOf(Math.max(Date.parse(earliest), millisOf(tender.deadlineAt ?? instantOf(0))))
    const amended = await amendTender(cast, tender.id, { text: '工期改为300天。', deadlineAt })
    expect(amended).to.include({ state: 'published', deadlineAt })
    expect(amended.noticeSha256).to.not.equal(tender.noticeSha256)
    expect(amended.noticeHistory.map(({ kind }) => kind)).to.deep.equal(['notice', 'amendment'])
    const chain = await tenderChain({ connection: platform().server.platform.connection }, tender.id)
    expect(chain.at(-1)?.event).to.include({ type: 'notice.amended', actSha256: amended.noticeSha256 })
    expect(chain.at(-1)?.facts).to.include({ category: 'engineering', deadlineAt })
  })
  it('that do not affect bids leave the deadline, which never comes nearer', async () => {
    const { tender } = await publishedTender(platform(), cast)
    const amended = await amendTender(cast, tender.id, { summary: '更正联系电话。' }, { affectsBids: false })
    expect(amended.deadlineAt).to.equal(tender.deadlineAt)
    const earlier = instantOf(millisOf(tender.deadlineAt ?? instantOf(0)) - 1)
    expect(await refusalOf(amendTender(cast, tender.id, { deadlineAt: earlier }, { affectsBids: false }))).to.equal(
      'times-out-of-order',
    )
  })
  it('never touch the opening policy, its custodians, the lots or the parties: a new round instead', async () => {
    const { tender } = await publishedTender(platform(), cast)
    const { notice } = tender
    if (notice === null) throw new Error('no notice')
    const changes = [
      { openingPolicy: { ...notice.openingPolicy, k: 4 } },
      { openingPolicy: { ...notice.openingPolicy, windows: { ...notice.openingPolicy.windows, revealSeconds: 7200 } } },
      {
        custodians: notice.custodians.map((custodian) =>
          custodian.i === 1 ? { ...custodian, keySha256: '0'.repeat(64) } : custodian,
        ),
      },
      { lots: notice.lots.slice(1) },
      { tenderer: { ...notice.tenderer, name: '另一单位' } },
      { round: 2 },
    ]
    for (const change of changes) {
      const problem = await problemOf(amendTender(cast, tender.id, change))
      expect(problem.code, Object.keys(change)[0]).to.equal('opening-policy-fixed')
      expect(problem.facts).to.deep.equal({ field: Object.keys(change)[0] })
    }
    expect((await readTenderAs(platform().client, tender.id)).noticeSha256).to.equal(tender.noticeSha256)
  })
  it('G3: leave the qualification of a procurement as it is; engineering may change it', async () => {
    const engineering = await publishedTender(platform(), cast)
    const qualification = '市政公用工程施工总承包二级及以上资质。'
    expect((await amendTender(cast, engineering.tender.id, { qualification })).notice?.qualification).to.equal(qualification)
    const project = await acceptedProject(platform(), cast, { category: 'government-procurement', kind: 'goods' })
    const procurement = await publishedTender(platform(), cast, { project })
    const problem = await problemOf(amendTender(cast, procurement.tender.id, { qualification }))
    expect(problem.facts).to.deep.equal({ field: 'qualification' })
  })
  it('bring a document’s next version to everybody, and the old one stays where it was', async () => {
    const { tender } = await publishedTender(platform(), cast)
    const before = await attach(platform(), cast, tender.id, '招标文件.pdf', utf8('%PDF-1.7 第二版'))
    expect(before.version).to.equal(2)
    expect(await refusalOf(platform().client.call(downloadDocumentContract, { params: { sha256: before.sha256 } }))).to.equal(
      'not-found',
    )
    await amendTender(cast, tender.id, { documents: [before] })
    const second = await platform().client.call(downloadDocumentContract, { params: { sha256: before.sha256 } })
    expect(fromUtf8(second)).to.equal('%PDF-1.7 第二版')
    const [first] = tender.documents
    if (first === undefined) throw new Error('no document')
    expect(sha256Hex(await platform().client.call(downloadDocumentContract, { params: { sha256: first.sha256 } }))).to.equal(
      first.sha256,
    )
  })
  it('list only documents the platform has, and name the notice they replace', async () => {
    const { tender } = await publishedTender(platform(), cast)
    const unknown = { name: '没有上传.pdf', version: 1, sha256: '1'.repeat(64), size: 10 }
    expect(await refusalOf(amendTender(cast, tender.id, { documents: [unknown] }))).to.equal('documents-missing')
    const { amendNoticeContract } = await import('#shared/contracts/notices/tenders.ts')
    const { notice, version } = await readTenderAs(cast.agency, tender.id)
    if (notice === null) throw new Error('no notice')
    const stale = cast.agency.act(amendNoticeContract, {
      params: { tender: tender.id },
      subject: { tender: tender.id, version },
      body: { ...notice, amends: { notice: '2'.repeat(64), changes: '更正', affectsBids: false } },
    })
    expect((await problemOf(stale)).facts).to.deep.equal({ field: 'amends' })
  })
  it('after the deadline are refused', async () => {
    const { tender } = await publishedTender(platform(), cast)
    platform().clock.set(millisOf(tender.deadlineAt ?? instantOf(0)))
    await logInAll(cast)
    expect(await refusalOf(amendTender(cast, tender.id, { summary: '太迟' }, { affectsBids: false }))).to.equal('deadline-passed')
  })
})

describe('tender documents', function () {
  this.timeout(60_000)
  const platform = usePlatform()
  let cast: Cast

  before(async () => {
    cast = await castOf(platform(), 3)
  })

  it('are downloaded by anybody, as an attachment under their sanitised name, and nobody learns of it (P8, P9)', async () => {
    const content = utf8(`%PDF-1.7 ${'图纸'.repeat(1000)}`)
    const { tender } = await publishedTender(platform(), cast, { document: content })
    const drawing = await attach(platform(), cast, tender.id, '..\\..\\图 纸\u202Efdp.exe', utf8('MZ'))
    expect(drawing.name).to.equal('图 纸fdp.exe')
    const [document] = tender.documents
    if (document === undefined) throw new Error('no document')
    const { connection } = platform().server.platform
    const count = async () => {
      const names = (await connection.db?.listCollections().toArray()) ?? []
      const sizes = await Promise.all(
        names.map(async ({ name }) => `${name} ${await connection.collection(name).countDocuments()}`),
      )
      return sizes.sort()
    }
    const before = await count()
    const logged = platform().log.length
    for (let time = 0; time < 3; time += 1) {
      const response = await fetch(`${platform().origin}/api/documents/${document.sha256}`)
      expect(response.status).to.equal(200)
      expect(response.headers.get('content-disposition')).to.equal(
        `attachment; filename="____.pdf"; filename*=UTF-8''${encodeURIComponent('招标文件.pdf')}`,
      )
      expect(response.headers.get('x-content-type-options')).to.equal('nosniff')
      expect(response.headers.get('content-type')).to.equal('application/octet-stream')
      expect(response.headers.get('content-length')).to.equal(String(content.length))
      expect(sha256Hex(new Uint8Array(await response.arrayBuffer()))).to.equal(document.sha256)
    }
    expect(await count()).to.deep.equal(before)
    expect(platform().log.length).to.equal(logged)
    const answer = await fetch(`${platform().origin}/metrics`, { headers: { authorization: 'Bearer a-token-for-the-tests' } })
    const metrics = await answer.text()
    expect(metrics).to.include('nodejs_version_info')
    expect(metrics).to.not.match(/downloadDocument|api.documents/)
  })
  it('are not served before publication, nor any other digest', async () => {
    const drafted = await draftedTender(platform(), cast, { document: utf8('%PDF-1.7 尚未发布') })
    const attached = drafted.desk?.attached[0]
    if (attached === undefined) throw new Error('no document')
    expect(await refusalOf(platform().client.call(downloadDocumentContract, { params: { sha256: attached.sha256 } }))).to.equal(
      'not-found',
    )
    expect(await refusalOf(platform().client.call(downloadDocumentContract, { params: { sha256: 'a'.repeat(64) } }))).to.equal(
      'not-found',
    )
  })
})

describe('the end of a tender', function () {
  this.timeout(60_000)
  const platform = usePlatform()
  let cast: Cast

  before(async () => {
    cast = await castOf(platform(), 3)
  })
  beforeEach(() => logInAll(cast))

  it('by termination is announced to everybody, and a new round counts on (N12)', async () => {
    const { tender } = await publishedTender(platform(), cast)
    const ended = await cast.agency.act(terminateTenderContract, {
      params: { tender: tender.id },
      subject: { tender: tender.id, version: tender.version },
      body: { reason: '项目资金安排变化。' },
    })
    expect(ended.state).to.equal('terminated')
    const seen = await readTenderAs(platform().client, tender.id)
    expect(seen.noticeHistory.map(({ kind }) => kind)).to.deep.equal(['notice', 'termination'])
    const next = await cast.agency.call(startTenderContract, {
      body: { project: tender.project, lots: [tender.lots[0]?.id ?? ''] },
    })
    expect(next).to.include({ round: 2, state: 'draft' })
  })
  it('by failure is moved by the opening and announced by the agency, once (O6)', async () => {
    const { tender } = await publishedTender(platform(), cast)
    const { connection } = platform().server.platform
    const announce = async (version: number) =>
      cast.agency.act(announceFailureContract, {
        params: { tender: tender.id },
        subject: { tender: tender.id, version },
        body: { reason: '投标人少于三个。', next: 'new-round' },
      })
    expect(await refusalOf(announce(tender.version))).to.equal('tender-wrong-state')
    await inTransaction(connection, (session) =>
      moveTender({ connection }, session, { tender: tender.id, from: 'published', event: 'close' }),
    )
    await inTransaction(connection, (session) =>
      moveTender({ connection }, session, { tender: tender.id, from: 'closed', event: 'fail' }),
    )
    const { version } = await readTenderAs(cast.agency, tender.id)
    const announced = await announce(version)
    expect(announced.noticeHistory.at(-1)?.kind).to.equal('failure')
    expect(await refusalOf(announce(announced.version))).to.equal('already-announced')
  })
  it('a lot in a running or opened round is not tendered twice', async () => {
    const { tender } = await publishedTender(platform(), cast, {})
    const again = cast.agency.call(startTenderContract, { body: { project: tender.project, lots: [tender.lots[1]?.id ?? ''] } })
    expect(await refusalOf(again)).to.equal('lot-already-tendered')
    const unknown = cast.agency.call(startTenderContract, { body: { project: tender.project, lots: ['f'.repeat(32)] } })
    expect(await refusalOf(unknown)).to.equal('lot-unknown')
  })
})
