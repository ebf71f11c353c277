import { Decimal128, Double, Int32, Long } from 'bson'
import { addNumbers, integral, multiplyNumbers, subtractNumbers, toBigInt, toDecimal } from '../arithmetic.ts'
import {
  type BsonNumber,
  type BsonValue,
  integerOf,
  isNumber,
  type MaybeValue,
  numberOf,
  toNumber,
  typeName,
} from '../bson-value.ts'
import { CommandError } from '../command-error.ts'
import { addDecimals, divideDecimals, multiplyDecimals, negateDecimal, packDecimal, unpackDecimal } from '../decimal.ts'
import { type Expression, isNullish, type OperatorCompiler, type Operators, operands } from '../expression-support.ts'

/** Arithmetic with MongoDB's types (manual: "Arithmetic Expression Operators"): Decimal128 over Double over Long over Int32. */
export const arithmeticOperators: Operators = {
  $add: (operand, compile) => {
    const parts = (Array.isArray(operand) ? operand : [operand]).map(compile)
    return (scope) => addAll(parts.map((part) => part(scope)))
  },
  $multiply: (operand, compile) => {
    const parts = (Array.isArray(operand) ? operand : [operand]).map(compile)
    return (scope) => {
      let product: BsonNumber = new Int32(1)
      for (const part of parts) {
        const value = part(scope)
        if (isNullish(value)) return null
        if (!isNumber(value))
          throw new CommandError('TypeMismatch', `$multiply only supports numeric types, not ${typeName(value)}`)
        product = multiplyNumbers(product, value) ?? new Double(toNumber(product) * toNumber(value))
      }
      return product
    }
  },
  $subtract: binary('$subtract', subtract),
  $divide: binary('$divide', (left, right) => {
    const [a, b] = numericPair('$divide', left, right)
    if (b instanceof Decimal128 || a instanceof Decimal128) {
      if (toNumber(b) === 0) throw new CommandError('BadValue', "can't $divide by zero")
      return divideDecimals(toDecimal(a), toDecimal(b))
    }
    if (toNumber(b) === 0) throw new CommandError('BadValue', "can't $divide by zero")
    return new Double(toNumber(a) / toNumber(b))
  }),
  $mod: binary('$mod', (left, right) => modulo(...numericPair('$mod', left, right))),
  $abs: unary('$abs', (value) => {
    if (value instanceof Decimal128)
      return unpackDecimal(value).kind !== 'nan' && isNegative(value) ? negateDecimal(value) : value
    if (value instanceof Double) return new Double(Math.abs(value.value))
    const whole = toBigInt(value)
    const result = integral(whole < 0n ? -whole : whole, value instanceof Int32)
    if (result === undefined) throw new CommandError(28680, "can't take $abs of long long min")
    return result
  }),
  $ceil: unary('$ceil', (value) => rounded(value, 'ceil')),
  $floor: unary('$floor', (value) => rounded(value, 'floor')),
  $round: places('$round', 'round'),
  $trunc: places('$trunc', 'trunc'),
  $sqrt: unary('$sqrt', (value) => {
    if (toNumber(value) < 0) throw new CommandError(28714, "$sqrt's argument must be greater than or equal to 0")
    return real('$sqrt', value, Math.sqrt)
  }),
  $exp: unary('$exp', (value) => real('$exp', value, Math.exp)),
  $ln: unary('$ln', (value) => {
    if (toNumber(value) <= 0) throw new CommandError(28766, "$ln's argument must be a positive number")
    return real('$ln', value, Math.log)
  }),
  $log10: unary('$log10', (value) => {
    if (toNumber(value) <= 0) throw new CommandError(28761, "$log10's argument must be a positive number")
    return real('$log10', value, Math.log10)
  }),
  $log: binary('$log', (left, right) => {
    const [value, base] = numericPair('$log', left, right)
    if (toNumber(value) <= 0) throw new CommandError(28758, "$log's argument must be a positive number")
    if (toNumber(base) <= 0 || toNumber(base) === 1)
      throw new CommandError(28759, "$log's base must be a positive number not equal to 1")
    refuseDecimal('$log', value)
    refuseDecimal('$log', base)
    return new Double(Math.log(toNumber(value)) / Math.log(toNumber(base)))
  }),
  $pow: binary('$pow', (left, right) => power(...numericPair('$pow', left, right))),
  $bitAnd: bitwise('$bitAnd', -1n, (left, right) => left & right),
  $bitOr: bitwise('$bitOr', 0n, (left, right) => left | right),
  $bitXor: bitwise('$bitXor', 0n, (left, right) => left ^ right),
  $bitNot: (operand, compile) => {
    const [only] = operands('$bitNot', operand, 1).map(compile) as [Expression]
    return (scope) => {
      const value = only(scope)
      if (isNullish(value)) return null
      if (value instanceof Int32) return new Int32(~value.value)
      if (isNumber(value) && !(value instanceof Double) && !(value instanceof Decimal128)) return value.not()
      throw new CommandError('TypeMismatch', `$bitNot only supports int and long, not: ${typeName(value)}.`)
    }
  },
}

