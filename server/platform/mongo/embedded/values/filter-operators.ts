import { BSONRegExp, BSONSymbol } from 'bson'
import {
  type BsonDocument,
  type BsonValue,
  integerOf,
  isDocument,
  isNumber,
  type MaybeValue,
  MISSING,
  toNumber,
} from './bson-value.ts'
import { CommandError } from './command-error.ts'
import { BRACKET, bracketOf, compareValues, equalValues } from './compare.ts'
import type { FilterNode, PathTest, Predicate } from './filter-node.ts'
import { bitTest, modTest, typeTest } from './filter-tests.ts'
import { encodeKey } from './key-encoding.ts'
import { visitElements } from './paths.ts'
import { compileBsonRegExp, compileRegExp } from './regular-expression.ts'

/** How operators compile what they contain. */
export interface Compilers {
  object(filter: BsonDocument): { node: FilterNode; test: PathTest }
  isOperators(value: BsonValue): value is BsonDocument
  operators(condition: BsonDocument): Predicate[]
}

/** Field operators MongoDB has and this server refuses by name. */
export const UNSUPPORTED_FIELD_OPERATORS: readonly string[] = [
  '$geoWithin',
  '$geoIntersects',
  '$near',
  '$nearSphere',
  '$within',
  '$geoNear',
  '$maxDistance',
  '$minDistance',
  '$uniqueDocs',
]

/** Compiles one operator; `condition` is the whole operator document (`$options` stands beside `$regex`). */
export function compilePredicate(name: string, operand: BsonValue, condition: BsonDocument, compilers: Compilers): Predicate {
  switch (name) {
    case '$eq':
      return { kind: 'eq', operand, ...leaf(equalityTest(operand)) }
    case '$ne':
      if (operand instanceof BSONRegExp) throw new CommandError('BadValue', "Can't have regex as arg to $ne.")
      return negated([compilePredicate('$eq', operand, condition, compilers)])
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return comparison(name, operand)
    case '$in':
      return membership(name, operand)
    case '$nin':
      return negated([membership(name, operand)])
    case '$exists':
      return existence(operand)
    case '$type':
      return { kind: 'other', ...leaf(typeTest(operand)) }
    case '$regex':
      return regularExpression(operand, condition.get('$options'))
    case '$mod':
      return { kind: 'other', ...leaf(modTest(operand)) }
    case '$bitsAllSet':
    case '$bitsAnySet':
    case '$bitsAllClear':
    case '$bitsAnyClear':
      return { kind: 'other', ...leaf(bitTest(name, operand)) }
    case '$not':
      return negation(operand, compilers)
    case '$size':
      return size(operand)
    case '$all':
      return all(operand, compilers)
    case '$elemMatch':
      return elementMatch(operand, compilers)
  }
  if (UNSUPPORTED_FIELD_OPERATORS.includes(name))
    throw new CommandError('NotImplemented', `${name} is not supported by the embedded database`)
  throw new CommandError('BadValue', `unknown operator: ${name}`)
}

/** What a predicate does: a test of one value, and the same of whole paths. */
type Tests = Pick<Predicate, 'compile' | 'test'>

function leaf(test: (value: MaybeValue) => boolean): Tests {
  return { test, compile: onElements(test) }
}

/** A test that holds when one element of the path passes. */
function onElements(test: (value: MaybeValue) => boolean): (parts: readonly string[]) => PathTest {
  return (parts) => {
    const [only] = parts
    if (parts.length === 1 && only !== undefined) return onField(only, test)
    return (document, details) =>
      visitElements(document, parts, true, (value, arrayIndex) => {
        if (!test(value)) return false
        if (details !== undefined && arrayIndex !== undefined) details.arrayIndex = arrayIndex
        return true
      })
  }
}

/** The same for a path of one field, which most conditions are. */
function onField(name: string, test: (value: MaybeValue) => boolean): PathTest {
  return (document, details) => {
    const value = document.get(name)
    if (value === undefined) return test(document.has(name) ? undefined : MISSING)
    if (!Array.isArray(value)) return test(value)
    for (let index = 0; index < value.length; index += 1) {
      if (test(value[index])) {
        if (details !== undefined) details.arrayIndex = index
        return true
      }
    }
    return test(value)
  }
}

function equalityTest(operand: BsonValue): (value: MaybeValue) => boolean {
  if (operand === null) return (value) => value === null || value === MISSING
  if (operand === undefined) throw new CommandError('BadValue', 'cannot compare to undefined')
  if (typeof operand === 'string') {
    return (value) => value === operand || (value instanceof BSONSymbol && value.value === operand)
  }
  return (value) => value !== MISSING && equalValues(value, operand)
}

