import { expect } from 'chai'
import * as hallActs from '#shared/contracts/opening-hall.ts'
import * as reading from '#shared/contracts/opening-reading.ts'
import { readProjectContract, resumeProjectContract, suspendProjectContract } from '#shared/contracts/projects.ts'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { type Cast, castOf, logInAll, readTenderAs } from '../support/notices.ts'
import { revealOf } from '../support/opening.ts'
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
  toRevealing,
  toSettling,
  verifyAsStranger,
} from '../support/opening-hall.ts'
import { usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

const MINUTE = 60_000

describe('an opening that is suspended, or met with silence', function () {
  this.timeout(60_000)
  const running = usePlatform()
  let cast: Cast

  before(async () => {
    cast = await castOf(running(), 3)
  })

  const directive = async (hall: Hall) => {
    await logInAll(cast)
    const { project } = hall.tender
    const { version } = await cast.centre.call(readProjectContract, { params: { project } })
    return { params: { project }, subject: { project, version }, body: { reason: '接到投诉，需核查。' } }
  }
  describe('suspended in the middle of the bidders’ window', () => {
    let hall: Hall
    let bids: HallBid[]
    let endedAt: number

    before(async function () {
      this.timeout(60_000)
      hall = await hallOf(running(), { cast })
      bids = await bidders(hall, 3)
      await toListed(hall)
      endedAt = Date.parse((await toRevealing(hall)).stepEndsAt ?? '')
      hall.platform.clock.advance(20 * MINUTE)
      await cast.regulator.act(suspendProjectContract, await directive(hall))
    })

    it('fires nothing, takes nothing, and says so', async () => {
      hall.platform.clock.set(endedAt + 60 * MINUTE)
      const opening = await settled(hall)
      expect(opening).to.include({ state: 'revealing', isSuspended: true })
      const [first] = bids
      if (first === undefined) throw new Error('nobody')
      expect(await problemCode(revealOf(hall.platform, hall.tender.id, first.bid))).to.equal('opening-suspended')
    })

    it('goes on with its window longer by exactly the suspension, however late the platform looks', async () => {
      await cast.regulator.act(resumeProjectContract, await directive(hall))
      const suspendedMs = endedAt + 60 * MINUTE - (endedAt - 40 * MINUTE)
      hall.platform.clock.advance(5 * MINUTE)
      const opening = await settled(hall)
      expect(opening).to.include({ state: 'revealing', isSuspended: false })
      expect(Date.parse(opening.stepEndsAt ?? '')).to.equal(endedAt + suspendedMs)
      hall.platform.clock.set(endedAt + suspendedMs - 1)
      expect((await settled(hall)).state).to.equal('revealing')
      for (const { bid } of bids.slice(0, 2)) await revealOf(hall.platform, hall.tender.id, bid)
      hall.platform.clock.set(endedAt + suspendedMs)
      expect((await settled(hall)).state).to.equal('reporting')
    })

    it('stands still and goes on in a later step as well', async () => {
      await toSettling(hall)
      await cast.regulator.act(suspendProjectContract, await directive(hall))
      hall.platform.clock.advance(90 * MINUTE)
      expect(await settled(hall)).to.include({ state: 'settling', isSuspended: true })
      await cast.regulator.act(resumeProjectContract, await directive(hall))
      hall.platform.clock.advance(1000)
      expect((await settled(hall)).state).to.equal('settling')
    })

    it('records the silence of tenderer and regulator under the settlement; the facts stand (step 5)', async () => {
      expect((await passStep(hall)).state).to.equal('releasing')
      const [closed] = await factsOf(hall, 'reveal.closed')
      expect(closed?.['silent']).to.deep.equal(['tenderer', 'regulator'])
      expect(closed?.['opening']).to.have.members(bids.slice(0, 2).map(({ bid }) => bid.manifestSha256))
      expect((await toPublished(hall)).state).to.equal('published')
      const [, , third] = bids
      if (third === undefined) throw new Error('nobody')
      expect((await sealOf(hall, third)).cause).to.include({ code: 'bidder-key-missing' })
    })

    it('publishes its record though one refuses to sign it and the others stay silent (O8, O9)', async () => {
      expect((await passStep(hall)).state).to.equal('signing')
      const params = { tender: hall.tender.id }
      const [first] = bids
      if (first === undefined) throw new Error('nobody')
      const recordSha256 = sha256Hex(await hall.platform.client.call(reading.getOpeningRecord, { params }))
      const { list } = await nowAt(hall)
      await first.person.act(hallActs.signOpeningRecord, {
        params,
        subject: { tender: hall.tender.id, list: list ?? '' },
        body: { recordSha256, isRefusal: true, reason: '对唱标顺序有异议。' },
      })
      expect((await passStep(hall)).state).to.equal('recorded')
      const [recorded] = await factsOf(hall, 'opening.recorded')
      const signatures = recorded?.['signatures'] as { party: string; isRefusal: boolean }[]
      expect(signatures.map(({ party, isRefusal }) => [party, isRefusal])).to.deep.equal([[first.person.party, true]])
      const pdf = await hall.platform.client.call(reading.getOpeningRecordPdf, { params })
      expect(fromUtf8(pdf.subarray(0, 5))).to.equal('%PDF-')
      expect((await readTenderAs(hall.platform.client, hall.tender.id)).state).to.equal('opened')
      expect((await verifyAsStranger(hall)).failures).to.deep.equal([])
    })
  })
})
