import type { RandomBytes } from '../primitives/random.ts'

/** A whole number from 0 to `below` − 1, each equally likely: words that would favour the small ones are drawn again. */
export function randomBelow(below: number, random: RandomBytes): number {
  if (!Number.isSafeInteger(below) || below < 1 || below > 2 ** 32) throw new RangeError('not between 1 and 2^32')
  const limit = Math.floor(2 ** 32 / below) * below
  for (;;) {
    const word = new DataView(random(4).buffer).getUint32(0)
    if (word < limit) return word % below
  }
}

/** The same items in an order of which nothing can be told beforehand or afterwards (Fisher–Yates). */
export function shuffle<T>(items: readonly T[], random: RandomBytes): T[] {
  const shuffled = [...items]
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = randomBelow(last + 1, random)
    const held = shuffled[last] as T
    shuffled[last] = shuffled[other] as T
    shuffled[other] = held
  }
  return shuffled
}
