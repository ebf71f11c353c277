import { combine, split } from 'shamir-secret-sharing'
import type { Bytes } from '../primitives/bytes.ts'
import { sha256Hex } from '../primitives/digest.ts'
import type { CauseCode } from './opening/causes.ts'

/** A share: y (32 bytes) ‖ x (1 byte), over GF(2^8) byte by byte. */
export const shareBytes = 33

/** What a manifest says of one share in the open. */
export interface ShareCommitment {
  readonly i: number
  readonly x: number
  readonly shareSha256: string
}

/** A secret found again from shares, with the shares of everybody, or why there is none. */
export type Recombined =
  | { readonly ok: true; readonly secret: Bytes; readonly shares: readonly Bytes[]; readonly foreign: readonly number[] }
  | {
      readonly ok: false
      readonly cause: Extract<CauseCode, 'custodian-silent' | 'share-mismatch' | 'deal-inconsistent'>
      readonly detail: string
      readonly foreign: readonly number[]
    }

/** Splits 32 bytes so that any k of n shares give them back and k − 1 tell nothing. The x are distinct and at random (docs/adr: the library draws). */
export async function splitSecret(secret: Bytes, k: number, n: number): Promise<readonly Bytes[]> {
  return (await split(secret, n, k)) as Bytes[]
}

/** SHA-256 over the 33 bytes of a share, hex. */
export function shareDigest(share: Uint8Array): string {
  return sha256Hex(share)
}

/**
 * Finds a secret again. Shares that nobody committed to are left out (`foreign`: positions in the input): whoever released them
 * released something else than it was dealt. From any k that match, all others are recomputed and compared with their commitments,
 * so that an inconsistent deal is proven whichever k answered; otherwise a dealer could decide later which bid opens.
 */
export async function recombine(input: {
  readonly commitments: readonly ShareCommitment[]
  readonly k: number
  readonly shares: readonly Bytes[]
}): Promise<Recombined> {
  const matching = new Map<string, Bytes>()
  const foreign: number[] = []
  for (const [position, share] of input.shares.entries()) {
    if (input.commitments.some((commitment) => matches(share, commitment))) matching.set(shareDigest(share), share)
    else foreign.push(position)
  }
  const known = [...matching.values()].slice(0, input.k)
  if (known.length < input.k) {
    const cause = foreign.length > 0 && input.shares.length >= input.k ? 'share-mismatch' : 'custodian-silent'
    return { ok: false, cause, detail: `${known.length} of ${input.k} shares match their commitments`, foreign }
  }
  const shares: Bytes[] = []
  for (const commitment of input.commitments) {
    const share = await shareAt(known, commitment.x)
    if (!matches(share, commitment)) {
      const detail = `the share of custodian ${commitment.i}, recomputed from ${input.k} others, is not the one committed to`
      return { ok: false, cause: 'deal-inconsistent', detail, foreign }
    }
    shares.push(share)
  }
  return { ok: true, secret: (await combine(known)) as Bytes, shares, foreign }
}

/** The share at x: interpolation at zero after every x is XORed with the wanted one, which in GF(2^8) shifts the polynomial. */
async function shareAt(known: readonly Bytes[], x: number): Promise<Bytes> {
  const own = known.find((share) => share[shareBytes - 1] === x)
  if (own !== undefined) return own
  const shifted = known.map((share) => {
    const copy = share.slice()
    copy[shareBytes - 1] = (copy[shareBytes - 1] ?? 0) ^ x
    return copy
  })
  const share = new Uint8Array(shareBytes)
  share.set(await combine(shifted))
  share[shareBytes - 1] = x
  return share
}

function matches(share: Bytes, commitment: ShareCommitment): boolean {
  return share.length === shareBytes && share[shareBytes - 1] === commitment.x && shareDigest(share) === commitment.shareSha256
}
