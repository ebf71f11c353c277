import { BSONRegExp } from 'bson'
import { type BsonDocument, type BsonValue, isDocument } from './bson-value.ts'
import { CommandError } from './command-error.ts'
import { equalValues } from './compare.ts'
import { compileExpression } from './expression.ts'
import { type ExpressionScope, isTruthy } from './expression-support.ts'
import { boundsOf, pointsOf } from './filter-bounds.ts'
import type { Details, FilterNode, Predicate } from './filter-node.ts'
import { compilePredicate } from './filter-operators.ts'
import type { KeyRange } from './key-encoding.ts'
import { splitPath } from './paths.ts'

/** What evaluating `$expr` needs from outside. */
export interface FilterContext {
  /** The moment `$$NOW` stands for; without it a filter that asks is refused. */
  readonly now?: Date
  /** `let` variables of the command or of `$lookup`. */
  readonly variables?: ReadonlyMap<string, BsonValue>
}

/** A filter ready to be asked about many documents. */
export interface CompiledFilter {
  /** Whether the document satisfies the filter. */
  matches(document: BsonDocument): boolean
  /** The array position the positional operator `$` stands for: where the query met the array; undefined when it met none or no match. */
  matchedArrayIndex(document: BsonDocument): number | undefined
  /**
   * Ranges of index keys over one path outside of which no document can match; undefined when the filter says nothing
   * about it. Always a superset: matching must still be asked. For a path with arrays (`isMultikey`, assumed unless
   * told otherwise) two conditions may be met by two elements, so their ranges are not cut with each other.
   */
  boundsFor(path: string, options?: { isMultikey?: boolean }): KeyRange[] | undefined
  /**
   * Index keys over one path of which a matching document has every one: the values an array must hold together (`$all`,
   * several equalities). Fewer than the filter asks for may be named, never more.
   */
  pointsFor(path: string): KeyRange[]
  /** The paths `boundsFor` may have something to say about. */
  readonly paths: readonly string[]
  /** Whether there is nothing to satisfy. */
  readonly isEmpty: boolean
  readonly node: FilterNode
}

type Test = (document: BsonDocument, details: Details | undefined) => boolean

interface Compiled {
  readonly node: FilterNode
  readonly test: Test
}

/**
 * Compiles a query filter (manual: "Query Predicates"). Throws a {@link CommandError}: BadValue for malformed or unknown
 * operators, NotImplemented for `$where`, `$text`, geospatial operators and `$jsonSchema`.
 */
export function compileFilter(filter: BsonDocument, context: FilterContext = {}): CompiledFilter {
  const { node, test } = compileAnd(filter, context)
  return {
    matches: (document) => test(document, undefined),
    matchedArrayIndex(document) {
      const details: Details = { arrayIndex: undefined }
      return test(document, details) ? details.arrayIndex : undefined
    },
    boundsFor: (path, options) => boundsOf(node, path, options?.isMultikey ?? true),
    pointsFor: (path) => pointsOf(node, path),
    get paths() {
      return [...new Set(pathsOf(node))]
    },
    isEmpty: filter.size === 0,
    node,
  }
}

function pathsOf(node: FilterNode): string[] {
  if (node.kind === 'other') return []
  if (node.kind !== 'field') return node.nodes.flatMap(pathsOf)
  const inner = node.predicates.flatMap((predicate) =>
    predicate.kind === 'elemMatch' ? pathsOf(predicate.node).map((path) => `${node.path}.${path}`) : [],
  )
  return [node.path, ...inner]
}

function compileAnd(filter: BsonDocument, context: FilterContext): Compiled {
  return conjunction([...filter].flatMap(([name, value]) => compileEntry(name, value, context)))
}

function conjunction(parts: readonly Compiled[]): Compiled {
  const [first, second] = parts
  if (first !== undefined && second === undefined) return first
  const tests = parts.map(({ test }) => test)
  return {
    node: { kind: 'and', nodes: parts.map(({ node }) => node) },
    test: (document, details) => {
      for (const test of tests) if (!test(document, details)) return false
      return true
    },
  }
}

/** Top-level query operators MongoDB has and this server refuses by name. */
export const UNSUPPORTED_QUERY_OPERATORS: readonly string[] = [
  '$where',
  '$text',
  '$jsonSchema',
  '$sampleRate',
  '$alwaysTrue',
  '$alwaysFalse',
]

