import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { detachDocumentContract } from '#shared/contracts/notices/tenders.ts'
import { destroyPayloads } from '../../server/features/bids/index.ts'
import { bidFor, publishTestTender } from '../support/bids.ts'
import { attach, type Cast, castOf, draftedTender } from '../support/notices.ts'
import { type TestPlatform, usePlatform } from '../support/platform.ts'

const hour = 3_600_000

describe('the sweep of the blob store', function () {
  this.timeout(60_000)
  const running = usePlatform()
  let platform: TestPlatform
  let cast: Cast

  before(async () => {
    platform = running()
    cast = await castOf(platform)
  })
  const sweep = () => platform.server.platform.scheduler.runNow('blobs')
  const has = (sha256: string) => platform.server.platform.blobs.has(sha256)

  it('removes a document detached from a draft and a payload that no bid names, a day after it saw them first', async () => {
    const { blobs, connection } = platform.server.platform
    const { id } = await draftedTender(platform, cast)
    const kept = await attach(platform, cast, id, '补充文件.pdf', new Uint8Array(randomBytes(500)))
    const detached = await attach(platform, cast, id, '误传文件.pdf', new Uint8Array(randomBytes(500)))
    await cast.agency.call(detachDocumentContract, { params: { tender: id, sha256: detached.sha256 } })
    const { sha256: orphan } = await blobs.put(randomBytes(700))
    const tender = await publishTestTender(connection, { platform: 'kaibiao.test', now: platform.clock.now() })
    const bidder = await platform.register('bidder')
    const { bid } = await bidFor(platform.origin, tender, bidder.credentials.signer)
    const payloads = bid.manifest.envelopes.map(({ payload }) => payload.sha256)

    await sweep()
    platform.clock.advance(23 * hour)
    await sweep()
    expect(await Promise.all([detached.sha256, orphan].map(has)), 'what may still be on its way is left').to.deep.equal([
      true,
      true,
    ])
    platform.clock.advance(2 * hour)
    await sweep()
    expect(await Promise.all([detached.sha256, orphan].map(has))).to.deep.equal([false, false])
    expect(await Promise.all([kept.sha256, ...payloads].map(has)), 'what is named stays').to.not.include(false)

    await destroyPayloads({ connection, blobs }, bid.manifestSha256)
    expect(await Promise.all(payloads.map(has))).to.not.include(true)
  })
})
