import { expect } from 'chai'
import { readCustodiansContract } from '#shared/contracts/notices/custody.ts'
import { readNoticesContract, returnNoticeContract, writeDraftContract } from '#shared/contracts/notices/tenders.ts'
import { verifyCms } from '#shared/pki/cms-signature.ts'
import { fromBase64url, utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { tenderChain } from '../../server/features/ledger/index.ts'
import { publishTender } from '../../server/features/notices/publish-tender.ts'
import { problemOf, refusalOf } from '../support/identity.ts'
import {
  acceptSeats,
  approveTender,
  type Cast,
  castOf,
  draftedTender,
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
