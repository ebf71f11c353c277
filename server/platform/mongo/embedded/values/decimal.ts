import { Decimal128 } from 'bson'

/**
 * IEEE 754-2008 decimal128 in the binary integer coding BSON uses: 34 digits, exponents −6176 … 6111, rounding half to
 * even. Coefficients are bigints, so nothing is lost on the way.
 */
export type DecimalParts =
  | { readonly kind: 'finite'; readonly negative: boolean; readonly coefficient: bigint; readonly exponent: number }
  | { readonly kind: 'infinity'; readonly negative: boolean }
  | { readonly kind: 'nan' }

const DIGITS = 34
const MINIMUM_EXPONENT = -6176
const MAXIMUM_EXPONENT = 6111
const LARGEST = 10n ** 34n - 1n
const COEFFICIENT_MASK = (1n << 49n) - 1n

/** The parts of a Decimal128; coefficients beyond 34 digits (non-canonical codings) count as zero, as IEEE 754 says. */
export function unpackDecimal(value: Decimal128): DecimalParts {
  const view = new DataView(value.bytes.buffer, value.bytes.byteOffset, 16)
  const high = view.getBigUint64(8, true)
  const low = view.getBigUint64(0, true)
  const negative = high >> 63n === 1n
  const combination = Number((high >> 58n) & 31n)
  if (combination === 31) return { kind: 'nan' }
  if (combination === 30) return { kind: 'infinity', negative }
  if (combination >> 3 === 3)
    return { kind: 'finite', negative, coefficient: 0n, exponent: Number((high >> 47n) & 0x3fffn) + MINIMUM_EXPONENT }
  const coefficient = ((high & COEFFICIENT_MASK) << 64n) | low
  const exponent = Number((high >> 49n) & 0x3fffn) + MINIMUM_EXPONENT
  return { kind: 'finite', negative, coefficient: coefficient > LARGEST ? 0n : coefficient, exponent }
}

/** The Decimal128 of coefficient × 10^exponent, rounded to 34 digits; too large becomes an infinity, too small a zero. */
export function packDecimal(parts: DecimalParts): Decimal128 {
  if (parts.kind === 'nan') return encode(false, 0x1fn << 58n, 0n)
  if (parts.kind === 'infinity') return encode(parts.negative, 0x1en << 58n, 0n)
  let { coefficient, exponent } = parts
  const excess = coefficient.toString().length - DIGITS
  const drop = Math.max(excess, MINIMUM_EXPONENT - exponent, 0)
  if (drop > 0) {
    coefficient = dropDigits(coefficient, drop)
    exponent += drop
    if (coefficient > LARGEST) {
      coefficient /= 10n
      exponent += 1
    }
  }
  if (exponent > MAXIMUM_EXPONENT) {
    if (coefficient === 0n) exponent = MAXIMUM_EXPONENT
    else {
      const shift = exponent - MAXIMUM_EXPONENT
      if (coefficient.toString().length + shift > DIGITS) return encode(parts.negative, 0x1en << 58n, 0n)
      coefficient *= 10n ** BigInt(shift)
      exponent = MAXIMUM_EXPONENT
    }
  }
  const high = (BigInt(exponent - MINIMUM_EXPONENT) << 49n) | (coefficient >> 64n)
  return encode(parts.negative, high, coefficient & 0xffff_ffff_ffff_ffffn)
}

function encode(negative: boolean, high: bigint, low: bigint): Decimal128 {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, low, true)
  view.setBigUint64(8, high | (negative ? 1n << 63n : 0n), true)
  return new Decimal128(bytes)
}

/** The coefficient without its last `count` digits, rounded half to even. */
function dropDigits(coefficient: bigint, count: number): bigint {
  if (count > coefficient.toString().length) return 0n
  const divisor = 10n ** BigInt(count)
  const quotient = coefficient / divisor
  const doubled = (coefficient % divisor) * 2n
  if (doubled > divisor || (doubled === divisor && quotient % 2n === 1n)) return quotient + 1n
  return quotient
}

/** The exact Decimal128 of a whole number of at most 34 digits. */
export function decimalOfInteger(value: bigint): Decimal128 {
  return packDecimal({ kind: 'finite', negative: value < 0n, coefficient: value < 0n ? -value : value, exponent: 0 })
}

/**
 * The Decimal128 MongoDB takes for a double in mixed arithmetic and `$toDecimal`: fifteen significant digits, trailing
 * zeros kept (0.1 → 0.100000000000000).
 */
