import { Decimal128, Double, Int32, Long, Timestamp } from 'bson'
import { addNumbers, multiplyNumbers, toBigInt } from './arithmetic.ts'
import {
  type BsonNumber,
  type BsonValue,
  isDocument,
  isLong,
  isNumber,
  type MaybeValue,
  MISSING,
  typeName,
} from './bson-value.ts'
import { CommandError } from './command-error.ts'
import { compareValues } from './compare.ts'
import { addToSet, pop, pull, pullAll, push } from './update-arrays.ts'

/** What a field operator does to one value. */
export interface FieldChange {
  /** Whether a missing field comes into being. */
  readonly creates: boolean
  /** The new value; MISSING to remove it. `path` for refusals. */
  change(value: MaybeValue, now: Date, path: string): MaybeValue
}

type FieldOperator = (operand: BsonValue, path: string) => FieldChange

/** The field operators by name (manual: "Update Operators"); `$rename` and `$setOnInsert` are handled where paths are known. */
export const FIELD_OPERATORS: Readonly<Record<string, FieldOperator>> = {
  $set: (operand) => ({ creates: true, change: () => operand }),
  $setOnInsert: (operand) => ({ creates: true, change: () => operand }),
  $unset: () => ({ creates: false, change: () => MISSING }),
  $inc: (operand, path) => arithmetic('$inc', 'increment', operand, path, addNumbers, (by) => by),
  $mul: (operand, path) => arithmetic('$mul', 'multiply', operand, path, multiplyNumbers, zeroLike),
  $min: (operand) => ({
    creates: true,
    change: (value) => (value === MISSING || compareValues(operand, value) < 0 ? operand : value),
  }),
  $max: (operand) => ({
    creates: true,
    change: (value) => (value === MISSING || compareValues(operand, value) > 0 ? operand : value),
  }),
  $currentDate: currentDate,
  $bit: bit,
  $push: push,
  $addToSet: addToSet,
  $pop: pop,
  $pull: pull,
  $pullAll: pullAll,
}

function zeroLike(value: BsonNumber): BsonNumber {
  if (value instanceof Int32) return new Int32(0)
  if (value instanceof Double) return new Double(0)
  return value instanceof Decimal128 ? Decimal128.fromString('0') : Long.fromNumber(0)
}

function arithmetic(
  name: string,
  verb: string,
  operand: BsonValue,
  path: string,
  apply: (left: BsonNumber, right: BsonNumber) => BsonNumber | undefined,
  ofMissing: (operand: BsonNumber) => BsonNumber,
): FieldChange {
  if (!isNumber(operand))
    throw new CommandError('TypeMismatch', `Cannot ${verb} with non-numeric argument: {${path}: ${typeName(operand)}}`)
  return {
    creates: true,
    change: (value) => {
      if (value === MISSING) return ofMissing(operand)
      if (!isNumber(value)) {
        throw new CommandError(
          'TypeMismatch',
          `Cannot apply ${name} to a value of non-numeric type. The field '${path}' has the non-numeric type ${typeName(value)}`,
        )
      }
      const result = apply(value, operand)
      if (result === undefined) {
        throw new CommandError(
          'BadValue',
          `Failed to apply ${name} operations to current value ((${typeName(value)})${value}) of the field '${path}'`,
        )
      }
      return result
    },
  }
}

function currentDate(operand: BsonValue, path: string): FieldChange {
  const kind =
    operand === true || operand === false ? 'date' : isDocument(operand) && operand.size === 1 ? operand.get('$type') : undefined
  if (kind !== 'date' && kind !== 'timestamp') {
    throw new CommandError('BadValue', `$currentDate of '${path}' must be true, {$type: 'date'} or {$type: 'timestamp'}`)
  }
  return {
    creates: true,
    change: (_, now) => (kind === 'date' ? now : new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 })),
  }
}

function isWhole(value: MaybeValue): value is Int32 | Long {
  return value !== MISSING && (value instanceof Int32 || isLong(value))
}

function bit(operand: BsonValue, path: string): FieldChange {
  if (!isDocument(operand) || operand.size === 0) {
    throw new CommandError(
      'BadValue',
      `The $bit modifier is not compatible with a ${typeName(operand)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}}`,
    )
  }
  const steps = [...operand].map(([name, mask]): [string, Int32 | Long] => {
    if (!['and', 'or', 'xor'].includes(name))
      throw new CommandError('BadValue', `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`)
    if (!isWhole(mask))
      throw new CommandError(
        'BadValue',
        `The $bit modifier field must be an Integer(32/64 bit); a '${typeName(mask)}' is not supported here`,
      )
    return [name, mask]
  })
  return {
    creates: true,
    change: (value) => {
      const start = value === MISSING ? new Int32(0) : value
      if (!isWhole(start))
        throw new CommandError(
          'BadValue',
          `Cannot apply $bit to a value of non-integral type. The field '${path}' has the type ${typeName(value)}`,
        )
      return steps.reduce<Int32 | Long>((result, [name, mask]) => applyBits(name, result, mask), start)
    },
  }
}

function applyBits(name: string, left: Int32 | Long, right: Int32 | Long): Int32 | Long {
  const a = toBigInt(left)
  const b = toBigInt(right)
  const result = name === 'and' ? a & b : name === 'or' ? a | b : a ^ b
  return left instanceof Int32 && right instanceof Int32 ? new Int32(Number(result)) : Long.fromBigInt(result)
}

/** Whether a value may be an `_id`: no array, regular expression or undefined, no document whose names begin with `$`. */
export function checkId(value: BsonValue): void {
  const kind = typeName(value)
  if (kind === 'array' || kind === 'regex' || kind === 'undefined') {
    throw new CommandError('InvalidIdField', `The '_id' value cannot be of type ${kind}`)
  }
  if (isDocument(value)) {
    for (const name of value.keys()) {
      if (name.startsWith('$') && !['$ref', '$id', '$db'].includes(name)) {
        throw new CommandError(
          'DollarPrefixedFieldName',
          `_id fields may not contain '$'-prefixed fields: ${name} is not valid for storage.`,
        )
      }
    }
  }
}
