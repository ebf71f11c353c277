import type { EnvelopeName } from '#shared/catalogue/letter-form.ts'
import { signCms } from '#shared/pki/cms-signature.ts'
import type { Signer } from '#shared/pki/signer.ts'
import { base64url, fromHex, fromUtf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { Manifest } from '#shared/sealed-bid/manifest.ts'
import { matchesBidderKey } from '#shared/sealed-bid/opening/open-bid-envelope.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readStoredBid } from '../bids/index.ts'
import { appendEvent } from '../ledger/index.ts'
import type { OpeningRecords } from './deps.ts'
import { openingModel } from './opening.model.ts'
import { openingBidModel } from './opening-bid.model.ts'
import { readOpeningAt, readOpeningBid } from './read-opening.ts'

/** Keys of one bid, as its bidder (or a custodian it handed them to) gives them. */
export interface KeysGiven {
  readonly tender: string
  readonly manifestSha256: string
  readonly keys: Readonly<Partial<Record<EnvelopeName, string>>>
}

/** The platform's word that it has the keys: canonical JSON and a signature, good against the platform before any court. */
export interface RevealAcknowledgement {
  readonly acknowledgement: string
  readonly p7s: string
}

/**
 * Takes K_b of every envelope of a bid within the window (`opening/1` step 4). The keys prove themselves against `bidderKeySha256`:
 * no session and no certificate is asked for, an expired one does not void a bid. May be repeated at will; answers a signed acknowledgement.
 */
export async function revealKeys(
  deps: OpeningRecords & {
    readonly keys: { readonly platformSigner: Signer }
    readonly config: { readonly platformName: string }
  },
  given: KeysGiven,
  at: number,
): Promise<RevealAcknowledgement> {
  const revealedAt = await inTransaction(deps.connection, async (session) => {
    const { opening } = await readOpeningAt(deps, given.tender, ['revealing'], session)
    const bid = await readOpeningBid(deps, given.tender, given.manifestSha256, session)
    if (bid.state === 'out') throw new DomainProblem('bid-not-listed', { manifestSha256: given.manifestSha256 })
    await assertKeysFit(deps, given)
    if (bid.revealedAt !== null) return bid.revealedAt.getTime()
    await openingBidModel(deps.connection).updateOne(
      { _id: bid._id },
      { $set: { bidderKeys: given.keys, revealedAt: new Date(at), state: 'revealed' } },
      { session },
    )
    await appendEvent(deps, session, {
      type: 'bid.revealed',
      subject: { tender: opening._id, bid: bid._id },
      at: instantOf(at),
      tender: opening._id,
      facts: { number: bid.number, manifestSha256: bid._id },
    })
    return at
  })
  await hastenWhenRevealed(deps, given.tender, at)
  const bytes = canonicalBytes({
    v: 'reveal-ack/1',
    platform: deps.config.platformName,
    tender: given.tender,
    manifestSha256: given.manifestSha256,
    keysSha256: sha256Hex(canonicalBytes(given.keys)),
    at: instantOf(revealedAt),
  })
  return { acknowledgement: fromUtf8(bytes), p7s: base64url(await signCms({ content: bytes, signer: deps.keys.platformSigner })) }
}

/** Ends the bidders' window early when every key has come. After the commit: of two last bidders at one moment the later sees both. */
export async function hastenWhenRevealed(deps: OpeningRecords, tender: string, at: number): Promise<void> {
  if ((await openingBidModel(deps.connection).exists({ tender, state: 'live' })) !== null) return
  await openingModel(deps.connection).updateOne({ _id: tender, state: 'revealing' }, { $set: { nextDueAt: new Date(at) } })
}

/** Throws `reveal-incomplete` or `reveal-wrong-key` unless the keys are those the manifest commits to, one for each envelope. */
export async function assertKeysFit(deps: OpeningRecords, given: KeysGiven): Promise<void> {
  const stored = await readStoredBid(deps, given.manifestSha256)
  if (stored === undefined) throw new DomainProblem('bid-not-listed', { manifestSha256: given.manifestSha256 })
  const keyed = keyedEnvelopes(stored.manifest)
  const stranger = Object.keys(given.keys).find((envelope) => !keyed.some((name) => name === envelope))
  if (stranger !== undefined) throw new DomainProblem('reveal-wrong-key', { envelope: stranger })
  for (const envelope of keyed) {
    const key = given.keys[envelope]
    if (key === undefined) throw new DomainProblem('reveal-incomplete', { envelope })
    if (!matchesBidderKey(stored.manifest, envelope, fromHex(key))) throw new DomainProblem('reveal-wrong-key', { envelope })
  }
}

/** Envelopes that need a key of the bidder. */
function keyedEnvelopes(manifest: Manifest): EnvelopeName[] {
  return manifest.envelopes.filter(({ bidderKeySha256 }) => bidderKeySha256 !== undefined).map(({ name }) => name as EnvelopeName)
}