function compileEntry(name: string, value: BsonValue, context: FilterContext): Compiled[] {
  if (!name.startsWith('$')) return [compileField(name, value, context)]
  switch (name) {
    case '$and':
      return [conjunction(clauses(name, value).map((clause) => compileAnd(clause, context)))]
    case '$or':
    case '$nor':
      return [disjunction(name, clauses(name, value), context)]
    case '$expr':
      return [compileExpr(value, context)]
    case '$comment':
      return []
  }
  if (UNSUPPORTED_QUERY_OPERATORS.includes(name))
    throw new CommandError('NotImplemented', `${name} is not supported by the embedded database`)
  throw new CommandError(
    'BadValue',
    `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
  )
}

function clauses(name: string, value: BsonValue): BsonDocument[] {
  if (!Array.isArray(value)) throw new CommandError('BadValue', `${name} must be an array`)
  if (value.length === 0) throw new CommandError('BadValue', '$and/$or/$nor must be a nonempty array')
  return value.map((clause) => {
    if (!isDocument(clause)) throw new CommandError('BadValue', '$or/$and/$nor entries need to be full objects')
    return clause
  })
}

function disjunction(name: string, filters: readonly BsonDocument[], context: FilterContext): Compiled {
  const parts = filters.map((filter) => compileAnd(filter, context))
  const tests = parts.map(({ test }) => test)
  const isAny: Test = (document) => {
    for (const test of tests) if (test(document, undefined)) return true
    return false
  }
  if (name === '$nor') return { node: { kind: 'other' }, test: (document) => !isAny(document, undefined) }
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  return { node: { kind: 'or', nodes: parts.map(({ node }) => node) }, test: isAny }
}

function compileExpr(value: BsonValue, context: FilterContext): Compiled {
  const evaluate = compileExpression(value)
  return {
    node: { kind: 'other' },
    test: (document) => {
      const scope: ExpressionScope = {
        root: document,
        current: document,
        now: context.now,
        variables: context.variables ?? new Map(),
      }
      return isTruthy(evaluate(scope))
    },
  }
}

/** Whether a field's condition is a set of operators rather than a document to equal; `$ref`, `$id` and `$db` begin references. */
function isOperatorDocument(value: BsonValue): value is BsonDocument {
  if (!isDocument(value)) return false
  const first = value.keys().next()
  return !first.done && first.value.startsWith('$') && first.value !== '$ref' && first.value !== '$id' && first.value !== '$db'
}

function compileField(path: string, value: BsonValue, context: FilterContext): Compiled {
  const predicates = fieldPredicates(value, context)
  const parts = splitPath(path)
  const tests = predicates.map((predicate) => predicate.compile(parts))
  const [first] = tests
  const node: FilterNode = { kind: 'field', path, predicates }
  if (first !== undefined && tests.length === 1) return { node, test: first }
  return {
    node,
    test: (document, details) => {
      for (const test of tests) if (!test(document, details)) return false
      return true
    },
  }
}

/** The predicates a field's condition consists of. */
function fieldPredicates(value: BsonValue, context: FilterContext): Predicate[] {
  const compilers = {
    object: (filter: BsonDocument) => compileAnd(filter, context),
    isOperators: isOperatorDocument,
    operators: (condition: BsonDocument) => operatorPredicates(condition, context),
  }
  if (value instanceof BSONRegExp) return [compilePredicate('$regex', value, new Map(), compilers)]
  if (!isOperatorDocument(value)) return [compilePredicate('$eq', value, new Map(), compilers)]
  return operatorPredicates(value, context)
}

function operatorPredicates(condition: BsonDocument, context: FilterContext): Predicate[] {
  const compilers = {
    object: (filter: BsonDocument) => compileAnd(filter, context),
    isOperators: isOperatorDocument,
    operators: (inner: BsonDocument) => operatorPredicates(inner, context),
  }
  const predicates: Predicate[] = []
  for (const [name, operand] of condition) {
    if (name === '$comment') continue
    if (name === '$options') {
      if (!condition.has('$regex')) throw new CommandError('BadValue', '$options needs a $regex')
      continue
    }
    predicates.push(compilePredicate(name, operand, condition, compilers))
  }
  return predicates
}

/** A condition on a single value, as `$pull` and array filters state it: `{ $gte: 5 }`, a value to equal, or a filter on an embedded document. */
export function compileValueCondition(condition: BsonValue): (value: BsonValue) => boolean {
  const holder = 'value'
  if (!isDocument(condition) && !(condition instanceof BSONRegExp)) return (value) => equalValues(value, condition)
  if (isDocument(condition) && !isOperatorDocument(condition)) {
    const { test } = compileAnd(condition, {})
    return (value) => isDocument(value) && test(value, undefined)
  }
  const { test } = compileField(holder, condition, {})
  return (value) => test(new Map([[holder, value]]), undefined)
}
