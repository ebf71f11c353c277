import { expect } from 'chai'
import * as custodianActs from '#shared/contracts/opening-custodians.ts'
import * as hallActs from '#shared/contracts/opening-hall.ts'
import * as reading from '#shared/contracts/opening-reading.ts'
import { releaseIdentitiesOf, releaseSharesOf, reportOf } from '../support/opening.ts'
import {
  bidders,
  factsOf,
  type Hall,
  type HallBid,
  hallOf,
  nowAt,
  passStep,
  sealOf,
  settled,
  toListed,
  toPublished,
  toReleasing,
  toReporting,
  verifyAsStranger,
} from '../support/opening-hall.ts'
import { usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

describe('an opening with custodians that lie or stay silent (opening/1 steps 2, 5 and 6)', function () {
  this.timeout(60_000)
  const running = usePlatform()
  let hall: Hall
  let bids: HallBid[]

  before('five bidders, five custodians of as many parties, three needed', async function () {
    this.timeout(60_000)
    hall = await hallOf(running(), { custodians: 5 })
    bids = await bidders(hall, 5)
    await toListed(hall)
  })

  const keyOf = (i: number) => {
    const key = hall.keys[i - 1]
    if (key === undefined) throw new Error(`no custodian ${i}`)
    return key
  }
  const bidOf = (index: number) => {
    const bid = bids[index]
    if (bid === undefined) throw new Error(`no bid ${index}`)
    return bid
  }
  const wrong = (share: string) => `${share.startsWith('00') ? '11' : '00'}${share.slice(2)}`
  const reported = (index: number) => ({ manifestSha256: bidOf(index).bid.manifestSha256, envelope: 'commercial' as const })

  it('refuses a wrong share, a missing one, an act for another list, and whoever holds no seat here', async () => {
    const { tender } = hall
    expect(await problemCode(releaseIdentitiesOf(hall.platform, tender.id, keyOf(1), wrong))).to.equal('share-wrong')
    const list = (await nowAt(hall)).list ?? ''
    const empty = { shares: [], unreadable: [] }
    const release = (person: HallBid['person'], changes: { list?: string } = {}) =>
      person.act(custodianActs.releaseIdentities, {
        params: { tender: tender.id },
        subject: { tender: tender.id, list, ...changes },
        body: empty,
      })
    expect(await problemCode(release(keyOf(1).custodian))).to.equal('shares-incomplete')
    expect(await problemCode(release(keyOf(1).custodian, { list: 'f'.repeat(64) }))).to.equal('act-wrong-subject')
    const stranger = await hall.platform.register('custodian')
    expect(await problemCode(release(stranger)), 'a custodian of another tender').to.equal('not-a-custodian')
    expect(await problemCode(release(bidOf(0).person)), 'no custodian at all').to.equal('forbidden')
  })

  it('waits with fewer than k, says on the chain for whom, and goes on the moment the k-th comes', async () => {
    for (const i of [1, 2]) await releaseIdentitiesOf(hall.platform, hall.tender.id, keyOf(i))
    expect(await problemCode(releaseIdentitiesOf(hall.platform, hall.tender.id, keyOf(1)))).to.equal('already-released')
    const waiting = await passStep(hall)
    expect(waiting).to.include({ state: 'listed', stepEndsAt: null })
    expect(await factsOf(hall, 'opening.custodians-awaited')).to.deep.equal([{ step: 'listed', custodians: [3, 4, 5] }])
    hall.platform.clock.advance(3 * 3_600_000)
    expect((await settled(hall)).state).to.equal('listed')
    await releaseIdentitiesOf(hall.platform, hall.tender.id, keyOf(3))
    expect((await settled(hall)).state).to.equal('revealing')
    expect(await factsOf(hall, 'opening.custodians-awaited'), 'it is said once').to.have.length(1)
  })

  it('takes no share of a price before reveal.closed', async () => {
    const release = () =>
      keyOf(1).custodian.act(custodianActs.releaseShares, {
        params: { tender: hall.tender.id },
        subject: { tender: hall.tender.id, list: 'a'.repeat(64) },
        body: { settlementSha256: 'a'.repeat(64), shares: [], unreadable: [] },
      })
    expect(await problemCode(release())).to.equal('opening-wrong-step')
    expect((await toReporting(hall, bids)).state).to.equal('reporting')
    expect(await problemCode(release())).to.equal('opening-wrong-step')
  })

  it('goes on past one custodian’s bad report; two parties’ bad reports are presumed the bidder’s cause (step 5)', async () => {
    const tender = hall.tender.id
    await reportOf(hall.platform, tender, keyOf(1), [reported(0), reported(1)])
    await reportOf(hall.platform, tender, keyOf(2), [reported(1)])
    await reportOf(hall.platform, tender, keyOf(3))
    expect(await problemCode(reportOf(hall.platform, tender, keyOf(3)))).to.equal('already-released')
    await passStep(hall)
    const { settlement } = await hall.platform.client.call(reading.getSettlement, { params: { tender } })
    const paper = JSON.parse(settlement) as {
      bids: { manifestSha256: string; cause: { code: string; attributedTo: string } | null }[]
      silentCustodians: number[]
    }
    const causeOf = (index: number) =>
      paper.bids.find(({ manifestSha256 }) => manifestSha256 === bidOf(index).bid.manifestSha256)?.cause
    expect(causeOf(0)).to.equal(null)
    expect(causeOf(1)).to.include({ code: 'share-envelopes-bad', attributedTo: 'bidder' })
    expect(paper.silentCustodians).to.deep.equal([4, 5])
  })

  it('refuses a share of a bid that is not to open: with k of them it would open all the same (step 6)', async () => {
    await toReleasing(hall)
    const tender = hall.tender.id
    const { list, settlement } = await nowAt(hall)
    const release = keyOf(1).custodian.act(custodianActs.releaseShares, {
      params: { tender },
      subject: { tender, list: list ?? '' },
      body: {
        settlementSha256: settlement?.sha256 ?? '',
        shares: [{ ...reported(1), purpose: 'custodian', share: '0'.repeat(66) }],
        unreadable: [],
      },
    })
    expect(await problemCode(release)).to.equal('share-wrong')
  })

  it('refuses a share that is not the one committed to, and a second release', async () => {
    const tender = hall.tender.id
    expect(await problemCode(releaseSharesOf(hall.platform, tender, keyOf(1), wrong))).to.equal('share-wrong')
    await releaseSharesOf(hall.platform, tender, keyOf(1))
    expect(await problemCode(releaseSharesOf(hall.platform, tender, keyOf(1)))).to.equal('already-released')
  })

  it('opens with k of n: two custodians that never come keep nobody waiting for good', async () => {
    const { tender } = hall
    await releaseSharesOf(hall.platform, tender.id, keyOf(4))
    const waiting = await passStep(hall)
    expect(waiting).to.include({ state: 'releasing', stepEndsAt: null })
    expect((await factsOf(hall, 'opening.custodians-awaited')).at(-1)).to.deep.equal({ step: 'releasing', custodians: [2, 3, 5] })
    expect(JSON.stringify(waiting)).to.not.contain('心宿')
    const opening = await toPublished(hall, [keyOf(5)])
    expect(opening.state).to.equal('published')
    for (const index of [0, 2, 3, 4]) expect((await sealOf(hall, bidOf(index))).state).to.equal('opened')
    const failed = await sealOf(hall, bidOf(1))
    expect(failed.cause).to.include({ code: 'share-envelopes-bad', attributedTo: 'bidder' })
    expect(failed.bidder?.name, 'and may object on the spot').to.equal(bidOf(1).person.credentials.organization)
    const { list } = opening
    const { objection } = await bidOf(1).person.act(hallActs.objectAtOpening, {
      params: { tender: tender.id },
      subject: { tender: tender.id, list: list ?? '' },
      body: { text: '份额信封完好，请核查保管人。' },
    })
    expect(objection).to.be.a('string')
  })

  it('is verified by a stranger, whichever k came', async () => {
    expect((await verifyAsStranger(hall)).failures).to.deep.equal([])
  })
})
