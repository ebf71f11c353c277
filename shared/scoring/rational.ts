/** An exact fraction. The denominator is positive; it is not kept in lowest terms, which nothing here needs. */
export interface Rational {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** The fraction of two whole numbers. Throws a RangeError when the denominator is zero. */
export function rational(numerator: bigint, denominator = 1n): Rational {
  if (denominator === 0n) throw new RangeError('a fraction over zero')
  return denominator < 0n ? { numerator: -numerator, denominator: -denominator } : { numerator, denominator }
}

/** Exact product. */
export function times(left: Rational, right: Rational): Rational {
  return { numerator: left.numerator * right.numerator, denominator: left.denominator * right.denominator }
}

/** Exact difference. */
export function minus(left: Rational, right: Rational): Rational {
  return {
    numerator: left.numerator * right.denominator - right.numerator * left.denominator,
    denominator: left.denominator * right.denominator,
  }
}

/** Exact quotient. Throws a RangeError when `right` is zero. */
export function dividedBy(left: Rational, right: Rational): Rational {
  return rational(left.numerator * right.denominator, left.denominator * right.numerator)
}

/** The whole number nearest to a fraction; a half goes away from zero (四舍五入), which is the rounding published formulas mean. */
export function rounded({ numerator, denominator }: Rational): bigint {
  const magnitude = numerator < 0n ? -numerator : numerator
  const nearest = (magnitude * 2n + denominator) / (denominator * 2n)
  return numerator < 0n ? -nearest : nearest
}

/** 1, 10, 100 … as far as decimals of scores and prices go. */
const TENS = Array.from({ length: 10 }, (_, exponent) => 10n ** BigInt(exponent))

/** Ten to a small whole power. */
export function tenTo(exponent: number): bigint {
  return TENS[exponent] ?? 10n ** BigInt(exponent)
}

/** A fraction rounded to so many decimals, in units of the last one: 2/3 to 2 decimals is 67n. */
export function roundedTo(value: Rational, decimals: number): bigint {
  return rounded({ numerator: value.numerator * tenTo(decimals), denominator: value.denominator })
}
