import { createHash, randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { acceptCustodyContract } from '#shared/contracts/notices/custody.ts'
import { releaseIdentities } from '#shared/contracts/opening-custodians.ts'
import { randomId } from '#shared/primitives/random.ts'
import { bidModel } from '../../server/features/bids/bid.model.ts'
import { destroyPayloads, listSealedBids, listStoredBids } from '../../server/features/bids/index.ts'
import { bidFor, type PublishedTestTender, publishTestTender, submissionWithUploads, submit } from '../support/bids.ts'
import { type TestPlatform, usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'
import { draw, sealTestBid } from '../support/sealed-bid.ts'

const digest = (): string => createHash('sha256').update(randomBytes(32)).digest('hex')

describe('many bids on one tender', function () {
  this.timeout(30_000)
  const running = usePlatform({ config: { bidsPerPartyAndLot: 2 } })
  let platform: TestPlatform
  let tender: PublishedTestTender

  before(() => {
    platform = running()
  })
  beforeEach(async () => {
    tender = await publish()
  })
  const publish = () =>
    publishTestTender(platform.server.platform.connection, { platform: 'kaibiao.test', now: platform.clock.now() })

  it('of one party on one lot are bounded, so that nobody chokes the opening; another party, another tender and what was taken are not touched', async () => {
    const bidder = await platform.register('bidder')
    const other = await platform.register('bidder')
    const first = await submissionWithUploads(platform.origin, await sealTestBid(tender, bidder.credentials.signer))
    const { receipt } = await submit(platform.origin, first)
    // What is refused does not count.
    const spoilt = await submissionWithUploads(platform.origin, await sealTestBid(tender, bidder.credentials.signer))
    expect((await submit(platform.origin, { ...spoilt, salt: '0'.repeat(64) })).status).to.equal(422)
    await bidFor(platform.origin, tender, bidder.credentials.signer)
    const third = await submissionWithUploads(platform.origin, await sealTestBid(tender, bidder.credentials.signer))
    expect((await submit(platform.origin, third)).problem?.code).to.equal('bids-too-many')
    expect((await submit(platform.origin, first)).receipt, 'sent again, it is the same bid').to.deep.equal(receipt)
    await bidFor(platform.origin, tender, other.credentials.signer)
    await bidFor(platform.origin, await publish(), bidder.credentials.signer)
    expect(await listSealedBids(platform.server.platform, tender.id)).to.have.lengthOf(3)
  })

  it('are listed by digest and lot in byte order without reading what they hold', async () => {
    for (const bidder of [await platform.register('bidder'), await platform.register('bidder')])
      await bidFor(platform.origin, tender, bidder.credentials.signer)
    const whole = await listStoredBids(platform.server.platform, tender.id)
    expect(await listSealedBids(platform.server.platform, tender.id)).to.deep.equal(
      whole.map(({ manifestSha256, manifest }) => ({ manifestSha256, lot: manifest.bind.lot })),
    )
  })

  it('share a file only by their own doing, and destroying one keeps it for the other, of whatever tender (O6)', async () => {
    const { connection, blobs } = platform.server.platform
    const bidder = await platform.register('bidder')
    const { bid: destroyed } = await bidFor(platform.origin, tender, bidder.credentials.signer)
    const { bid: kept } = await bidFor(platform.origin, await publish(), bidder.credentials.signer)
    const shared = destroyed.manifest.envelopes.map(({ payload }) => payload.sha256)
    await bidModel(connection).updateOne({ _id: kept.manifestSha256 }, { $set: { payloads: shared } })
    await destroyPayloads({ connection, blobs }, destroyed.manifestSha256)
    expect(await Promise.all(shared.map((sha256) => blobs.has(sha256)))).to.deep.equal(shared.map(() => true))
    await destroyPayloads({ connection, blobs }, kept.manifestSha256)
    expect(await Promise.all(shared.map((sha256) => blobs.has(sha256)))).to.deep.equal(shared.map(() => false))
  })

  it('fit one act of a custodian, which may be larger than any other act; others stay bounded', async () => {
    const custodian = await platform.register('custodian')
    const shares = Array.from({ length: 6000 }, () => ({ manifestSha256: digest(), share: '0'.repeat(66) }))
    const params = { tender: randomId(draw) }
    const released = custodian.act(releaseIdentities, {
      params,
      subject: { ...params, list: digest() },
      body: { shares, unreadable: [] },
    })
    expect(await problemCode(released), 'read whole, and judged').to.equal('not-found')
    const accepted = custodian.act(acceptCustodyContract, {
      params,
      subject: { ...params, i: 1 },
      body: { keySpki: 'A'.repeat(600_000), testSha256: digest(), policySha256: digest() },
    })
    expect(await problemCode(accepted)).to.equal('act-malformed')
  })
})
