import { Decimal128, Double } from 'bson'
import { isNumber, toNumber, typeName } from '../bson-value.ts'
import { CommandError } from '../command-error.ts'
import { type Expression, isNullish, type OperatorCompiler, type Operators, operands } from '../expression-support.ts'

/** Trigonometry in doubles (manual: "Trigonometry Expression Operators"); a Decimal128 would lose digits and is refused. */
export const trigonometryOperators: Operators = {
  $sin: real('$sin', Math.sin, isFiniteOrNaN),
  $cos: real('$cos', Math.cos, isFiniteOrNaN),
  $tan: real('$tan', Math.tan, isFiniteOrNaN),
  $asin: real('$asin', Math.asin, (value) => value >= -1 && value <= 1),
  $acos: real('$acos', Math.acos, (value) => value >= -1 && value <= 1),
  $atan: real('$atan', Math.atan),
  $sinh: real('$sinh', Math.sinh),
  $cosh: real('$cosh', Math.cosh),
  $tanh: real('$tanh', Math.tanh),
  $asinh: real('$asinh', Math.asinh),
  $acosh: real('$acosh', Math.acosh, (value) => value >= 1),
  $atanh: real('$atanh', Math.atanh, (value) => value >= -1 && value <= 1),
  $degreesToRadians: real('$degreesToRadians', (degrees) => (degrees * Math.PI) / 180),
  $radiansToDegrees: real('$radiansToDegrees', (radians) => (radians * 180) / Math.PI),
  $atan2: (operand, compile) => {
    const [y, x] = operands('$atan2', operand, 2).map(compile) as [Expression, Expression]
    return (scope) => {
      const left = y(scope)
      const right = x(scope)
      if (isNullish(left) || isNullish(right)) return null
      return new Double(Math.atan2(numberFor('$atan2', left), numberFor('$atan2', right)))
    }
  },
}

function isFiniteOrNaN(value: number): boolean {
  return Number.isFinite(value) || Number.isNaN(value)
}

function numberFor(name: string, value: ReturnType<Expression>): number {
  if (!isNumber(value)) throw new CommandError(28765, `${name} only supports numeric types, not ${typeName(value)}`)
  if (value instanceof Decimal128)
    throw new CommandError('NotImplemented', `${name} of a Decimal128 is not supported by the embedded database`)
  return toNumber(value)
}

function real(
  name: string,
  apply: (value: number) => number,
  isDefined: (value: number) => boolean = () => true,
): OperatorCompiler {
  return (operand, compile) => {
    const [only] = operands(name, operand, 1).map(compile) as [Expression]
    return (scope) => {
      const value = only(scope)
      if (isNullish(value)) return null
      const number = numberFor(name, value)
      if (!Number.isNaN(number) && !isDefined(number)) throw new CommandError(50989, `cannot apply ${name} to ${number}`)
      return new Double(apply(number))
    }
  }
}