function comparison(name: '$gt' | '$gte' | '$lt' | '$lte', operand: BsonValue): Predicate {
  if (operand instanceof BSONRegExp) throw new CommandError('BadValue', `Can't have RegEx as arg to predicate over field`)
  if (operand === undefined) throw new CommandError('BadValue', 'cannot compare to undefined')
  const kind = name.slice(1) as 'gt' | 'gte' | 'lt' | 'lte'
  return { kind, operand, ...leaf(comparisonTest(kind, operand)) }
}

function comparisonTest(kind: 'gt' | 'gte' | 'lt' | 'lte', operand: BsonValue): (value: MaybeValue) => boolean {
  const bracket = bracketOf(operand)
  const includesEqual = kind === 'gte' || kind === 'lte'
  const sign = kind === 'gt' || kind === 'gte' ? 1 : -1
  if (bracket === BRACKET.null) return (value) => includesEqual && (value === null || value === MISSING)
  if (bracket === BRACKET.minKey && sign === 1)
    return (value) => value !== MISSING && (includesEqual || bracketOf(value) !== bracket)
  if (bracket === BRACKET.maxKey && sign === -1)
    return (value) => value !== MISSING && (includesEqual || bracketOf(value) !== bracket)
  const isNotANumber = isNumber(operand) && Number.isNaN(toNumber(operand))
  if (isNotANumber) return (value) => includesEqual && value !== MISSING && equalValues(value, operand)
  return (value) => {
    if (value === MISSING || bracketOf(value) !== bracket) return false
    if (bracket === BRACKET.number && isNumber(value) && Number.isNaN(toNumber(value))) return false
    const order = compareValues(value, operand) * sign
    return order > 0 || (includesEqual && order === 0)
  }
}

/** Past this many operands membership is looked up by encoded key instead of one by one. */
const FEW = 8

function membership(name: '$in' | '$nin', operand: BsonValue): Predicate {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', `${name} needs an array`)
  for (const value of operand) {
    if (value === undefined) throw new CommandError('BadValue', 'InMatchExpression equality cannot be undefined')
    if (isDocument(value) && value.keys().next().value?.startsWith('$') && !value.has('$ref') && !value.has('$id')) {
      throw new CommandError('BadValue', `cannot nest $ under ${name}`)
    }
  }
  const patterns = operand.filter((value) => value instanceof BSONRegExp)
  const values = operand.filter((value) => !(value instanceof BSONRegExp))
  const regexTests = patterns.map((pattern) => regexTest(pattern))
  const equals = values.length <= FEW ? anyOf(values.map(equalityTest)) : keyedMembership(values)
  const test = regexTests.length === 0 ? equals : anyOf([equals, ...regexTests])
  return { kind: 'in', operands: operand, ...leaf(test) }
}

function anyOf(tests: readonly ((value: MaybeValue) => boolean)[]): (value: MaybeValue) => boolean {
  return (value) => {
    for (const test of tests) if (test(value)) return true
    return false
  }
}

function keyedMembership(values: readonly BsonValue[]): (value: MaybeValue) => boolean {
  const keys = new Set(values.map(hashKey))
  const hasNull = values.includes(null)
  return (value) => (value === MISSING ? hasNull : keys.has(hashKey(value)))
}

/** A string equal for equal values: the encoded key, or for text the text itself. */
function hashKey(value: BsonValue): string {
  if (typeof value === 'string') return `s${value}`
  if (value instanceof BSONSymbol) return `s${value.value}`
  return `k${Buffer.from(encodeKey([value], [1]).buffer).toString('latin1')}`
}

function existence(operand: BsonValue): Predicate {
  const isWanted = isTrue(operand)
  const compile = (parts: readonly string[]): PathTest => {
    const exists: PathTest = (document) => visitElements(document, parts, false, (value) => value !== MISSING)
    return isWanted ? exists : (document) => !exists(document, undefined)
  }
  const test = (value: MaybeValue): boolean => (value !== MISSING) === isWanted
  return isWanted ? { kind: 'other', compile, test } : { kind: 'missing', compile, test }
}

function isTrue(value: BsonValue): boolean {
  if (isNumber(value)) return toNumber(value) !== 0
  return value !== false && value !== null && value !== undefined
}

function regexTest(pattern: BSONRegExp): (value: MaybeValue) => boolean {
  const compiled = compileBsonRegExp(pattern)
  return (value) => {
    if (typeof value === 'string') return compiled.test(value)
    if (value instanceof BSONSymbol) return compiled.test(value.value)
    return value instanceof BSONRegExp && equalValues(value, pattern)
  }
}