/** The sum as `$add` and `$sum` form it; dates may take part once. Whole numbers that leave 64 bits become a Double. */
export function addAll(values: readonly MaybeValue[]): BsonValue {
  let sum: BsonNumber = new Int32(0)
  let date: Date | undefined
  for (const value of values) {
    if (isNullish(value)) return null
    if (value instanceof Date) {
      if (date !== undefined) throw new CommandError(16612, 'only one date allowed in an $add expression')
      date = value
    } else if (isNumber(value)) sum = addWidening(sum, value)
    else throw new CommandError('TypeMismatch', `$add only supports numeric or date types, not ${typeName(value)}`)
  }
  return date === undefined ? sum : shifted(date, sum)
}

/** left + right, as a Double where whole numbers leave 64 bits. */
export function addWidening(left: BsonNumber, right: BsonNumber): BsonNumber {
  return addNumbers(left, right) ?? new Double(toNumber(left) + toNumber(right))
}

function shifted(date: Date, by: BsonNumber): Date {
  const moved = new Date(date.getTime() + Math.round(toNumber(by)))
  if (Number.isNaN(moved.getTime())) throw new CommandError('Overflow', 'date overflow')
  return moved
}

function subtract(left: MaybeValue, right: MaybeValue): BsonValue {
  if (isNullish(left) || isNullish(right)) return null
  if (left instanceof Date && right instanceof Date) return Long.fromNumber(left.getTime() - right.getTime())
  if (left instanceof Date && isNumber(right)) return shifted(left, subtractNumbers(new Int32(0), right) ?? new Int32(0))
  if (isNumber(left) && isNumber(right)) return subtractNumbers(left, right) ?? new Double(toNumber(left) - toNumber(right))
  throw new CommandError('TypeMismatch', `can't $subtract ${typeName(right)} from ${typeName(left)}`)
}

function numericPair(name: string, left: MaybeValue, right: MaybeValue): [BsonNumber, BsonNumber] {
  if (isNumber(left) && isNumber(right)) return [left, right]
  throw new CommandError('TypeMismatch', `${name} only supports numeric types, not ${typeName(left)} and ${typeName(right)}`)
}

function binary(name: string, apply: (left: MaybeValue, right: MaybeValue) => MaybeValue): OperatorCompiler {
  return (operand, compile) => {
    const [left, right] = operands(name, operand, 2).map(compile) as [Expression, Expression]
    return (scope) => {
      const a = left(scope)
      const b = right(scope)
      return isNullish(a) || isNullish(b) ? null : apply(a, b)
    }
  }
}

