import { rankStratum } from '../draw/ranking.ts'
import type { Bytes } from '../primitives/bytes.ts'

/**
 * Names for blind documents (暗标): A, B, … Z, AA, … in an order from the draw's seed. Bids are taken in the byte order of their digests
 * and ordered by `rankStratum(seed, 'evaluation-pseudonyms <lot>', count)`, so that anybody can repeat it once the seed is released.
 */
export function pseudonymsOf(seed: Bytes, lot: string, bids: readonly string[]): ReadonlyMap<string, string> {
  const inOrder = [...bids].sort()
  const names = new Map<string, string>()
  rankStratum(seed, `evaluation-pseudonyms ${lot}`, inOrder.length).forEach((leaf, index) => {
    names.set(inOrder[leaf] as string, letterOf(index))
  })
  return names
}

/** The coefficient drawn for a lot from the values its notice states: the first of `rankStratum(seed, 'evaluation-coefficient <lot>', count)`. */
export function drawCoefficient(seed: Bytes, lot: string, values: readonly string[]): string {
  const first = rankStratum(seed, `evaluation-coefficient ${lot}`, values.length)[0]
  if (first === undefined) throw new RangeError('nothing to draw from')
  return values[first] as string
}

function letterOf(index: number): string {
  let rest = index
  let name = ''
  do {
    name = String.fromCharCode(65 + (rest % 26)) + name
    rest = Math.floor(rest / 26) - 1
  } while (rest >= 0)
  return name
}
