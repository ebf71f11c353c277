import { expect } from 'chai'
import * as bidderSteps from '#shared/contracts/opening-bidders.ts'
import * as custodianActs from '#shared/contracts/opening-custodians.ts'
import * as hallActs from '#shared/contracts/opening-hall.ts'
import * as reading from '#shared/contracts/opening-reading.ts'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import {
  type BidLie,
  copiedPayload,
  copiedShare,
  craftBid,
  inconsistentDeal,
  letterOfTwoReadings,
  otherPriceInLetter,
  unlistedBytes,
} from '../support/dishonest-bids.ts'
import { reportOf } from '../support/opening.ts'
import {
  bidders,
  bidIn,
  factsOf,
  type Hall,
  type HallBid,
  hallOf,
  nowAt,
  sealOf,
  settled,
  submitIn,
  targetOf,
  toListed,
  toPublished,
  toReleasing,
  toReporting,
  toRevealing,
  verifyAsStranger,
} from '../support/opening-hall.ts'
import { usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'
import { draw } from '../support/sealed-bid.ts'

describe('an opening with bidders that lie, each in its own way (opening/1 steps 3 to 7, O4, E20-31)', function () {
  this.timeout(60_000)
  const running = usePlatform()
  let hall: Hall
  let honest: HallBid[]
  let secondLot: HallBid[]
  let silent: HallBid
  let replaced: HallBid
  let replacement: HallBid
  let withdrawn: HallBid
  let withdrawal: HallBid
  let handedOver: HallBid
  let revoked: HallBid
  const liars = new Map<string, HallBid>()

  before('honest and dishonest bids come in, and the platform cannot tell them apart', async function () {
    this.timeout(60_000)
    hall = await hallOf(running(), { custodians: 5 })
    honest = await bidders(hall, 3)
    const [first] = honest
    if (first === undefined) throw new Error('nobody')
    secondLot = await bidders(hall, 2, 1)
    secondLot.push(await bidIn(hall, first.person, '990000.00', { lot: 1 }))
    const newcomer = (name: string) => hall.platform.register('bidder', { name })
    silent = await bidIn(hall, await newcomer('尾宿沉默有限公司'), '1010000.00')
    replaced = await bidIn(hall, await newcomer('尾宿更正有限公司'), '1020000.00')
    replacement = await bidIn(hall, replaced.person, '1030000.00')
    withdrawn = await bidIn(hall, await newcomer('尾宿撤回有限公司'), '1040000.00')
    withdrawal = await bidIn(hall, withdrawn.person, '', { intent: 'withdrawal' })
    handedOver = await bidIn(hall, await newcomer('尾宿托付有限公司'), '1050000.00')
    revoked = await bidIn(hall, await newcomer('尾宿换证有限公司'), '1060000.00')
    const lies: [string, BidLie][] = [
      ['deal-inconsistent', inconsistentDeal],
      ['key-commitment-mismatch', { contentKey: draw(32) }],
      ['letter-not-canonical', letterOfTwoReadings],
      ['letter-field-mismatch', otherPriceInLetter],
      ['unlisted-bytes', unlistedBytes],
      ['payload-copied', copiedPayload(first.bid)],
      ['share-copied', copiedShare(first.bid)],
    ]
    for (const [cause, lie] of lies) {
      const person = await newcomer(`尾宿${cause}有限公司`)
      liars.set(cause, await submitIn(hall, person, await craftBid(targetOf(hall), person.credentials.signer, '1070000.00', lie)))
    }
  })

  const liar = (cause: string): HallBid => {
    const found = liars.get(cause)
    if (found === undefined) throw new Error(`no liar ${cause}`)
    return found
  }

  it('puts replaced, withdrawn and copied bids out when live bids are found, and no name is seen (step 3, B4, O3)', async () => {
    await toListed(hall)
    const opening = await toRevealing(hall)
    expect(opening.state).to.equal('revealing')
    for (const out of [replaced, withdrawn, withdrawal, liar('payload-copied'), liar('share-copied')])
      expect((await sealOf(hall, out)).state).to.equal('out')
    for (const live of [...honest, ...secondLot, replacement, silent, liar('unlisted-bytes')])
      expect((await sealOf(hall, live)).state).to.equal('live')
    expect(JSON.stringify(opening)).to.not.match(/心宿|尾宿/)
    expect(opening.lots.map(({ liveBids }) => liveBids)).to.deep.equal([12, 3])
  })

  it('destroys the ciphertext of what will never be opened', async () => {
    const { blobs } = hall.platform.server.platform
    for (const { bid } of [replaced, withdrawn, withdrawal])
      expect(await blobs.has(bid.manifest.envelopes[0]?.payload.sha256 ?? '')).to.equal(false)
    const copied = honest[0]?.bid.manifest.envelopes[0]?.payload.sha256 ?? ''
    expect(await blobs.has(copied), 'a thief does not take the original along').to.equal(true)
  })

  it('lets nobody check in for another’s seal, and a party for each of its lots (step 4)', async () => {
    const { list } = await nowAt(hall)
    const checkIn = ({ person }: HallBid, { bid }: HallBid) =>
      person.act(hallActs.checkIn, {
        params: { tender: hall.tender.id },
        subject: { tender: hall.tender.id, list: list ?? '' },
        body: { manifestSha256: bid.manifestSha256 },
      })
    const [first, second] = honest
    const third = secondLot[2]
    if (first === undefined || second === undefined || third === undefined) throw new Error('nobody')
    expect(await problemCode(checkIn(first, second))).to.equal('bid-not-listed')
    await checkIn(first, first)
    await checkIn(third, third)
    expect((await sealOf(hall, first)).isCheckedIn).to.equal(true)
    expect((await sealOf(hall, third)).isCheckedIn).to.equal(true)
    expect((await sealOf(hall, second)).isCheckedIn).to.equal(false)
  })

  it('takes the keys of a bidder whose certificate was revoked since it bid: K_b proves itself (step 4)', async () => {
    const { pki, folder, server, clock } = hall.platform
    await pki.revoke(revoked.person.credentials.signing.certificate, clock.now())
    await pki.writeTrust(`${folder}/trust`)
    await server.platform.trust.reload()
    await toReportingWithoutEnd([revoked])
    expect((await sealOf(hall, revoked)).state).to.equal('revealed')
  })

  it('refuses a key for an envelope that the bid does not have', async () => {
    const [first] = honest
    if (first === undefined) throw new Error('nobody')
    const keys = { ...first.bid.bidderKeys, technical: 'a'.repeat(64) }
    const refused = hall.platform.client.call(bidderSteps.revealKeys, {
      params: { tender: hall.tender.id },
      body: { manifestSha256: first.bid.manifestSha256, keys },
    })
    expect(await problemCode(refused)).to.equal('reveal-wrong-key')
  })

  it('ends the window without whoever did not come, and takes keys that a custodian posts until causes are fixed (P11)', async () => {
    const others = [...liars].filter(([cause]) => !cause.endsWith('-copied')).map(([, bid]) => bid)
    const opening = await toReporting(hall, [...honest, ...secondLot, replacement, ...others])
    expect(opening.state).to.equal('reporting')
    const [facts] = await factsOf(hall, 'opening.window-closed')
    expect(facts?.['silent']).to.have.members([silent.bid.manifestSha256, handedOver.bid.manifestSha256])
    const [custodian] = hall.keys
    const post = (bid: HallBid['bid']) =>
      custodian?.custodian.act(custodianActs.postReveal, {
        params: { tender: hall.tender.id },
        subject: { tender: hall.tender.id, list: opening.list ?? '' },
        body: { manifestSha256: bid.manifestSha256, keys: bid.bidderKeys },
      }) ?? Promise.reject(new Error('no custodian'))
    expect(await problemCode(post({ ...handedOver.bid, bidderKeys: silent.bid.bidderKeys }))).to.equal('reveal-wrong-key')
    expect(await problemCode(post(replaced.bid))).to.equal('bid-not-listed')
    await post(handedOver.bid)
    expect((await sealOf(hall, handedOver)).state).to.equal('revealed')
  })

  it('fixes the bidder’s cause for the key that never came, before any share is out (step 5, O4)', async () => {
    for (const key of hall.keys) await reportOf(hall.platform, hall.tender.id, key)
    await settled(hall)
    const { settlement } = await hall.platform.client.call(reading.getSettlement, { params: { tender: hall.tender.id } })
    const { bids } = JSON.parse(settlement) as {
      bids: { manifestSha256: string; isKeyRevealed: boolean; cause: { code: string; attributedTo: string } | null }[]
    }
    const failed = bids.filter(({ cause }) => cause !== null)
    expect(failed).to.have.length(1)
    expect(failed[0]).to.include({ manifestSha256: silent.bid.manifestSha256, isKeyRevealed: false })
    expect(failed[0]?.cause).to.include({ code: 'bidder-key-missing', attributedTo: 'bidder' })
    expect(settlement).to.not.match(/心宿|尾宿/)
  })

  it('shows each liar with its own cause and all others with their prices, at one moment (step 7, O3, E20-31)', async () => {
    await toReleasing(hall)
    const opening = await toPublished(hall)
    expect(opening.state).to.equal('published')
    for (const opened of [...honest, ...secondLot, replacement, handedOver, revoked]) {
      const seal = await sealOf(hall, opened)
      expect(seal, opened.person.credentials.organization).to.include({ state: 'opened', cause: null })
      expect(seal.bidder?.name).to.equal(opened.person.credentials.organization)
    }
    for (const [cause, bid] of liars) {
      const seal = await sealOf(hall, bid)
      expect(seal.cause, cause).to.include({ code: cause, attributedTo: 'bidder' })
      expect(seal.fields).to.equal(null)
    }
    expect((await sealOf(hall, silent)).cause).to.include({ code: 'bidder-key-missing', attributedTo: 'bidder' })
    expect((await sealOf(hall, withdrawal)).cause).to.include({ code: 'withdrawn' })
    expect((await sealOf(hall, replaced)).cause).to.include({ code: 'superseded' })
    expect((await sealOf(hall, replaced)).bidder).to.equal(null)
  })

  it('keeps no file of a bid that failed', async () => {
    const { blobs } = hall.platform.server.platform
    for (const { bid } of [...liars.values()])
      for (const { files } of (await nowAt(hall)).seals.filter(({ manifestSha256 }) => manifestSha256 === bid.manifestSha256))
        expect(files).to.equal(null)
    for (const { files } of (await nowAt(hall)).seals.filter(({ state }) => state === 'opened'))
      for (const { sha256 } of files ?? []) expect(await blobs.has(sha256)).to.equal(true)
  })

  it('is verified by a stranger, cause by cause', async () => {
    const verdict = await verifyAsStranger(hall)
    expect(verdict.failures).to.deep.equal([])
    const proven = (cause: string) =>
      verdict.checks.find(({ name, subject }) => name === 'cause-proven' && subject === liar(cause).bid.manifestSha256)
    expect(proven('deal-inconsistent')?.verdict).to.equal('pass')
    expect(proven('key-commitment-mismatch')?.verdict).to.equal('pass')
    expect(proven('unlisted-bytes')?.verdict, 'it takes the ciphertext').to.equal('not-checked')
  })

  it('names nobody in the record but by what was opened (O8)', async () => {
    await settled(hall)
    hall.platform.clock.advance(31 * 60_000)
    await settled(hall)
    const record = fromUtf8(await hall.platform.client.call(reading.getOpeningRecord, { params: { tender: hall.tender.id } }))
    expect(record).to.contain('尾宿沉默有限公司').and.to.contain('bidder-key-missing')
    expect(record).to.not.contain('尾宿撤回有限公司').and.to.not.contain('1020000.00')
  })

  async function toReportingWithoutEnd(revealed: readonly HallBid[]): Promise<void> {
    for (const { bid } of revealed)
      await hall.platform.client.call(bidderSteps.revealKeys, {
        params: { tender: hall.tender.id },
        body: { manifestSha256: bid.manifestSha256, keys: bid.bidderKeys },
      })
  }
})
