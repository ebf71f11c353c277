import { Binary, Double, Int32, Long, Timestamp } from 'bson'
import { type BsonValue, isDocument, isNumber, type MaybeValue, toNumber, typeName } from '../bson-value.ts'
import { CommandError } from '../command-error.ts'
import { encodeDocument } from '../encode.ts'
import { type Expression, isNullish, type Operators, operands } from '../expression-support.ts'

/** Sizes of data, parts of timestamps, deviations and chance (manual: "Data Size Operators", "Timestamp Expression Operators", "$stdDevPop", "$rand"). */
export const sizeOperators: Operators = {
  $binarySize: unary('$binarySize', (value) => {
    if (typeof value === 'string') return new Int32(Buffer.byteLength(value))
    if (value instanceof Binary) return new Int32(value.position)
    throw new CommandError(51276, `$binarySize requires a string or BinData argument, found: ${typeName(value)}`)
  }),
  $bsonSize: unary('$bsonSize', (value) => {
    if (isDocument(value)) return new Int32(encodeDocument(value).length)
    throw new CommandError(31393, `$bsonSize requires a document input, found: ${typeName(value)}`)
  }),
  $tsSecond: unary('$tsSecond', (value) => {
    if (value instanceof Timestamp) return Long.fromNumber(value.getHighBitsUnsigned())
    throw new CommandError(5687301, `Argument to $tsSecond must be a timestamp, but is ${typeName(value)}`)
  }),
  $tsIncrement: unary('$tsIncrement', (value) => {
    if (value instanceof Timestamp) return Long.fromNumber(value.getLowBitsUnsigned())
    throw new CommandError(5687302, `Argument to $tsIncrement must be a timestamp, but is ${typeName(value)}`)
  }),
  $rand: (operand) => {
    if (!(isDocument(operand) && operand.size === 0) && !(Array.isArray(operand) && operand.length === 0))
      throw new CommandError(10065, 'the $rand operator takes no arguments')
    return () => new Double(Math.random())
  },
  $stdDevPop: (operand, compile) => deviationOf(operand, compile, 0),
  $stdDevSamp: (operand, compile) => deviationOf(operand, compile, 1),
}

/** An operator of one operand; null of nothing. */
function unary(name: string, of: (value: BsonValue) => BsonValue): Operators[string] {
  return (operand, compile) => {
    const [only] = operands(name, operand, 1).map(compile) as [Expression]
    return (scope) => {
      const value = only(scope)
      return isNullish(value) ? null : of(value)
    }
  }
}

function deviationOf(operand: BsonValue, compile: (value: BsonValue) => Expression, lost: 0 | 1): Expression {
  const parts = (Array.isArray(operand) ? operand : [operand]).map(compile)
  return (scope) => {
    const values = parts.map((part) => part(scope))
    const [only] = values
    const list: readonly MaybeValue[] = values.length === 1 && Array.isArray(only) ? only : values
    const numbers = list.filter(isNumber).map(toNumber)
    if (numbers.length <= lost) return null
    const average = numbers.reduce((sum, number) => sum + number, 0) / numbers.length
    const squares = numbers.reduce((sum, number) => sum + (number - average) ** 2, 0)
    return new Double(Math.sqrt(squares / (numbers.length - lost)))
  }
}
