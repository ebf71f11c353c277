import { type Bytes, concat, fromHex, hex, utf8 } from '../primitives/bytes.ts'
import { canonicalBytes } from '../primitives/canonical-json.ts'
import { sha256, sha256Hex } from '../primitives/digest.ts'

/** Bytes of a party's number. */
export const contributionBytes = 32

/** c of a party: SHA-256(JCS{draw, party, r, v}), hex; r as hex inside. */
export function contributionDigest(input: { readonly draw: string; readonly party: string; readonly r: Uint8Array }): string {
  if (input.r.length !== contributionBytes) throw new RangeError('a contribution has 32 bytes')
  return sha256Hex(canonicalBytes({ v: 'draw-contribution/1', draw: input.draw, party: input.party, r: hex(input.r) }))
}

/** The input of the platform's random function: SHA-256(JCS{c, draw, v}); c in the order of the parties. */
export function vrfInput(draw: string, contributions: readonly string[]): Bytes {
  return sha256(canonicalBytes({ v: 'draw-input/1', draw, c: contributions }))
}

/**
 * The seed: SHA-256("draw/1 seed" ‖ beta (64) ‖ r_1 … r_m (32 each, in the order of the parties) ‖ beacon). A party that is left out stands
 * as 32 zero bytes, so that every part keeps its place; the beacon, if the pool names one, comes last.
 */
export function drawSeed(input: {
  readonly beta: Uint8Array
  readonly numbers: readonly (Uint8Array | null)[]
  readonly beacon?: Uint8Array | undefined
}): Bytes {
  if (input.beta.length !== 64) throw new RangeError('beta has 64 bytes')
  const numbers = input.numbers.map((r) => r ?? new Uint8Array(contributionBytes))
  if (numbers.some((r) => r.length !== contributionBytes)) throw new RangeError('a contribution has 32 bytes')
  return sha256(concat(utf8('draw/1 seed'), input.beta, ...numbers, input.beacon ?? new Uint8Array(0)))
}

/** What the ledger holds of a seed until its release: SHA-256(JCS{draw, seed, v}), hex. */
export function seedDigest(draw: string, seed: Uint8Array): string {
  return sha256Hex(canonicalBytes({ v: 'draw-seed/1', draw, seed: hex(seed) }))
}

/**
 * What the evaluation orders pseudonyms and ties by: SHA-256("draw/1 evaluation" ‖ seed), hex. It can lie beside the bids: the seed, which
 * would tell who was called, does not follow from it; after the release anybody recomputes it.
 */
export function evaluationSeed(seed: Uint8Array): string {
  return sha256Hex(concat(utf8('draw/1 evaluation'), seed))
}

/** The commitment a random seat id stands for until release: SHA-256(token32 ‖ expert), hex; the expert's id as its 16 bytes. */
export function seatCommitment(token: Uint8Array, expert: string): string {
  if (token.length !== 32) throw new RangeError('a token has 32 bytes')
  return sha256Hex(concat(token, fromHex(expert)))
}
