/** A fraction that is exactly what its formula gives. `denominator` is above zero. */
export interface Ratio {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** A fraction with its sign in the numerator. Throws a RangeError for a denominator of zero. */
export function ratioOf(numerator: bigint, denominator: bigint): Ratio {
  if (denominator === 0n) throw new RangeError('a fraction over zero')
  return denominator < 0n ? { numerator: -numerator, denominator: -denominator } : { numerator, denominator }
}

/** Below zero, zero or above it as the first is smaller, equal or larger. */
export function compareRatios(left: Ratio, right: Ratio): number {
  const difference = left.numerator * right.denominator - right.numerator * left.denominator
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** A ratio that is not negative as decimal text, rounded half up to `places`. For showing only: comparisons use the ratio itself. */
export function decimalOf({ numerator, denominator }: Ratio, places: number): string {
  if (numerator < 0n) throw new RangeError('a negative ratio')
  const scaled = (2n * numerator * 10n ** BigInt(places) + denominator) / (2n * denominator)
  return placed(scaled, places)
}

/** The square root of a ratio that is not negative as decimal text, rounded half up to `places`. */
export function rootDecimalOf({ numerator, denominator }: Ratio, places: number): string {
  if (numerator < 0n) throw new RangeError('a negative ratio')
  // ⌊2·10^p·√r⌋ halved upwards is √r rounded half up.
  const doubled = integerRoot((4n * 10n ** BigInt(2 * places) * numerator) / denominator)
  return placed((doubled + 1n) / 2n, places)
}

/** Decimal text such as `0.05` as a ratio. Throws a RangeError on anything else. */
export function ratioOfDecimal(text: string): Ratio {
  if (!/^\d+(?:\.\d+)?$/.test(text)) throw new RangeError('not a decimal')
  const [whole = '', part = ''] = text.split('.')
  return { numerator: BigInt(whole + part), denominator: 10n ** BigInt(part.length) }
}

function placed(scaled: bigint, places: number): string {
  const digits = scaled.toString().padStart(places + 1, '0')
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
}

/** The largest whole number whose square is not above `square` (Newton). */
function integerRoot(square: bigint): bigint {
  if (square < 2n) return square
  let guess = 1n << BigInt((square.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (guess + square / guess) >> 1n
    if (next >= guess) return guess
    guess = next
  }
}
