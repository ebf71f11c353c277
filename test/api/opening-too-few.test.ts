import { expect } from 'chai'
import * as reading from '#shared/contracts/opening-reading.ts'
import { type Cast, castOf, readTenderAs } from '../support/notices.ts'
import { revealOf } from '../support/opening.ts'
import {
  bidders,
  bidIn,
  bundleText,
  factsOf,
  type Hall,
  type HallBid,
  hallOf,
  nowAt,
  sealOf,
  settled,
  throughToPublished,
  toListed,
  toRevealing,
  verifyAsStranger,
} from '../support/opening-hall.ts'
import { usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

describe('fewer than three bidders (O6, TL 44)', function () {
  this.timeout(60_000)
  const running = usePlatform()
  let cast: Cast

  before(async () => {
    cast = await castOf(running(), 3)
  })

  describe('on every lot', () => {
    let hall: Hall
    let bids: HallBid[]

    before('two bidders, one of whom bid twice; a third withdrew', async function () {
      this.timeout(60_000)
      hall = await hallOf(running(), { cast })
      bids = await bidders(hall, 2)
      const [first] = bids
      if (first === undefined) throw new Error('nobody')
      bids.push(await bidIn(hall, first.person, '900000.00'))
      const fickle = await hall.platform.register('bidder', { name: '心宿反悔有限公司' })
      bids.push(await bidIn(hall, fickle, '910000.00'), await bidIn(hall, fickle, '', { intent: 'withdrawal' }))
    })

    it('fail the tender: nothing is opened, nobody is named, every ciphertext is destroyed', async () => {
      await toListed(hall)
      const opening = await toRevealing(hall)
      expect(opening.state).to.equal('failed')
      expect(opening.lots.map(({ liveBids, isFailed }) => [liveBids, isFailed])).to.deep.equal([
        [2, true],
        [0, true],
      ])
      for (const seal of opening.seals) expect(seal).to.include({ state: 'out', bidder: null, fields: null })
      expect((await readTenderAs(hall.platform.client, hall.tender.id)).state).to.equal('failed')
      const { blobs } = hall.platform.server.platform
      for (const { bid } of bids) expect(await blobs.has(bid.manifest.envelopes[0]?.payload.sha256 ?? '')).to.equal(false)
    })

    it('take no key, no share and no payload any more', async () => {
      const [first] = bids
      if (first === undefined) throw new Error('nobody')
      expect(await problemCode(revealOf(hall.platform, hall.tender.id, first.bid))).to.equal('opening-wrong-step')
      expect(
        await problemCode(hall.platform.client.call(reading.getSettlement, { params: { tender: hall.tender.id } })),
      ).to.equal('opening-wrong-step')
    })

    it('leave a bundle that a stranger verifies as failed, with no name and no identity share in it', async () => {
      const text = await bundleText(hall)
      expect(text).to.not.contain('心宿').and.to.not.contain('custody.release-identities')
      for (const { person } of bids) expect(text).to.not.contain(person.party)
      const verdict = await verifyAsStranger(hall, text)
      expect(verdict.failures).to.deep.equal([])
      expect(verdict.ok).to.equal(true)
      const judged = verdict.checks.filter(({ name }) => name === 'steps-in-order').map(({ subject }) => subject)
      expect(judged, 'steps that never happened are not asked for').to.include('opening.failed')
      expect(judged).to.not.include('opening.published')
    })
  })

  describe('on one lot', () => {
    let hall: Hall
    let opened: HallBid[]
    let failed: HallBid[]

    before('three bidders on the first lot, two on the second, one of whom replaced its bid', async function () {
      this.timeout(60_000)
      hall = await hallOf(running(), { cast })
      opened = await bidders(hall, 3)
      failed = await bidders(hall, 2, 1)
      const [one] = failed
      if (one === undefined) throw new Error('nobody')
      failed.push(await bidIn(hall, one.person, '800000.00', { lot: 1 }))
    })

    it('fail that lot alone: the other is opened, and nobody of the failed one is named', async () => {
      const opening = await throughToPublished(hall, opened)
      expect(opening.state).to.equal('published')
      expect(opening.lots.map(({ isFailed }) => isFailed)).to.deep.equal([false, true])
      for (const bid of opened) expect((await sealOf(hall, bid)).state).to.equal('opened')
      for (const bid of failed) expect(await sealOf(hall, bid)).to.include({ state: 'out', bidder: null, fields: null })
      const [found] = await factsOf(hall, 'opening.live-bids-found')
      expect(found?.['live']).to.have.members(opened.map(({ bid }) => bid.manifestSha256))
    })

    it('leave neither certificate nor signature of its bidders in the bundle, the replaced bid’s included', async () => {
      const text = await bundleText(hall)
      const { bids } = JSON.parse(text) as { bids: { manifestSha256: string; identity: unknown; party: string | null }[] }
      for (const { bid } of failed) {
        const found = bids.find(({ manifestSha256 }) => manifestSha256 === bid.manifestSha256)
        expect(found).to.include({ identity: null, party: null })
      }
      expect((await verifyAsStranger(hall, text)).failures).to.deep.equal([])
    })
  })

  it('nobody at all fails the tender as well, at once', async () => {
    const hall = await hallOf(running(), { cast })
    await toListed(hall)
    expect((await settled(hall)).state).to.equal('failed')
    expect((await nowAt(hall)).seals).to.deep.equal([])
    expect((await verifyAsStranger(hall)).failures).to.deep.equal([])
  })
})
