import { Binary, BSONSymbol, Decimal128, Double, Int32, Long, ObjectId, Timestamp } from 'bson'
import { toDecimal } from '../arithmetic.ts'
import { type BsonValue, integerOf, isLong, isNumber, type MaybeValue, toNumber, typeName } from '../bson-value.ts'
import { CommandError } from '../command-error.ts'
import { unpackDecimal } from '../decimal.ts'
import {
  type Expression,
  isNullish,
  isTruthy,
  namedArguments,
  type OperatorCompiler,
  type Operators,
  operands,
} from '../expression-support.ts'
import { truncated } from '../filter-tests.ts'

type Conversion = (value: Exclude<BsonValue, null | undefined>) => BsonValue

/** Conversions by target type (manual: "$convert"); 241 ConversionFailure where there is none. */
const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  int: (value) => narrow(value, 'int', -0x80000000n, 0x7fffffffn, (whole) => new Int32(Number(whole))),
  long: (value) => narrow(value, 'long', -(2n ** 63n), 2n ** 63n - 1n, (whole) => Long.fromBigInt(whole)),
  double: (value) => new Double(realOf(value)),
  decimal: decimalOf,
  bool: (value) => (isNumber(value) ? isTruthy(value) : typeof value === 'boolean' ? value : true),
  string: plainText,
  date: dateOf,
  objectId: (value) => {
    if (value instanceof ObjectId) return value
    if (typeof value === 'string' && /^[0-9a-fA-F]{24}$/.test(value)) return new ObjectId(value)
    throw failure(value, 'objectId')
  },
}

const TARGETS: Readonly<Record<number, string>> = {
  1: 'double',
  2: 'string',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  16: 'int',
  18: 'long',
  19: 'decimal',
}

/** Type and conversion operators (manual: "Type Expression Operators"). */
export const conversionOperators: Operators = {
  $toInt: simple('$toInt', 'int'),
  $toLong: simple('$toLong', 'long'),
  $toDouble: simple('$toDouble', 'double'),
  $toDecimal: simple('$toDecimal', 'decimal'),
  $toBool: simple('$toBool', 'bool'),
  $toString: simple('$toString', 'string'),
  $toDate: simple('$toDate', 'date'),
  $toObjectId: simple('$toObjectId', 'objectId'),
  $type: (operand, compile) => {
    const [only] = operands('$type', operand, 1).map(compile) as [Expression]
    return (scope) => typeName(only(scope))
  },
  $isNumber: (operand, compile) => {
    const [only] = operands('$isNumber', operand, 1).map(compile) as [Expression]
    return (scope) => isNumber(only(scope))
  },
  $convert: (operand, compile) => {
    const named = namedArguments('$convert', operand, ['input', 'to'], ['onError', 'onNull', 'format', 'byteOrder'])
    if (named.has('format') || named.has('byteOrder'))
      throw new CommandError('NotImplemented', '$convert of binary data is not supported by the embedded database')
    const input = compile(named.get('input'))
    const to = compile(named.get('to'))
    const onError = named.has('onError') ? compile(named.get('onError')) : undefined
    const onNull = named.has('onNull') ? compile(named.get('onNull')) : undefined
    return (scope) => {
      const value = input(scope)
      const target = to(scope)
      if (isNullish(value)) return onNull === undefined ? null : onNull(scope)
      if (isNullish(target)) return null
      const name = typeof target === 'string' ? target : TARGETS[integerOf(target) ?? 0]
      const convert = name === undefined ? undefined : CONVERSIONS[name]
      if (convert === undefined)
        throw new CommandError('BadValue', `Unknown or unsupported target type of $convert: ${String(name)}`)
      try {
        return convert(value)
      } catch (error) {
        if (onError === undefined || !(error instanceof CommandError)) throw error
        return onError(scope)
      }
    }
  },
}

