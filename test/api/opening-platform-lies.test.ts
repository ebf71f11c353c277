import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import * as bidderSteps from '#shared/contracts/opening-bidders.ts'
import * as reading from '#shared/contracts/opening-reading.ts'
import { signCms } from '#shared/pki/cms-signature.ts'
import { base64url, hex, utf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import type { Receipt, SignedReceipt } from '#shared/sealed-bid/receipt.ts'
import { upload } from '../support/bids.ts'
import {
  bidders,
  bidIn,
  bundleText,
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
  toRevealing,
  toSettling,
  verifyAsStranger,
} from '../support/opening-hall.ts'
import { usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

describe('an opening on a platform that loses, damages or hides what it was given (opening/1 steps 2, 3 and 7)', function () {
  this.timeout(60_000)
  const running = usePlatform()
  let hall: Hall
  let honest: HallBid[]
  let lost: HallBid
  let damaged: HallBid
  let gone: HallBid
  let unreadable: HallBid
  let hidden: HallBid
  let hiddenLater: HallBid

  before('bids come in, and the platform does its worst', async function () {
    this.timeout(60_000)
    hall = await hallOf(running())
    honest = await bidders(hall, 3)
    const newcomer = (name: string) => hall.platform.register('bidder', { name })
    lost = await bidIn(hall, await newcomer('箕宿失文有限公司'), '2000000.00')
    damaged = await bidIn(hall, await newcomer('箕宿坏文有限公司'), '2010000.00')
    gone = await bidIn(hall, await newcomer('箕宿全失有限公司'), '2020000.00')
    unreadable = await bidIn(hall, await newcomer('箕宿失名有限公司'), '2030000.00')
    hidden = await bidIn(hall, await newcomer('箕宿漏列有限公司'), '2040000.00')
    hiddenLater = await bidIn(hall, await newcomer('箕宿迟补有限公司'), '2050000.00')
    await rm(payloadPath(lost))
    await rm(payloadPath(gone))
    const bytes = await readFile(payloadPath(damaged))
    bytes[500_000] = (bytes[500_000] ?? 0) ^ 1
    await writeFile(payloadPath(damaged), bytes)
    const { connection } = hall.platform.server.platform
    await connection
      .collection<{ _id: string }>('bids')
      .updateOne({ _id: unreadable.bid.manifestSha256 }, { $set: { identityEnc: Buffer.from('not what was sealed') } })
    await hide(hidden, 'elsewhere')
    await hide(hiddenLater, 'elsewhere')
  })

  it('lists what it admits to; a bid left off is added on its receipt, and its bidder proves itself (step 2)', async () => {
    const opening = await toListed(hall)
    expect(opening.seals).to.have.length(7)
    await hide(hidden, hall.tender.id)
    await hide(hiddenLater, hall.tender.id)
    const added = await supplyLeftOff(hidden, hidden.receipt)
    expect(added).to.equal('none')
    const seal = await sealOf(hall, hidden)
    expect(seal).to.include({ number: 8, state: 'listed' })
    expect(await factsOf(hall, 'opening.bid-added')).to.deep.equal([{ number: 8, manifestSha256: hidden.bid.manifestSha256 }])
    expect(await supplyLeftOff(hidden, hidden.receipt), 'once more changes nothing').to.equal('none')
    expect((await nowAt(hall)).seals).to.have.length(8)
  })

  it('refuses a forged receipt, an altered one, one of another bid and one that came too late', async () => {
    const receipt = JSON.parse(hiddenLater.receipt.receipt) as Receipt
    const altered = (changes: Partial<Receipt>): SignedReceipt => ({
      ...hiddenLater.receipt,
      receipt: new TextDecoder().decode(canonicalBytes({ ...receipt, ...changes })),
    })
    const { signer } = hiddenLater.person.credentials
    const forged: SignedReceipt = {
      receipt: hiddenLater.receipt.receipt,
      p7s: base64url(await signCms({ content: utf8(hiddenLater.receipt.receipt), signer })),
    }
    expect(await supplyLeftOff(hiddenLater, forged)).to.equal('evidence-wrong')
    expect(await supplyLeftOff(hiddenLater, altered({ lot: 'x' }))).to.equal('evidence-wrong')
    expect(await supplyLeftOff(hiddenLater, { ...hiddenLater.receipt, receipt: '{"v":1}' })).to.equal('evidence-wrong')
    expect(await supplyLeftOff(hiddenLater, { ...hiddenLater.receipt, p7s: 'A'.repeat(200) })).to.equal('evidence-wrong')
    expect(await supplyLeftOff(hiddenLater, hidden.receipt)).to.equal('evidence-wrong')
  })

  it('asks on the chain for the identity that does not open, and takes the bidder’s own proof instead (step 3)', async () => {
    const opening = await toRevealing(hall)
    expect(opening.state, 'custodians are done, one identity is missing').to.equal('listed')
    expect(await factsOf(hall, 'opening.identities-wanted')).to.deep.equal([
      { bids: [{ manifestSha256: unreadable.bid.manifestSha256, cause: 'identity-unreadable' }] },
    ])
    const [first] = honest
    if (first === undefined) throw new Error('nobody')
    expect(await supplyIdentity(unreadable, identityOf(first))).to.equal('evidence-wrong')
    expect(await supplyIdentity(unreadable, { ...identityOf(unreadable), salt: 'a'.repeat(64) })).to.equal('evidence-wrong')
    expect(await supplyIdentity(unreadable, { ...identityOf(unreadable), entrySalt: 'a'.repeat(64) })).to.equal('evidence-wrong')
    expect(await supplyIdentity(unreadable, identityOf(unreadable))).to.equal('none')
    expect((await settled(hall)).state).to.equal('revealing')
    expect(await sealOf(hall, unreadable)).to.include({ state: 'live', bidder: null })
    expect(await sealOf(hall, hidden)).to.include({ state: 'live', bidder: null })
  })

  it('adds a bid left off also while tenderer and regulator sign: the settlement is written anew (until reveal.closed)', async () => {
    await toReporting(hall, [...honest, lost, damaged, gone, unreadable, hidden])
    const before = await toSettling(hall)
    expect(before.state).to.equal('settling')
    expect(await supplyLeftOff(hiddenLater, hiddenLater.receipt), 'nameless it cannot join any more').to.equal('evidence-wrong')
    expect(
      await supplyLeftOff(hiddenLater, hiddenLater.receipt, {
        identity: identityOf(hiddenLater),
        keys: honest[0]?.bid.bidderKeys,
      }),
    ).to.equal('reveal-wrong-key')
    const { bidderKeys } = hiddenLater.bid
    expect(
      await supplyLeftOff(hiddenLater, hiddenLater.receipt, { identity: identityOf(hiddenLater), keys: bidderKeys }),
    ).to.equal('none')
    const opening = await nowAt(hall)
    expect(opening.state).to.equal('settling')
    expect(opening.settlement?.sha256).to.not.equal(before.settlement?.sha256)
    expect(await sealOf(hall, hiddenLater)).to.include({ state: 'revealed', bidder: null })
    const { settlement } = await hall.platform.client.call(reading.getSettlement, { params: { tender: hall.tender.id } })
    expect(settlement).to.contain(hiddenLater.bid.manifestSha256)
  })

  it('asks on the chain for the payloads it lost, and opens what anybody supplies again (step 7)', async () => {
    await toReleasing(hall)
    expect(await supplyLeftOff(hiddenLater, hiddenLater.receipt)).to.equal('opening-wrong-step')
    const waiting = await toPublished(hall)
    expect(waiting.state, 'nothing is shown while bids can still be made whole').to.equal('releasing')
    expect(JSON.stringify(waiting)).to.not.match(/心宿|箕宿/)
    const [wanted] = await factsOf(hall, 'opening.payloads-wanted')
    const payloads = wanted?.['payloads'] as { manifestSha256: string; foundSha256: string | null }[]
    expect(payloads.map(({ manifestSha256 }) => manifestSha256)).to.have.members(
      [lost, damaged, gone].map(({ bid }) => bid.manifestSha256),
    )
    expect(payloads.find(({ manifestSha256 }) => manifestSha256 === lost.bid.manifestSha256)?.foundSha256).to.equal(null)
    expect(await supplyPayload(lost, damaged.bid.payloads.get('commercial'))).to.equal('evidence-wrong')
    expect(await supplyPayload(lost, lost.bid.payloads.get('commercial'))).to.equal('none')
    expect(await supplyPayload(damaged, damaged.bid.payloads.get('commercial'))).to.equal('none')
    expect((await settled(hall)).state, 'one is still missing').to.equal('releasing')
    const opening = await passStep(hall)
    expect(opening.state).to.equal('published')
    for (const whole of [...honest, lost, damaged, unreadable, hidden, hiddenLater])
      expect((await sealOf(hall, whole)).state, whole.person.credentials.organization).to.equal('opened')
  })

  it('answers for what stays lost: the platform’s cause, with the digest that was signed as evidence (O4)', async () => {
    const seal = await sealOf(hall, gone)
    expect(seal).to.include({ state: 'failed', fields: null })
    expect(seal.cause).to.include({ code: 'payload-missing', attributedTo: 'platform', envelope: 'commercial' })
    expect(seal.cause?.evidence).to.deep.equal({ signedSha256: gone.bid.manifest.envelopes[0]?.payload.sha256 })
    expect(seal.bidder?.name).to.equal('箕宿全失有限公司')
  })

  it('is verified by a stranger, bids added on their receipts included', async () => {
    expect((await verifyAsStranger(hall)).failures).to.deep.equal([])
  })

  it('cannot alter afterwards what a stranger verifies', async () => {
    hall.platform.clock.advance(31 * 60_000)
    await settled(hall)
    const text = await bundleText(hall)
    const failedChecks = async (altered: string) =>
      new Set((await verifyAsStranger(hall, altered)).checks.filter(({ verdict }) => verdict === 'fail').map(({ name }) => name))
    type Bundle = {
      record: string
      chain: { event: { at: string; type: string } }[]
      bids: { manifestSha256: string; bidderKeys: Record<string, string> }[]
    }
    const changed = (change: (bundle: Bundle) => void) => {
      const bundle = JSON.parse(text) as Bundle
      change(bundle)
      return JSON.stringify(bundle)
    }
    expect(await failedChecks(text)).to.deep.equal(new Set())
    expect(await failedChecks(text.replaceAll('2000000.00', '1900000.00')), 'a price').to.include('facts-match')
    expect(
      await failedChecks(changed((bundle) => (bundle.record = bundle.record.replace('箕宿', '斗宿')))),
      'the record',
    ).to.include('record-on-chain')
    expect(await failedChecks(changed(({ chain }) => chain.splice(3, 1))), 'an event left out').to.include('chain-linked')
    expect(
      await failedChecks(
        changed(({ chain }) => {
          for (const { event } of chain) if (event.type === 'opening.listed') event.at = '2026-01-01T00:00:00.000Z'
        }),
      ),
      'a moment',
    ).to.include('chain-in-log')
    expect(await failedChecks(changed((bundle) => (bundle.bids = bundle.bids.slice(1)))), 'a bid').to.include('list-complete')
  })

  const payloadPath = ({ bid }: HallBid) => join(hall.platform.folder, 'blobs', bid.manifest.envelopes[0]?.payload.sha256 ?? '')

  /** The platform keeps a bid from its own list, or brings it back. */
  async function hide({ bid }: HallBid, tender: string): Promise<void> {
    await hall.platform.server.platform.connection
      .collection<{ _id: string }>('bids')
      .updateOne({ _id: bid.manifestSha256 }, { $set: { tender } })
  }

  /** What a bidder has in its keep-file: its own signature, salts, and the event of its receipt. */
  function identityOf({ bid, receipt, person, submission }: HallBid) {
    return {
      v: 'identity/1',
      kind: 'bid',
      p7s: submission.p7s,
      chain: [],
      certificate: base64url(person.credentials.signing.certificate),
      salt: hex(bid.salt),
      intent: 'bid',
      event: (JSON.parse(receipt.receipt) as Receipt).event,
      entrySalt: hex(bid.entrySalt),
      address: '',
      device: '',
    }
  }

  function supplyLeftOff(
    { bid }: HallBid,
    receipt: SignedReceipt,
    extra: { identity?: unknown; keys?: Readonly<Record<string, string>> | undefined } = {},
  ): Promise<string> {
    const manifest = new TextDecoder().decode(bid.manifestBytes)
    expect(sha256Hex(utf8(manifest))).to.equal(bid.manifestSha256)
    return problemCode(
      hall.platform.client.call(bidderSteps.supplyLeftOff, {
        params: { tender: hall.tender.id },
        body: { receipt, manifest, identity: extra.identity ?? null, ...(extra.keys === undefined ? {} : { keys: extra.keys }) },
      }),
    )
  }

  function supplyIdentity({ bid }: HallBid, content: unknown): Promise<string> {
    return problemCode(
      hall.platform.client.call(bidderSteps.supplyIdentity, {
        params: { tender: hall.tender.id },
        body: { manifestSha256: bid.manifestSha256, content },
      }),
    )
  }

  async function supplyPayload({ bid }: HallBid, payload: Uint8Array<ArrayBuffer> | undefined): Promise<string> {
    const capability = await upload(hall.platform.origin, payload ?? new Uint8Array())
    return problemCode(
      hall.platform.client.call(bidderSteps.supplyPayload, {
        params: { tender: hall.tender.id },
        body: { manifestSha256: bid.manifestSha256, envelope: 'commercial', capability },
      }),
    )
  }
})
