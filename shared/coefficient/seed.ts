import { contributionBytes } from '../draw/contribution.ts'
import { type Bytes, concat, utf8 } from '../primitives/bytes.ts'
import { sha256 } from '../primitives/digest.ts'
import { drawCoefficient } from '../scoring/pseudonyms.ts'

/**
 * The seed of a coefficient: SHA-256("coefficient/1 seed" ‖ r_0 … r_m), the platform's number first, then the parties' in the order of the
 * terms. Whoever is left out stands as 32 zero bytes, so that every number keeps its place. One number nobody else knew makes it uniform.
 */
export function coefficientSeed(numbers: readonly (Uint8Array | null)[]): Bytes {
  const parts = numbers.map((r) => r ?? new Uint8Array(contributionBytes))
  if (parts.length < 2 || parts.some((r) => r.length !== contributionBytes))
    throw new RangeError('two numbers at least, of 32 bytes each')
  return sha256(concat(utf8('coefficient/1 seed'), ...parts))
}

/** The coefficient of each lot, drawn from the values of the notice (`drawCoefficient`). */
export function coefficientsOf(
  seed: Bytes,
  lots: readonly string[],
  values: readonly string[],
): { readonly lot: string; readonly coefficient: string }[] {
  return lots.map((lot) => ({ lot, coefficient: drawCoefficient(seed, lot, values) }))
}