function simple(name: string, target: string): OperatorCompiler {
  const convert = CONVERSIONS[target] as Conversion
  return (operand, compile) => {
    const [only] = operands(name, operand, 1).map(compile) as [Expression]
    return (scope) => {
      const value = only(scope)
      return isNullish(value) ? null : convert(value)
    }
  }
}

function failure(value: MaybeValue, target: string, detail = ''): CommandError {
  return new CommandError(
    'ConversionFailure',
    `Unsupported or failed conversion from ${typeName(value)} to ${target} in $convert${detail}`,
  )
}

function narrow(
  value: Exclude<BsonValue, null | undefined>,
  target: string,
  low: bigint,
  high: bigint,
  make: (whole: bigint) => BsonValue,
): BsonValue {
  if (typeof value === 'boolean') return make(value ? 1n : 0n)
  if (value instanceof Date && target === 'long') return make(BigInt(value.getTime()))
  if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value)) throw failure(value, target, `: Failed to parse number '${value}'`)
    const whole = BigInt(value.replace('+', ''))
    if (whole < low || whole > high) throw failure(value, target, ': overflow')
    return make(whole)
  }
  if (!isNumber(value)) throw failure(value, target)
  const whole = truncated(value)
  if (whole === undefined || whole < low || whole > high) throw failure(value, target, ': out of range')
  return make(whole)
}

function realOf(value: Exclude<BsonValue, null | undefined>): number {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (isNumber(value)) return toNumber(value)
  if (value instanceof Date) return value.getTime()
  if (
    typeof value === 'string' &&
    /^[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|inf(?:inity)?|nan)$/i.test(value)
  ) {
    const number = Number(value)
    if (!Number.isNaN(number)) return number
    return /nan/i.test(value) ? Number.NaN : value.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  }
  throw failure(value, 'double')
}

function decimalOf(value: Exclude<BsonValue, null | undefined>): BsonValue {
  if (typeof value === 'boolean') return toDecimal(new Int32(value ? 1 : 0))
  if (isNumber(value)) return toDecimal(value)
  if (value instanceof Date) return toDecimal(Long.fromNumber(value.getTime()))
  if (typeof value === 'string') {
    try {
      return Decimal128.fromStringWithRounding(value)
    } catch {
      throw failure(value, 'decimal', `: Failed to parse number '${value}'`)
    }
  }
  throw failure(value, 'decimal')
}

function dateOf(value: Exclude<BsonValue, null | undefined>): Date {
  if (value instanceof Date) return value
  if (value instanceof ObjectId) return value.getTimestamp()
  if (value instanceof Timestamp) return new Date((value.high >>> 0) * 1000)
  if (value instanceof Double || value instanceof Decimal128 || isLong(value)) {
    const date = new Date(Math.trunc(toNumber(value)))
    if (!Number.isNaN(date.getTime())) return date
  }
  if (
    typeof value === 'string' &&
    /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?$/.test(value)
  ) {
    const spelled = value.replace(' ', 'T')
    const date = new Date(/(?:Z|[+-]\d{2}:?\d{2})$/.test(spelled.slice(10)) || spelled.length === 10 ? spelled : `${spelled}Z`)
    if (!Number.isNaN(date.getTime())) return date
  }
  throw failure(value, 'date')
}

/** The text `$toString` makes of a value. */
export function plainText(value: Exclude<BsonValue, null | undefined>): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof ObjectId) return value.toHexString()
  if (value instanceof BSONSymbol) return value.value
  if (value instanceof Double) return doubleText(value.value)
  if (value instanceof Decimal128) return unpackDecimal(value).kind === 'nan' ? 'NaN' : value.toString()
  if (isNumber(value)) return value.toString()
  if (value instanceof Binary)
    throw new CommandError('NotImplemented', '$toString of binary data is not supported by the embedded database')
  throw failure(value, 'string')
}

function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  return Object.is(value, -0) ? '-0' : String(value)
}