export function decimalOfDouble(value: number): Decimal128 {
  if (Number.isNaN(value)) return packDecimal({ kind: 'nan' })
  if (!Number.isFinite(value)) return packDecimal({ kind: 'infinity', negative: value < 0 })
  if (value === 0) return packDecimal({ kind: 'finite', negative: Object.is(value, -0), coefficient: 0n, exponent: 0 })
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential(14).split('e')
  const coefficient = BigInt(mantissa.replace('.', ''))
  return packDecimal({ kind: 'finite', negative: value < 0, coefficient, exponent: Number(exponent) - 14 })
}

const NOT_A_NUMBER: DecimalParts = { kind: 'nan' }

/** left + right, rounded once. */
export function addDecimals(left: Decimal128, right: Decimal128): Decimal128 {
  const a = unpackDecimal(left)
  const b = unpackDecimal(right)
  if (a.kind === 'nan' || b.kind === 'nan') return packDecimal(NOT_A_NUMBER)
  if (a.kind === 'infinity') return packDecimal(b.kind === 'infinity' && a.negative !== b.negative ? NOT_A_NUMBER : a)
  if (b.kind === 'infinity') return packDecimal(b)
  const exponent = Math.min(a.exponent, b.exponent)
  const sum = scaled(a, exponent) + scaled(b, exponent)
  return packDecimal({
    kind: 'finite',
    negative: sum < 0n || (sum === 0n && a.negative && b.negative),
    coefficient: sum < 0n ? -sum : sum,
    exponent,
  })
}

function scaled(parts: { negative: boolean; coefficient: bigint; exponent: number }, exponent: number): bigint {
  const magnitude = parts.coefficient * 10n ** BigInt(parts.exponent - exponent)
  return parts.negative ? -magnitude : magnitude
}

/** The same number with the other sign. */
export function negateDecimal(value: Decimal128): Decimal128 {
  const parts = unpackDecimal(value)
  return parts.kind === 'nan' ? value : packDecimal({ ...parts, negative: !parts.negative })
}

/** left × right, rounded once. */
export function multiplyDecimals(left: Decimal128, right: Decimal128): Decimal128 {
  const a = unpackDecimal(left)
  const b = unpackDecimal(right)
  if (a.kind === 'nan' || b.kind === 'nan') return packDecimal(NOT_A_NUMBER)
  const negative = a.negative !== b.negative
  if (a.kind === 'infinity' || b.kind === 'infinity') {
    const isZero = (a.kind === 'finite' && a.coefficient === 0n) || (b.kind === 'finite' && b.coefficient === 0n)
    return packDecimal(isZero ? NOT_A_NUMBER : { kind: 'infinity', negative })
  }
  return packDecimal({ kind: 'finite', negative, coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent })
}

/** left ÷ right, rounded to 34 digits; an exact quotient keeps the exponent nearest to the ideal one (IEEE 754 §5.4.1). Division by zero gives an infinity or NaN. */
export function divideDecimals(left: Decimal128, right: Decimal128): Decimal128 {
  const a = unpackDecimal(left)
  const b = unpackDecimal(right)
  if (a.kind === 'nan' || b.kind === 'nan') return packDecimal(NOT_A_NUMBER)
  const negative = a.negative !== b.negative
  if (a.kind === 'infinity') return packDecimal(b.kind === 'infinity' ? NOT_A_NUMBER : { kind: 'infinity', negative })
  if (b.kind === 'infinity') return packDecimal({ kind: 'finite', negative, coefficient: 0n, exponent: MINIMUM_EXPONENT })
  if (b.coefficient === 0n) return packDecimal(a.coefficient === 0n ? NOT_A_NUMBER : { kind: 'infinity', negative })
  const ideal = a.exponent - b.exponent
  if (a.coefficient === 0n) return packDecimal({ kind: 'finite', negative, coefficient: 0n, exponent: clampExponent(ideal) })
  const shift = Math.max(0, DIGITS + 2 + b.coefficient.toString().length - a.coefficient.toString().length)
  const dividend = a.coefficient * 10n ** BigInt(shift)
  let coefficient = dividend / b.coefficient
  let exponent = ideal - shift
  if (dividend % b.coefficient !== 0n) {
    coefficient = coefficient * 10n + 1n
    exponent -= 1
  } else {
    while (exponent < ideal && coefficient % 10n === 0n) {
      coefficient /= 10n
      exponent += 1
    }
  }
  return packDecimal({ kind: 'finite', negative, coefficient, exponent })
}

function clampExponent(exponent: number): number {
  return Math.min(Math.max(exponent, MINIMUM_EXPONENT), MAXIMUM_EXPONENT)
}
