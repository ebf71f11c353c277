import { expect } from 'chai'
import * as custodianActs from '#shared/contracts/opening-custodians.ts'
import * as reading from '#shared/contracts/opening-reading.ts'
import { releaseSharesOf } from '../support/opening.ts'
import {
  bidders,
  type Hall,
  type HallBid,
  hallOf,
  nowAt,
  sealOf,
  settled,
  toListed,
  toReleasing,
  toReporting,
  toRevealing,
  toSettling,
  verifyAsStranger,
} from '../support/opening-hall.ts'
import { usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

describe('the remedy plan of the tender documents (O5, E20-31)', function () {
  this.timeout(60_000)
  const running = usePlatform()
  let hall: Hall
  let present: HallBid[]
  let silent: HallBid

  before('a notice that lets three of three custodians open for a bidder that cannot', async function () {
    this.timeout(60_000)
    const windows = { revealSeconds: 3600, custodianSeconds: 1800, signatureSeconds: 1800, objectionSeconds: 1800 }
    hall = await hallOf(running(), { draft: { openingPolicy: { kind: 'both', k: 2, n: 3, remedyK: 3, windows } } })
    const bids = await bidders(hall, 4)
    const [last] = bids.slice(-1)
    if (last === undefined) throw new Error('nobody')
    silent = last
    present = bids.slice(0, -1)
    await toListed(hall)
    await toRevealing(hall)
    await toReporting(hall, present)
    await toSettling(hall)
  })

  it('is granted in the settlement to a bidder that never revealed, and to nobody else (step 5)', async () => {
    const { settlement } = await hall.platform.client.call(reading.getSettlement, { params: { tender: hall.tender.id } })
    const { bids } = JSON.parse(settlement) as {
      bids: { manifestSha256: string; isKeyRevealed: boolean; isRemedyGranted: boolean; cause: unknown }[]
    }
    for (const { manifestSha256, isKeyRevealed, isRemedyGranted, cause } of bids) {
      const isSilent = manifestSha256 === silent.bid.manifestSha256
      expect([isKeyRevealed, isRemedyGranted, cause]).to.deep.equal([!isSilent, isSilent, null])
    }
    await toReleasing(hall)
  })

  it('takes no remedy share of a bid whose bidder came (step 6)', async () => {
    const [key] = hall.keys
    const [first] = present
    const { list, settlement } = await nowAt(hall)
    if (key === undefined || first === undefined) throw new Error('nobody')
    const share = {
      manifestSha256: first.bid.manifestSha256,
      envelope: 'commercial',
      purpose: 'remedy',
      share: '0'.repeat(66),
    } as const
    const release = key.custodian.act(custodianActs.releaseShares, {
      params: { tender: hall.tender.id },
      subject: { tender: hall.tender.id, list: list ?? '' },
      body: { settlementSha256: settlement?.sha256 ?? '', shares: [share], unreadable: [] },
    })
    expect(await problemCode(release)).to.equal('share-wrong')
  })

  it('opens the bid by its custodians’ shares alone, beside all others (step 7)', async () => {
    for (const key of hall.keys) await releaseSharesOf(hall.platform, hall.tender.id, key)
    expect((await settled(hall)).state).to.equal('published')
    for (const bid of [...present, silent]) expect(await sealOf(hall, bid)).to.include({ state: 'opened', cause: null })
    expect((await sealOf(hall, silent)).bidder?.name).to.equal(silent.person.credentials.organization)
  })

  it('is verified by a stranger: the key came from the remedy shares', async () => {
    const verdict = await verifyAsStranger(hall)
    expect(verdict.failures).to.deep.equal([])
    expect(verdict.checks).to.deep.include({ name: 'bid-opens', subject: silent.bid.manifestSha256, verdict: 'pass' })
  })
})
