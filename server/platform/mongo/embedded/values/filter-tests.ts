import { Binary, Decimal128, Double } from 'bson'
import {
  type BsonNumber,
  type BsonValue,
  integerOf,
  isNumber,
  type MaybeValue,
  MISSING,
  TYPE,
  toNumber,
  typeOf,
} from './bson-value.ts'
import { CommandError } from './command-error.ts'
import { bytesOf } from './compare.ts'
import { exactOf } from './exact-number.ts'

type Test = (value: MaybeValue) => boolean

const NUMBERS: readonly number[] = [TYPE.double, TYPE.int, TYPE.long, TYPE.decimal]
const NAMED: Readonly<Record<string, readonly number[]>> = {
  number: NUMBERS,
  double: [TYPE.double],
  string: [TYPE.string],
  object: [TYPE.object],
  array: [TYPE.array],
  binData: [TYPE.binData],
  undefined: [TYPE.undefined],
  objectId: [TYPE.objectId],
  bool: [TYPE.bool],
  date: [TYPE.date],
  null: [TYPE.null],
  regex: [TYPE.regex],
  dbPointer: [TYPE.dbPointer],
  javascript: [TYPE.javascript],
  symbol: [TYPE.symbol],
  javascriptWithScope: [TYPE.javascriptWithScope],
  int: [TYPE.int],
  timestamp: [TYPE.timestamp],
  long: [TYPE.long],
  decimal: [TYPE.decimal],
  minKey: [TYPE.minKey],
  maxKey: [TYPE.maxKey],
}
const KNOWN = new Set(Object.values(NAMED).flat())

/** The test of `$type`: names, numbers, or an array of them (manual: "$type"). */
export function typeTest(operand: BsonValue): Test {
  const wanted = Array.isArray(operand) ? operand : [operand]
  if (wanted.length === 0) throw new CommandError('FailedToParse', '$type must match at least one type')
  const types = new Set(wanted.flatMap(typesNamed))
  return (value) => value !== MISSING && types.has(typeOf(value))
}

function typesNamed(value: BsonValue): readonly number[] {
  if (typeof value === 'string') {
    const named = NAMED[value]
    if (named === undefined) throw new CommandError('BadValue', `Unknown type name alias: ${value}`)
    return named
  }
  if (!isNumber(value)) throw new CommandError('TypeMismatch', 'type must be represented as a number or a string')
  const code = integerOf(value)
  if (code === -1) return [TYPE.minKey]
  if (code === undefined || code === TYPE.minKey || !KNOWN.has(code as never)) {
    throw new CommandError('BadValue', `Invalid numerical type code: ${toNumber(value)}`)
  }
  return [code]
}

/** The whole number left of a number when its fraction is cut off; undefined for NaN, infinities and beyond 64 bits. */
export function truncated(value: BsonNumber): bigint | undefined {
  const exact = exactOf(value)
  if (typeof exact === 'string' || exact.exponent > 40) return undefined
  const magnitude =
    exact.exponent >= 0 ? exact.coefficient * 10n ** BigInt(exact.exponent) : exact.coefficient / 10n ** BigInt(-exact.exponent)
  const whole = exact.negative ? -magnitude : magnitude
  return BigInt.asIntN(64, whole) === whole ? whole : undefined
}

/** The test of `$mod: [divisor, remainder]`; fractions are cut off on both sides (manual: "$mod"). */
export function modTest(operand: BsonValue): Test {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', 'malformed mod, needs to be an array')
  if (operand.length < 2) throw new CommandError('BadValue', 'malformed mod, not enough elements')
  if (operand.length > 2) throw new CommandError('BadValue', 'malformed mod, too many elements')
  const [first, second] = operand
  if (!isNumber(first)) throw new CommandError('BadValue', 'malformed mod, divisor not a number')
  if (!isNumber(second)) throw new CommandError('BadValue', 'malformed mod, remainder not a number')
  const divisor = truncated(first)
  const remainder = truncated(second)
  if (divisor === undefined) throw new CommandError('BadValue', 'malformed mod, divisor value is invalid')
  if (remainder === undefined) throw new CommandError('BadValue', 'malformed mod, remainder value is invalid')
  if (divisor === 0n) throw new CommandError('BadValue', 'divisor cannot be 0')
  return (value) => {
    if (!isNumber(value)) return false
    const whole = truncated(value)
    return whole !== undefined && whole % divisor === remainder
  }
}

/** The tests of `$bitsAllSet`, `$bitsAnySet`, `$bitsAllClear` and `$bitsAnyClear` (manual: "Bitwise Query Operators"). */
export function bitTest(name: '$bitsAllSet' | '$bitsAnySet' | '$bitsAllClear' | '$bitsAnyClear', operand: BsonValue): Test {
  const positions = bitPositions(name, operand)
  const wanted = name === '$bitsAllSet' || name === '$bitsAnySet'
  const needsAll = name === '$bitsAllSet' || name === '$bitsAllClear'
  return (value) => {
    const isSet = bitReader(value)
    if (isSet === undefined) return false
    return needsAll
      ? positions.every((position) => isSet(position) === wanted)
      : positions.some((position) => isSet(position) === wanted)
  }
}

function bitPositions(name: string, operand: BsonValue): number[] {
  if (Array.isArray(operand)) {
    return operand.map((value) => {
      const position = integerOf(value)
      if (position === undefined)
        throw new CommandError('BadValue', `Failed to parse bit position. Expected an integer in ${name}`)
      if (position < 0)
        throw new CommandError('BadValue', `Failed to parse bit position. Expected a non-negative number in ${name}`)
      return position
    })
  }
  if (operand instanceof Binary) return setBits(operand.position * 8, bitReader(operand))
  if (isNumber(operand)) {
    const mask = integralValue(operand)
    if (mask === undefined) throw new CommandError('FailedToParse', `Expected an integer: ${name}`)
    if (mask < 0n) throw new CommandError('FailedToParse', `Expected a non-negative number in: ${name}`)
    return setBits(64, (position) => ((mask >> BigInt(position)) & 1n) === 1n)
  }
  throw new CommandError('BadValue', `${name} takes an Array, a number, or a BinData`)
}

function setBits(count: number, isSet: ((position: number) => boolean) | undefined): number[] {
  return Array.from({ length: count }, (_, position) => position).filter((position) => isSet?.(position) ?? false)
}

function integralValue(value: BsonNumber): bigint | undefined {
  if (value instanceof Double && !Number.isInteger(value.value)) return undefined
  const whole = truncated(value)
  if (value instanceof Decimal128 && whole !== undefined) {
    const exact = exactOf(value)
    const isIntegral =
      typeof exact !== 'string' && (exact.exponent >= 0 || exact.coefficient % 10n ** BigInt(-exact.exponent) === 0n)
    return isIntegral ? whole : undefined
  }
  return whole
}

/** Reads single bits of an integer (sign-extended) or of binary data (little endian, zero beyond the end); undefined for other values. */
function bitReader(value: MaybeValue): ((position: number) => boolean) | undefined {
  if (value instanceof Binary) {
    const bytes = bytesOf(value)
    return (position) => (((bytes[position >> 3] ?? 0) >> (position & 7)) & 1) === 1
  }
  if (!isNumber(value)) return undefined
  const whole = integralValue(value)
  if (whole === undefined) return undefined
  return (position) => ((whole >> BigInt(Math.min(position, 63))) & 1n) === 1n
}