function regularExpression(operand: BsonValue, options: BsonValue): Predicate {
  if (options !== undefined && typeof options !== 'string') throw new CommandError('BadValue', '$options has to be a string')
  if (typeof operand !== 'string' && !(operand instanceof BSONRegExp))
    throw new CommandError('BadValue', '$regex has to be a string')
  if (operand instanceof BSONRegExp && operand.options !== '' && options !== undefined && options !== '') {
    throw new CommandError(51075, 'options set in both $regex and $options')
  }
  const source = typeof operand === 'string' ? operand : operand.pattern
  const flags = options !== undefined && options !== '' ? options : typeof operand === 'string' ? '' : operand.options
  for (const flag of flags) {
    if (!'imsxu'.includes(flag)) throw new CommandError(51108, `invalid flag in regex options: ${flag}`)
  }
  compileRegExp(source, flags)
  const pattern = new BSONRegExp(source, flags)
  return { kind: 'regex', operand: pattern, ...leaf(regexTest(pattern)) }
}

function negated(predicates: readonly Predicate[]): Predicate {
  return {
    kind: 'other',
    test: (value) => !predicates.every(({ test }) => test(value)),
    compile: (parts) => {
      const tests = predicates.map((predicate) => predicate.compile(parts))
      return (document) => !tests.every((test) => test(document, undefined))
    },
  }
}

function negation(operand: BsonValue, compilers: Compilers): Predicate {
  if (operand instanceof BSONRegExp) return negated([regularExpression(operand, undefined)])
  if (!isDocument(operand)) throw new CommandError('BadValue', '$not needs a regex or a document')
  if (operand.size === 0) throw new CommandError('BadValue', '$not cannot be empty')
  return negated(compilers.operators(operand))
}

function size(operand: BsonValue): Predicate {
  const wanted = integerOf(operand)
  if (wanted === undefined) throw new CommandError('BadValue', 'Failed to parse $size. Expected an integer')
  if (wanted < 0) throw new CommandError('BadValue', 'Failed to parse $size. Expected a non-negative number')
  const test = (value: MaybeValue): boolean => Array.isArray(value) && value.length === wanted
  return { kind: 'other', test, compile: (parts) => (document) => visitElements(document, parts, false, test) }
}

function all(operand: BsonValue, compilers: Compilers): Predicate {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', '$all needs an array')
  const elementMatches = operand.filter((value) => isDocument(value) && value.keys().next().value === '$elemMatch').length
  if (elementMatches > 0 && elementMatches < operand.length) throw new CommandError('BadValue', 'no $ expressions in $all')
  const predicates = operand.map((value): Predicate => {
    if (isDocument(value) && value.keys().next().value === '$elemMatch') return elementMatch(value.get('$elemMatch'), compilers)
    if (compilers.isOperators(value)) throw new CommandError('BadValue', 'no $ expressions in $all')
    return value instanceof BSONRegExp
      ? regularExpression(value, undefined)
      : compilePredicate('$eq', value, new Map(), compilers)
  })
  return {
    kind: 'all',
    predicates,
    test: (value) => predicates.length > 0 && predicates.every(({ test }) => test(value)),
    compile: (parts) => {
      const tests = predicates.map((predicate) => predicate.compile(parts))
      return (document, details) => tests.length > 0 && tests.every((test) => test(document, details))
    },
  }
}

const LOGICAL = new Set(['$and', '$or', '$nor', '$expr', '$where'])

function elementMatch(operand: BsonValue, compilers: Compilers): Predicate {
  if (!isDocument(operand)) throw new CommandError('BadValue', '$elemMatch needs an Object')
  const first = operand.keys().next().value
  const isOnValues = compilers.isOperators(operand) && first !== undefined && !LOGICAL.has(first)
  if (isOnValues) {
    const predicates = compilers.operators(operand)
    return { kind: 'elementValue', predicates, ...onArrays((element) => predicates.every(({ test }) => test(element))) }
  }
  const { node, test } = compilers.object(operand)
  return { kind: 'elemMatch', node, ...onArrays((element) => isContainer(element) && test(asDocument(element), undefined)) }
}

const EMPTY: BsonDocument = new Map()

function isContainer(value: BsonValue): boolean {
  return isDocument(value) || Array.isArray(value)
}

/** An element as `$elemMatch` looks into it: an array is a document whose fields are its positions. */
function asDocument(element: BsonValue): BsonDocument {
  if (isDocument(element)) return element
  return Array.isArray(element) ? new Map(element.map((value, index) => [String(index), value])) : EMPTY
}

/** Tests of arrays: one element passes. */
function onArrays(test: (element: BsonValue) => boolean): Tests {
  return {
    test: (value) => Array.isArray(value) && value.some(test),
    compile: (parts) => (document, details) =>
      visitElements(document, parts, false, (value, arrayIndex) => {
        if (!Array.isArray(value)) return false
        const found = value.findIndex(test)
        if (found !== -1 && details !== undefined) details.arrayIndex = arrayIndex ?? found
        return found !== -1
      }),
  }
}
