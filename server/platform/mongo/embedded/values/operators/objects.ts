import { type BsonDocument, type BsonValue, isDocument, type MaybeValue, MISSING, typeName } from '../bson-value.ts'
import { CommandError } from '../command-error.ts'
import { type Expression, isNullish, namedArguments, type Operators, operands } from '../expression-support.ts'

/** Object operators (manual: "Object Expression Operators"). */
export const objectOperators: Operators = {
  $mergeObjects: (operand, compile) => {
    const parts = (Array.isArray(operand) ? operand : [operand]).map(compile)
    return (scope) => {
      const merged: BsonDocument = new Map()
      const values = parts.map((part) => part(scope))
      const [only] = values
      for (const value of values.length === 1 && Array.isArray(only) ? only : values) {
        if (isNullish(value)) continue
        if (!isDocument(value))
          throw new CommandError(40400, `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`)
        for (const [name, inner] of value) merged.set(name, inner)
      }
      return merged
    }
  },
  $objectToArray: (operand, compile) => {
    const [only] = operands('$objectToArray', operand, 1).map(compile) as [Expression]
    return (scope) => {
      const value = only(scope)
      if (isNullish(value)) return null
      if (!isDocument(value)) throw new CommandError(40390, `$objectToArray requires a document input, found: ${typeName(value)}`)
      return [...value].map(
        ([k, v]) =>
          new Map<string, BsonValue>([
            ['k', k],
            ['v', v],
          ]),
      )
    }
  },
  $arrayToObject: (operand, compile) => {
    const [only] = operands('$arrayToObject', operand, 1).map(compile) as [Expression]
    return (scope) => {
      const value = only(scope)
      if (isNullish(value)) return null
      if (!Array.isArray(value))
        throw new CommandError(40386, `$arrayToObject requires an array input, found: ${typeName(value)}`)
      return new Map(value.map(pairOf))
    }
  },
  $getField: (operand, compile) => {
    const named =
      isDocument(operand) && operand.has('field')
        ? namedArguments('$getField', operand, ['field'], ['input'])
        : new Map([['field', operand]])
    const field = compile(named.get('field'))
    const input = named.has('input') ? compile(named.get('input')) : undefined
    return (scope) => {
      const name = field(scope)
      if (typeof name !== 'string')
        throw new CommandError(3041704, `$getField requires 'field' to evaluate to type String, found: ${typeName(name)}`)
      const value: MaybeValue = input === undefined ? scope.current : input(scope)
      if (isNullish(value)) return value === MISSING ? MISSING : null
      if (!isDocument(value)) return MISSING
      return value.has(name) ? value.get(name) : MISSING
    }
  },
  $setField: (operand, compile) => {
    const named = namedArguments('$setField', operand, ['field', 'input', 'value'])
    return settingField('$setField', named, compile, compile(named.get('value')))
  },
  $unsetField: (operand, compile) => {
    const named = namedArguments('$unsetField', operand, ['field', 'input'])
    return settingField('$unsetField', named, compile, () => MISSING)
  },
}

function pairOf(pair: BsonValue): [string, BsonValue] {
  if (Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string') return [pair[0], pair[1]]
  if (isDocument(pair) && pair.size === 2 && pair.has('v')) {
    const name = pair.get('k')
    if (typeof name === 'string') return [name, pair.get('v')]
  }
  throw new CommandError(40398, 'Unrecognised input type format for $arrayToObject')
}

function settingField(
  name: string,
  named: BsonDocument,
  compile: (value: BsonValue) => Expression,
  value: Expression,
): Expression {
  const field = compile(named.get('field'))
  const input = compile(named.get('input'))
  return (scope) => {
    const key = field(scope)
    if (typeof key !== 'string')
      throw new CommandError(4161107, `${name} requires 'field' to evaluate to type String, found: ${typeName(key)}`)
    const document = input(scope)
    if (isNullish(document)) return null
    if (!isDocument(document)) throw new CommandError(4161105, `${name} requires 'input' to evaluate to type Object`)
    const copy = new Map(document)
    const set = value(scope)
    if (set === MISSING) copy.delete(key)
    else copy.set(key, set)
    return copy
  }
}
