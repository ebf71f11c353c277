import { expect } from 'chai'
import { downloadDocumentContract } from '#shared/contracts/notices/tenders.ts'
import { fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { tenderChain } from '../../server/features/ledger/index.ts'
import { problemOf, refusalOf } from '../support/identity.ts'
import {
  acceptedProject,
  amendTender,
  attach,
  type Cast,
  castOf,
  logInAll,
  publishedTender,
  readTenderAs,
} from '../support/notices.ts'
import { usePlatform } from '../support/platform.ts'

const DAY_MS = 86_400_000

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
