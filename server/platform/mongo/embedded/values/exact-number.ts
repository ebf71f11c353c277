import { Decimal128, Double, Int32, type Long } from 'bson'
import type { BsonNumber } from './bson-value.ts'
import { unpackDecimal } from './decimal.ts'

/** sign × coefficient × 10^exponent, exactly; every finite BSON number has such a form. */
export interface ExactNumber {
  readonly negative: boolean
  readonly coefficient: bigint
  readonly exponent: number
}

/** The exact value of a number; `'nan'` or an infinity where it has none. */
export type Exact = ExactNumber | 'nan' | 'infinity' | '-infinity'

const scratch = new DataView(new ArrayBuffer(8))

/** The exact decimal value of a BSON number. */
export function exactOf(value: BsonNumber): Exact {
  if (value instanceof Int32) return exactOfInteger(BigInt(value.value))
  if (value instanceof Double) return exactOfDouble(value.value)
  if (value instanceof Decimal128) {
    const parts = unpackDecimal(value)
    if (parts.kind === 'nan') return 'nan'
    if (parts.kind === 'infinity') return parts.negative ? '-infinity' : 'infinity'
    return parts
  }
  return exactOfInteger(value.toBigInt())
}

function exactOfInteger(value: bigint): ExactNumber {
  return { negative: value < 0n, coefficient: value < 0n ? -value : value, exponent: 0 }
}

/** The exact decimal value of a double: mantissa × 2^e, and 2^−n = 5^n × 10^−n. */
export function exactOfDouble(value: number): Exact {
  if (Number.isNaN(value)) return 'nan'
  if (value === Number.POSITIVE_INFINITY) return 'infinity'
  if (value === Number.NEGATIVE_INFINITY) return '-infinity'
  if (Number.isSafeInteger(value)) return exactOfInteger(BigInt(value))
  scratch.setFloat64(0, Math.abs(value))
  const bits = scratch.getBigUint64(0)
  const biased = Number(bits >> 52n)
  const fraction = bits & 0xf_ffff_ffff_ffffn
  const mantissa = biased === 0 ? fraction : fraction | 0x10_0000_0000_0000n
  const power = (biased === 0 ? 1 : biased) - 1075
  if (power >= 0) return { negative: value < 0, coefficient: mantissa << BigInt(power), exponent: 0 }
  return { negative: value < 0, coefficient: mantissa * 5n ** BigInt(-power), exponent: power }
}

/** Whether the number is zero, of either sign. */
function isZero(value: ExactNumber): boolean {
  return value.coefficient === 0n
}

/** |left| against |right|. */
function compareMagnitudes(left: ExactNumber, right: ExactNumber): number {
  if (isZero(left) || isZero(right)) return Number(isZero(right)) - Number(isZero(left))
  const leftDigits = left.coefficient.toString().length + left.exponent
  const rightDigits = right.coefficient.toString().length + right.exponent
  if (leftDigits !== rightDigits) return leftDigits - rightDigits
  const exponent = Math.min(left.exponent, right.exponent)
  const a = left.coefficient * 10n ** BigInt(left.exponent - exponent)
  const b = right.coefficient * 10n ** BigInt(right.exponent - exponent)
  return a < b ? -1 : a > b ? 1 : 0
}

const RANK = { nan: -2, '-infinity': -1, infinity: 1 } as const

/** Numeric order of exact values; NaN lowest and equal to itself, −0 equal to 0. */
export function compareExact(left: Exact, right: Exact): number {
  if (typeof left === 'string' || typeof right === 'string') {
    return (typeof left === 'string' ? RANK[left] : 0) - (typeof right === 'string' ? RANK[right] : 0)
  }
  if (isZero(left) && isZero(right)) return 0
  const leftNegative = left.negative && !isZero(left)
  const rightNegative = right.negative && !isZero(right)
  if (leftNegative !== rightNegative) return leftNegative ? -1 : 1
  const order = compareMagnitudes(left, right)
  return leftNegative ? -order : order
}

/** Order of two numbers of any types by exact value (manual: "Comparison/Sort Order"). */
export function compareNumbers(left: BsonNumber, right: BsonNumber): number {
  const leftIsSmall = left instanceof Int32 || left instanceof Double
  const rightIsSmall = right instanceof Int32 || right instanceof Double
  if (leftIsSmall && rightIsSmall) return compareDoubles(left.value, right.value)
  if (left instanceof Decimal128 || right instanceof Decimal128) return compareExact(exactOf(left), exactOf(right))
  if (leftIsSmall) return -compareLongToDouble(right as Long, left.value)
  if (rightIsSmall) return compareLongToDouble(left, right.value)
  return left.compare(right as Long)
}

function compareDoubles(left: number, right: number): number {
  if (left < right) return -1
  if (left > right) return 1
  if (left === right) return 0
  return Number(Number.isNaN(right)) - Number(Number.isNaN(left))
}

const INT64_LIMIT = 2 ** 63

function compareLongToDouble(left: Long, right: number): number {
  if (Number.isNaN(right) || right < -INT64_LIMIT) return 1
  if (right >= INT64_LIMIT) return -1
  const whole = Math.trunc(right)
  const a = left.toBigInt()
  const b = BigInt(whole)
  if (a !== b) return a < b ? -1 : 1
  return compareDoubles(whole, right)
}
