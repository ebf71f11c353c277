import { type Bytes, concat, fromHex, hex, utf8 } from '../primitives/bytes.ts'
import { canonicalBytes } from '../primitives/canonical-json.ts'
import { sha256, sha256Hex } from '../primitives/digest.ts'
import type { Bind } from './manifest.ts'

/** What a bid is for: to take part, or to withdraw every earlier bid of its bidder (rule B4). Both look alike until the opening. */
export type Intent = 'bid' | 'withdrawal'

const INTENT_BYTE: Readonly<Record<Intent, number>> = { bid: 1, withdrawal: 0 }

/** The 32 bytes every key, share and field of an envelope is bound to: SHA-256(JCS{bind, envelope}). */
export function envelopeContext(bind: Bind, envelope: string): Bytes {
  return sha256(canonicalBytes({ bind, envelope }))
}

/** The context of an identity envelope: SHA-256("identity" ‖ manifestSha256), the digest as 32 bytes. */
export function identityContext(manifestSha256: string): Bytes {
  return sha256(concat(utf8('identity'), fromHex(manifestSha256)))
}

/** SHA-256(salt32 ‖ intent ‖ certificate DER), hex: names the bidder to whoever knows the salt, and to nobody else. */
export function bidderCommitment(input: { readonly salt: Bytes; readonly intent: Intent; readonly certificate: Bytes }): string {
  return sha256Hex(concat(input.salt, new Uint8Array([INTENT_BYTE[input.intent]]), input.certificate))
}

/** SHA-256(context ‖ K_b), hex. */
export function bidderKeyDigest(context: Bytes, key: Uint8Array): string {
  return sha256Hex(concat(context, key))
}

/** SHA-256(JCS{context, k, v, salt}), hex; context and salt as hex inside. */
export function fieldCommitment(field: {
  readonly context: Bytes
  readonly k: string
  readonly v: string
  readonly salt: string
}): string {
  return sha256Hex(canonicalBytes({ context: hex(field.context), k: field.k, v: field.v, salt: field.salt }))
}
