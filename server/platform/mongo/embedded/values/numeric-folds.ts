import { Decimal128, Double, Int32, Long } from 'bson'
import { toDecimal } from './arithmetic.ts'
import { type BsonNumber, type BsonValue, isNumber, type MaybeValue, toNumber } from './bson-value.ts'
import { addDecimals, divideDecimals } from './decimal.ts'

/** A growing sum: exact in whole numbers, compensated in doubles, Decimal128 once one is met. */
export interface Sum {
  add(value: BsonNumber): void
  total(): BsonNumber
}

/** A sum as `$sum` forms it: the widest type met; whole numbers beyond 64 bits become a Double; doubles are added with compensation (Neumaier). */
export function sum(): Sum {
  let whole = 0n
  let small = 0
  let double = 0
  let compensation = 0
  let decimal: Decimal128 | undefined
  let widest: 'int' | 'long' | 'double' = 'int'
  return {
    add(value) {
      if (value instanceof Int32) {
        small += value.value
        if (Math.abs(small) > 2 ** 52) {
          whole += BigInt(small)
          small = 0
        }
      } else if (value instanceof Decimal128) decimal = addDecimals(decimal ?? ZERO, value)
      else if (value instanceof Double) {
        widest = 'double'
        const next = double + value.value
        if (Number.isFinite(next)) {
          compensation += Math.abs(double) >= Math.abs(value.value) ? double - next + value.value : value.value - next + double
        }
        double = next
      } else {
        whole += value.toBigInt()
        if (widest === 'int') widest = 'long'
      }
    },
    total() {
      whole += BigInt(small)
      small = 0
      const fraction = Number.isFinite(double) ? double + compensation : double
      if (decimal !== undefined) {
        const exact = Decimal128.fromStringWithRounding(whole.toString())
        const integers = addDecimals(decimal, exact)
        return widest === 'double' ? addDecimals(integers, toDecimal(new Double(fraction))) : integers
      }
      if (widest === 'double') return new Double(fraction + Number(whole))
      if (widest === 'int' && whole >= -0x80000000n && whole <= 0x7fffffffn) return new Int32(Number(whole))
      return BigInt.asIntN(64, whole) === whole ? Long.fromBigInt(whole) : new Double(Number(whole))
    },
  }
}

const ZERO = Decimal128.fromString('0')

/** The mean of the numbers among the values; null when there is none. Decimal128 when one was met, else Double. */
export function mean(values: Iterable<MaybeValue>): BsonValue {
  const running = sum()
  let count = 0
  for (const value of values) {
    if (!isNumber(value)) continue
    running.add(value)
    count += 1
  }
  return meanOf(running, count)
}

/** total ÷ count; null for no number at all. */
export function meanOf(running: Sum, count: number): BsonValue {
  if (count === 0) return null
  const total = running.total()
  return total instanceof Decimal128 ? divideDecimals(total, toDecimal(new Int32(count))) : new Double(toNumber(total) / count)
}

/** The sum of whatever numbers are among the values, for `$sum` as an expression. */
export function sumOf(values: Iterable<MaybeValue>): BsonNumber {
  const running = sum()
  for (const value of values) if (isNumber(value)) running.add(value)
  return running.total()
}
