import { z } from 'zod'
import { base64urlField, digestField, idField } from '../contracts/fields.ts'

/** Seconds a step of the opening may last: a whole number from 1 to a day. */
const secondsField = z.int().min(1).max(86_400)

/** How long each step of the opening waits before silence is recorded and the next begins, in seconds. */
const openingWindowsField = z.strictObject({
  /** Check-in and release of the bidders' keys (`opening/1` step 4). */
  revealSeconds: secondsField,
  /** Each step that waits for custodians: identity shares, reports, shares. */
  custodianSeconds: secondsField,
  /** Signatures under `reveal.closed` and under the record. */
  signatureSeconds: secondsField,
  /** Objections on the spot and their answers (O7). */
  objectionSeconds: secondsField,
})

/** The waiting times of an opening. */
export type OpeningWindows = z.output<typeof openingWindowsField>

/** A seat as the draft names it: number 1 … n and the party that is asked to serve. */
export const custodianSeatField = z.strictObject({ i: z.int().min(1).max(15), party: idField })

/** A seat as the notice states it, after acceptance: whose key every bid of the tender is sealed to. */
export const custodianField = z.strictObject({
  i: z.int().min(1).max(15),
  party: idField,
  /** The party's name when it accepted. */
  name: z.string().min(1).max(200),
  person: idField,
  /** Certificate that signed the acceptance, SHA-256 in hex. */
  certSha256: digestField,
  /** Fresh P-256 key of this tender only: SubjectPublicKeyInfo (DER, 91 bytes) in base64url. */
  keySpki: base64urlField.min(120).max(124),
  /** SHA-256 over the DER of `keySpki`, hex: names the key as recipient. */
  keySha256: digestField,
  /** SHA-256 of the acceptance act (`custody.accept`), hex. */
  acceptActSha256: digestField,
})

/** A custodian who has accepted. */
export type TenderCustodian = z.output<typeof custodianField>

/** Who can open the bids, and how long each step waits. Part of the notice; never amended after publication: a new round instead. */
export const openingPolicyField = z.strictObject({
  /** `both`: bidder's key and custodians' shares; `custodians`: custodians alone. */
  kind: z.enum(['both', 'custodians']),
  k: z.int().min(2).max(14),
  n: z.int().min(3).max(15),
  /** Remedy plan (O5, E20-31): so many custodians can open a bid whose bidder fails to reveal. Only under `both`. */
  remedyK: z.int().min(2).max(15).optional(),
  windows: openingWindowsField,
})

/** The opening policy of a notice. */
export type OpeningPolicy = z.output<typeof openingPolicyField>

/** The ways an opening policy can be against the rules. */
export type OpeningPolicyFault =
  | 'threshold-out-of-bounds'
  | 'seats-not-numbered'
  | 'party-holds-too-much'
  | 'interested-hold-too-much'
  | 'remedy-out-of-bounds'

/**
 * Checks a policy against its seats: n ≥ 3, 2 ≤ k < n, seats numbered 1 … n; no party alone, and tenderer, agency and centre together,
 * hold fewer than k seats; a remedy needs at least k custodians. Returns the first fault, or undefined.
 */
export function openingPolicyFault(
  policy: Pick<OpeningPolicy, 'kind' | 'k' | 'n' | 'remedyK'>,
  seats: readonly { readonly i: number; readonly party: string }[],
  interestedParties: ReadonlySet<string>,
): OpeningPolicyFault | undefined {
  if (policy.n < 3 || policy.k < 2 || policy.k >= policy.n) return 'threshold-out-of-bounds'
  if (seats.length !== policy.n || seats.some((seat, index) => seat.i !== index + 1)) return 'seats-not-numbered'
  const held = (parties: ReadonlySet<string>) => seats.filter((seat) => parties.has(seat.party)).length
  if (seats.some((seat) => held(new Set([seat.party])) >= policy.k)) return 'party-holds-too-much'
  if (held(interestedParties) >= policy.k) return 'interested-hold-too-much'
  const { remedyK } = policy
  if (remedyK !== undefined && (policy.kind !== 'both' || remedyK < policy.k || remedyK > policy.n)) return 'remedy-out-of-bounds'
  return undefined
}