function unary(name: string, apply: (value: BsonNumber) => MaybeValue): OperatorCompiler {
  return (operand, compile) => {
    const [only] = operands(name, operand, 1).map(compile) as [Expression]
    return (scope) => {
      const value = only(scope)
      if (isNullish(value)) return null
      if (!isNumber(value)) throw new CommandError(28765, `${name} only supports numeric types, not ${typeName(value)}`)
      return apply(value)
    }
  }
}

function isNegative(value: Decimal128): boolean {
  const parts = unpackDecimal(value)
  return parts.kind !== 'nan' && parts.negative
}

/** Functions of real numbers are computed in doubles; a Decimal128 would lose digits silently and is refused. */
function real(name: string, value: BsonNumber, apply: (number: number) => number): Double {
  refuseDecimal(name, value)
  return new Double(apply(toNumber(value)))
}

function refuseDecimal(name: string, value: BsonNumber): void {
  if (value instanceof Decimal128)
    throw new CommandError('NotImplemented', `${name} of a Decimal128 is not supported by the embedded database`)
}

function modulo(left: BsonNumber, right: BsonNumber): BsonNumber {
  if (toNumber(right) === 0) throw new CommandError(16610, "can't $mod by zero")
  if (left instanceof Decimal128 || right instanceof Decimal128) return decimalModulo(toDecimal(left), toDecimal(right))
  if (left instanceof Double || right instanceof Double) return new Double(toNumber(left) % toNumber(right))
  const isNarrow = left instanceof Int32 && right instanceof Int32
  return integral(toBigInt(left) % toBigInt(right), isNarrow) ?? new Int32(0)
}

function decimalModulo(left: Decimal128, right: Decimal128): Decimal128 {
  const a = unpackDecimal(left)
  const b = unpackDecimal(right)
  if (a.kind !== 'finite' || b.kind === 'nan') return packDecimal({ kind: 'nan' })
  if (b.kind === 'infinity') return left
  const exponent = Math.min(a.exponent, b.exponent)
  const dividend = a.coefficient * 10n ** BigInt(a.exponent - exponent)
  const divisor = b.coefficient * 10n ** BigInt(b.exponent - exponent)
  return packDecimal({ kind: 'finite', negative: a.negative, coefficient: dividend % divisor, exponent })
}

type Rounding = 'ceil' | 'floor' | 'round' | 'trunc'

function rounded(value: BsonNumber, way: Rounding): BsonNumber {
  if (value instanceof Decimal128) return roundDecimal(value, 0, way)
  if (value instanceof Double) return new Double(way === 'round' ? roundHalfEven(value.value) : Math[way](value.value))
  return value
}

function roundHalfEven(value: number): number {
  if (!Number.isFinite(value)) return value
  const below = Math.floor(value)
  const fraction = value - below
  if (fraction < 0.5 || (fraction === 0.5 && below % 2 === 0)) return below
  return below + 1
}

function roundDecimal(value: Decimal128, digits: number, way: Rounding): Decimal128 {
  const parts = unpackDecimal(value)
  if (parts.kind !== 'finite' || parts.exponent >= -digits) return value
  const divisor = 10n ** BigInt(-digits - parts.exponent)
  const rest = parts.coefficient % divisor
  let coefficient = parts.coefficient / divisor
  const isUp =
    (way === 'ceil' && !parts.negative && rest > 0n) ||
    (way === 'floor' && parts.negative && rest > 0n) ||
    (way === 'round' && (rest * 2n > divisor || (rest * 2n === divisor && coefficient % 2n === 1n)))
  if (isUp) coefficient += 1n
  return packDecimal({ kind: 'finite', negative: parts.negative, coefficient, exponent: -digits })
}

