import { Decimal128, Double, Int32, Long } from 'bson'
import { type BsonNumber, toNumber } from './bson-value.ts'
import { addDecimals, decimalOfDouble, decimalOfInteger, multiplyDecimals, negateDecimal } from './decimal.ts'

// Arithmetic is typed as MongoDB types it (manual: "$inc", "$add"): two Int32 give an Int32 while the result fits, else a Long; a Long
// is kept a Long while it fits 64 bits; a Double makes a Double; a Decimal128 makes a Decimal128.

/** The Decimal128 a number stands for in mixed arithmetic: doubles with fifteen digits, integers exactly. */
export function toDecimal(value: BsonNumber): Decimal128 {
  if (value instanceof Decimal128) return value
  if (value instanceof Double) return decimalOfDouble(value.value)
  return decimalOfInteger(toBigInt(value))
}

/** The whole number an Int32 or Long holds. */
export function toBigInt(value: Int32 | Long): bigint {
  return value instanceof Int32 ? BigInt(value.value) : value.toBigInt()
}

/** An Int32 when both operands were and it fits, a Long when it fits 64 bits, else undefined. */
export function integral(value: bigint, isNarrow: boolean): Int32 | Long | undefined {
  if (isNarrow && value >= -0x80000000n && value <= 0x7fffffffn) return new Int32(Number(value))
  return BigInt.asIntN(64, value) === value ? Long.fromBigInt(value) : undefined
}

/** left + right; undefined when whole numbers leave 64 bits. */
export function addNumbers(left: BsonNumber, right: BsonNumber): BsonNumber | undefined {
  if (left instanceof Int32 && right instanceof Int32) {
    const sum = left.value + right.value
    return sum === (sum | 0) ? new Int32(sum) : Long.fromNumber(sum)
  }
  if (left instanceof Decimal128 || right instanceof Decimal128) return addDecimals(toDecimal(left), toDecimal(right))
  if (left instanceof Double || right instanceof Double) return new Double(toNumber(left) + toNumber(right))
  return integral(toBigInt(left) + toBigInt(right), false)
}

/** left − right; undefined when whole numbers leave 64 bits. */
export function subtractNumbers(left: BsonNumber, right: BsonNumber): BsonNumber | undefined {
  if (left instanceof Decimal128 || right instanceof Decimal128) {
    return addDecimals(toDecimal(left), negateDecimal(toDecimal(right)))
  }
  if (left instanceof Double || right instanceof Double) return new Double(toNumber(left) - toNumber(right))
  return integral(toBigInt(left) - toBigInt(right), left instanceof Int32 && right instanceof Int32)
}

/** left × right; undefined when whole numbers leave 64 bits. */
export function multiplyNumbers(left: BsonNumber, right: BsonNumber): BsonNumber | undefined {
  if (left instanceof Decimal128 || right instanceof Decimal128) return multiplyDecimals(toDecimal(left), toDecimal(right))
  if (left instanceof Double || right instanceof Double) return new Double(toNumber(left) * toNumber(right))
  return integral(toBigInt(left) * toBigInt(right), left instanceof Int32 && right instanceof Int32)
}
