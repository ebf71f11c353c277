import { fromHex, fromUtf8, hex } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { entryCommitment } from '#shared/sealed-bid/event-envelope.ts'
import { checkIdentity, type IdentityContent, openIdentity } from '#shared/sealed-bid/identity-envelope.ts'
import { type CauseCode, causes } from '#shared/sealed-bid/opening/causes.ts'
import { nodeSealingRuntime } from '../../platform/sealing-runtime.ts'
import { readStoredBid, type StoredBid } from '../bids/index.ts'
import { identifyCertificate, readParty } from '../identity/index.ts'
import { placeOfEntry } from '../ledger/index.ts'
import type { OpeningDeps } from './deps.ts'
import type { OpeningRecord } from './opening.model.ts'
import { type BidCause, type BidIdentity, type OpeningBid, updateOpeningBids } from './opening-bid.model.ts'
import { severalAtOnce } from './several-at-once.ts'

/** What became of one bid's identity: known, or not proven and why. */
type Identified =
  | { readonly kind: 'known'; readonly identity: BidIdentity }
  | { readonly kind: 'unproven'; readonly cause: BidCause }

/**
 * Opens the identity of every listed bid that is not known yet (`opening/1` steps 2 and 3) and stores what it finds. Answers the bids
 * whose envelope does not open or proves nothing, with the cause: the platform made it, so its bidder may prove itself instead.
 */
export async function identifyBids(
  deps: OpeningDeps,
  opening: OpeningRecord,
  bids: readonly OpeningBid[],
  k: number,
): Promise<Map<string, BidCause>> {
  const unknown = bids.filter(({ identity, state }) => identity === null && state === 'listed')
  const found = await severalAtOnce(unknown, async (bid) => ({ bid, identified: await identify(deps, opening, bid, k) }))
  const updates = found.flatMap(({ bid: { _id }, identified }) =>
    identified.kind === 'known' ? [{ _id, state: 'listed' as const, set: { identity: identified.identity } }] : [],
  )
  await updateOpeningBids(deps.connection, updates)
  return new Map(
    found.flatMap(({ bid: { _id }, identified }) => (identified.kind === 'unproven' ? [[_id, identified.cause] as const] : [])),
  )
}

async function identify(deps: OpeningDeps, opening: OpeningRecord, bid: OpeningBid, k: number): Promise<Identified> {
  const stored = await readStoredBid(deps, bid._id)
  if (stored === undefined) return { kind: 'unproven', cause: causeOf('payload-missing', 'the manifest is gone') }
  const opened = await openIdentity(nodeSealingRuntime, {
    manifestSha256: bid._id,
    record: stored.identity.record,
    enc: stored.identity.enc,
    shares: bid.identityShares.map(({ share }) => fromHex(share)),
    k,
  })
  if (!opened.ok) return { kind: 'unproven', cause: causeOf(opened.cause, opened.detail) }
  const judged = await judgeIdentity(deps, opening, stored, opened.content, false)
  if (judged.kind === 'known' || judged.cause.attributedTo !== 'bidder') return judged
  // The platform verified this signature before it gave a receipt, and sealed the envelope itself: what is wrong in it is not the bidder's.
  return { kind: 'unproven', cause: causeOf('identity-unreadable', `${judged.cause.code}: ${judged.cause.detail}`) }
}

/**
 * Judges an identity, from its envelope or from the bidder itself: the signature over the manifest and the commitment (never a stored
 * name), the entry under the deadline's checkpoint, and the party the certificate is bound to.
 */
export async function judgeIdentity(
  deps: OpeningDeps,
  opening: OpeningRecord,
  stored: StoredBid,
  content: IdentityContent,
  isSupplied: boolean,
): Promise<Identified> {
  const checked = await checkIdentity({
    manifestBytes: stored.manifestBytes,
    commitment: stored.manifest.bind.bidderCommitment,
    identity: content,
  })
  if (!checked.ok) return { kind: 'unproven', cause: causeOf(checked.cause, checked.detail) }
  if (content.event.objectSha256 !== stored.manifestSha256 || content.event.subject.tender !== opening._id) {
    return { kind: 'unproven', cause: causeOf('entry-missing', 'the event is of another bid') }
  }
  const c = hex(entryCommitment(fromHex(content.entrySalt), content.event))
  const entry = await placeOfEntry(deps, c)
  const isInBox = entry !== undefined && entry.log === opening.boxLog && entry.leafIndex < (opening.boxSize ?? 0)
  if (!isInBox) return { kind: 'unproven', cause: causeOf('entry-missing', `no entry ${c} under the deadline checkpoint`) }
  const owner = await identifyCertificate(deps, checked.certificate.der)
  if (owner === undefined)
    return { kind: 'unproven', cause: causeOf('signature-invalid', 'the certificate is bound to no party') }
  const party = await readParty(deps, owner.party)
  return {
    kind: 'known',
    identity: {
      party: owner.party,
      person: owner.person,
      name: party.name,
      creditCode: party.creditCode,
      receivedAt: content.event.at,
      intent: content.intent,
      content: fromUtf8(canonicalBytes(content)),
      isSupplied,
    },
  }
}

/** A cause with whom it is attributed to, as the catalogue of causes says. */
export function causeOf(
  code: CauseCode,
  detail: string,
  envelope: BidCause['envelope'] = null,
  evidence: Readonly<Record<string, string>> = {},
): BidCause {
  return { code, attributedTo: causes[code].attributedTo, detail, envelope, evidence }
}