function places(name: string, way: 'round' | 'trunc'): OperatorCompiler {
  return (operand, compile) => {
    const [value, digits] = operands(name, operand, 1, 2).map(compile) as [Expression, Expression | undefined]
    return (scope) => {
      const number = value(scope)
      const count = digits?.(scope) ?? numberOf(0)
      if (isNullish(number) || isNullish(count)) return null
      if (!isNumber(number)) throw new CommandError(51081, `${name} only supports numeric types, not ${typeName(number)}`)
      const wanted = integerOf(count)
      if (wanted === undefined) throw new CommandError(51082, `precision argument to ${name} must be a integral value`)
      if (wanted < -20 || wanted > 100)
        throw new CommandError(51083, `cannot apply ${name} with precision value ${wanted} value must be in [-20, 100]`)
      return roundTo(number, wanted, way)
    }
  }
}

function roundTo(value: BsonNumber, digits: number, way: 'round' | 'trunc'): BsonNumber {
  if (value instanceof Decimal128) return roundDecimal(value, digits, way)
  if (value instanceof Double) {
    if (!Number.isFinite(value.value)) return value
    const exact = toDecimalExactly(value.value)
    return exact === undefined ? value : new Double(Number(roundDecimal(exact, digits, way).toString()))
  }
  if (digits >= 0) return value
  const unit = 10n ** BigInt(-digits)
  const whole = toBigInt(value)
  let quotient = whole / unit
  if (way === 'round') {
    const rest = (whole % unit < 0n ? -(whole % unit) : whole % unit) * 2n
    if (rest > unit || (rest === unit && quotient % 2n !== 0n)) quotient += whole < 0n ? -1n : 1n
  }
  const result = integral(quotient * unit, value instanceof Int32)
  if (result === undefined) throw new CommandError(51080, 'invalid conversion from Decimal128 result in $round')
  return result
}

/** The double's shortest decimal spelling as a Decimal128: what rounding to decimal places means to people. */
function toDecimalExactly(value: number): Decimal128 | undefined {
  return Decimal128.fromString(String(value))
}

function power(base: BsonNumber, exponent: BsonNumber): BsonNumber {
  if (toNumber(base) === 0 && toNumber(exponent) < 0)
    throw new CommandError(28764, '$pow cannot take a base of 0 and a negative exponent')
  if (base instanceof Decimal128 || exponent instanceof Decimal128) return decimalPower(toDecimal(base), toDecimal(exponent))
  if (base instanceof Double || exponent instanceof Double || toNumber(exponent) < 0) {
    return new Double(toNumber(base) ** toNumber(exponent))
  }
  const approximate = toNumber(base) ** toNumber(exponent)
  if (Math.abs(approximate) > 2 ** 64) return new Double(approximate)
  const isNarrow = base instanceof Int32 && exponent instanceof Int32
  return integral(toBigInt(base) ** toBigInt(exponent), isNarrow) ?? new Double(approximate)
}

function decimalPower(base: Decimal128, exponent: Decimal128): Decimal128 {
  const times = integerOf(exponent)
  if (times === undefined || Math.abs(times) > 1000) {
    throw new CommandError(
      'NotImplemented',
      '$pow of a Decimal128 with such an exponent is not supported by the embedded database',
    )
  }
  let product = Decimal128.fromString('1')
  for (let count = 0; count < Math.abs(times); count += 1) product = multiplyDecimals(product, base)
  return times < 0 ? divideDecimals(Decimal128.fromString('1'), product) : addDecimals(product, Decimal128.fromString('0'))
}

function bitwise(name: string, neutral: bigint, apply: (left: bigint, right: bigint) => bigint): OperatorCompiler {
  return (operand, compile) => {
    const parts = (Array.isArray(operand) ? operand : [operand]).map(compile)
    return (scope) => {
      let result = neutral
      let isNarrow = true
      for (const part of parts) {
        const value = part(scope)
        if (isNullish(value)) return null
        if (!isNumber(value) || value instanceof Double || value instanceof Decimal128) {
          throw new CommandError('TypeMismatch', `${name} only supports int and long operands.`)
        }
        isNarrow &&= value instanceof Int32
        result = apply(result, toBigInt(value))
      }
      return isNarrow ? new Int32(Number(BigInt.asIntN(32, result))) : Long.fromBigInt(result)
    }
  }
}
