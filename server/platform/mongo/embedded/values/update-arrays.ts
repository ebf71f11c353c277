import { type BsonValue, integerOf, isDocument, type MaybeValue, MISSING, typeName } from './bson-value.ts'
import { CommandError } from './command-error.ts'
import { compareValues, equalValues } from './compare.ts'
import { compileValueCondition } from './filter.ts'
import { splitPath } from './paths.ts'
import { readPath } from './update-paths.ts'

/** What an array operator does to one value; the shape of `FieldChange`. */
interface ArrayChange {
  readonly creates: boolean
  change(value: MaybeValue, now: Date, path: string): MaybeValue
}

const MODIFIERS = ['$each', '$position', '$slice', '$sort']

/** `$push` with its modifiers (manual: "$push", "$each", "$position", "$slice", "$sort"). */
export function push(operand: BsonValue, path: string): ArrayChange {
  const modifiers = isDocument(operand) && operand.has('$each') ? operand : undefined
  const added = modifiers === undefined ? [operand] : modifiers.get('$each')
  if (!Array.isArray(added)) {
    throw new CommandError('BadValue', `The argument to $each in $push must be an array but it was of type: ${typeName(added)}`)
  }
  for (const name of modifiers?.keys() ?? []) {
    if (!MODIFIERS.includes(name)) throw new CommandError('BadValue', `Unrecognized clause in $push: ${name}`)
  }
  const position = modifiers?.has('$position') ? wholeModifier('position', modifiers.get('$position')) : undefined
  const slice = modifiers?.has('$slice') ? wholeModifier('slice', modifiers.get('$slice')) : undefined
  const order = modifiers?.has('$sort') ? elementOrder(modifiers.get('$sort')) : undefined
  return {
    creates: true,
    change: (value) => {
      if (value !== MISSING && !Array.isArray(value)) {
        throw new CommandError('BadValue', `The field '${path}' must be an array but is of type ${typeName(value)}`)
      }
      const before = value === MISSING ? [] : value
      const at = position === undefined ? before.length : position < 0 ? Math.max(0, before.length + position) : position
      const array = [...before.slice(0, at), ...added, ...before.slice(at)]
      if (order !== undefined) array.sort(order)
      if (slice === undefined) return array
      return slice < 0 ? array.slice(slice) : array.slice(0, slice)
    },
  }
}

function wholeModifier(name: string, value: BsonValue): number {
  const number = integerOf(value)
  if (number === undefined) {
    throw new CommandError('BadValue', `The value for $${name} must be an integer value but was given type: ${typeName(value)}`)
  }
  return number
}

/** The order `$sort` gives elements: 1 or −1 for whole elements, or fields of documents. */
function elementOrder(spec: BsonValue): (left: BsonValue, right: BsonValue) => number {
  if (!isDocument(spec)) {
    const direction = integerOf(spec)
    if (direction !== 1 && direction !== -1) throw new CommandError('BadValue', 'The $sort element value must be either 1 or -1')
    return (left, right) => compareValues(left, right) * direction
  }
  if (spec.size === 0) throw new CommandError('BadValue', 'The $sort pattern is empty when it should be a set of fields.')
  const fields = [...spec].map(([path, value]) => {
    const direction = integerOf(value)
    if (direction !== 1 && direction !== -1) throw new CommandError('BadValue', 'The $sort element value must be either 1 or -1')
    if (path === '' || splitPath(path).includes(''))
      throw new CommandError('BadValue', 'The $sort field is a dotted field but has an empty part')
    return { parts: splitPath(path), direction }
  })
  return (left, right) => {
    for (const { parts, direction } of fields) {
      const order = compareValues(fieldOf(left, parts), fieldOf(right, parts))
      if (order !== 0) return order * direction
    }
    return 0
  }
}

function fieldOf(element: BsonValue, parts: readonly string[]): BsonValue {
  const value = isDocument(element) ? readPath(element, parts) : MISSING
  return value === MISSING ? null : value
}

/** `$addToSet`, one value or `$each` (manual: "$addToSet"). */
export function addToSet(operand: BsonValue, path: string): ArrayChange {
  const each = isDocument(operand) && operand.keys().next().value === '$each' ? operand : undefined
  const added = each === undefined ? [operand] : each.get('$each')
  if (!Array.isArray(added)) {
    throw new CommandError(
      'TypeMismatch',
      `The argument to $each in $addToSet must be an array but it was of type ${typeName(added)}`,
    )
  }
  if (each !== undefined && each.size > 1) throw new CommandError('BadValue', 'Found unexpected fields after $each in $addToSet')
  return {
    creates: true,
    change: (value) => {
      if (value !== MISSING && !Array.isArray(value)) {
        throw new CommandError(
          'BadValue',
          `Cannot apply $addToSet to non-array field. Field named '${path}' has non-array type ${typeName(value)}`,
        )
      }
      const before = value === MISSING ? [] : value
      const array = [...before]
      for (const candidate of added) if (!array.some((element) => equalValues(element, candidate))) array.push(candidate)
      return value !== MISSING && array.length === before.length ? value : array
    },
  }
}

/** `$pop`: 1 takes the last element, −1 the first. */
export function pop(operand: BsonValue, path: string): ArrayChange {
  const end = integerOf(operand)
  if (end !== 1 && end !== -1) throw new CommandError('FailedToParse', `$pop expects 1 or -1, found: ${end ?? typeName(operand)}`)
  return {
    creates: false,
    change: (value) => {
      if (!Array.isArray(value)) {
        throw new CommandError('TypeMismatch', `Path '${path}' contains an element of non-array type '${typeName(value)}'`)
      }
      if (value.length === 0) return value
      return end === 1 ? value.slice(0, -1) : value.slice(1)
    },
  }
}

/** `$pull`: every element that equals the operand or meets its condition goes (manual: "$pull"). */
export function pull(operand: BsonValue): ArrayChange {
  const isPulled = compileValueCondition(operand)
  return removing('$pull', isPulled)
}

/** `$pullAll`: every element equal to one of the operands goes. */
export function pullAll(operand: BsonValue): ArrayChange {
  if (!Array.isArray(operand))
    throw new CommandError('BadValue', `$pullAll requires an array argument but was given a ${typeName(operand)}`)
  return removing('$pullAll', (element) => operand.some((unwanted) => equalValues(element, unwanted)))
}

function removing(name: string, isRemoved: (element: BsonValue) => boolean): ArrayChange {
  return {
    creates: false,
    change: (value) => {
      if (!Array.isArray(value)) throw new CommandError('BadValue', `Cannot apply ${name} to a non-array value`)
      const kept = value.filter((element) => !isRemoved(element))
      return kept.length === value.length ? value : kept
    },
  }
}
