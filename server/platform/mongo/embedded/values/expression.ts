import { type BsonDocument, type BsonValue, isDocument, type MaybeValue, MISSING } from './bson-value.ts'
import { CommandError } from './command-error.ts'
import { type Expression, type OperatorCompiler, orNull } from './expression-support.ts'
import { arithmeticOperators } from './operators/arithmetic.ts'
import { arrayOperators } from './operators/arrays.ts'
import { conversionOperators } from './operators/conversions.ts'
import { dateOperators } from './operators/dates.ts'
import { logicOperators } from './operators/logic.ts'
import { objectOperators } from './operators/objects.ts'
import { setOperators } from './operators/sets.ts'
import { sizeOperators } from './operators/sizes.ts'
import { textOperators } from './operators/text.ts'
import { trigonometryOperators } from './operators/trigonometry.ts'
import { splitPath } from './paths.ts'

const OPERATORS = new Map<string, OperatorCompiler>([
  ...Object.entries(logicOperators),
  ...Object.entries(arithmeticOperators),
  ...Object.entries(arrayOperators),
  ...Object.entries(objectOperators),
  ...Object.entries(setOperators),
  ...Object.entries(textOperators),
  ...Object.entries(conversionOperators),
  ...Object.entries(dateOperators),
  ...Object.entries(trigonometryOperators),
  ...Object.entries(sizeOperators),
])

/** Expression operators MongoDB has and this server refuses by name. */
export const UNSUPPORTED_EXPRESSIONS: readonly string[] = [
  '$function',
  '$accumulator',
  '$meta',
  '$sampleRate',
  '$toHashedIndexKey',
  '$toUUID',
  '$encStrContains',
  '$createObjectId',
  '$dateFromString',
  '$median',
  '$percentile',
]

/** System variables MongoDB has and this server refuses by name. */
export const UNSUPPORTED_VARIABLES: readonly string[] = ['CLUSTER_TIME', 'JS_SCOPE', 'SEARCH_META', 'USER_ROLES']

/** Expression operators this server evaluates. */
export function supportedExpressions(): string[] {
  return [...OPERATORS.keys()].sort()
}

/**
 * Compiles an aggregation expression (manual: "Expressions"): field paths, `$$` variables, literals, objects, arrays and
 * operators. Throws a {@link CommandError} as MongoDB: InvalidPipelineOperator 168 for unknown operators, NotImplemented for
 * known ones this server lacks.
 */
export function compileExpression(value: BsonValue): Expression {
  if (typeof value === 'string') return value.startsWith('$') ? compileReference(value) : () => value
  if (Array.isArray(value)) {
    const elements = value.map(compileExpression)
    return (scope) => elements.map((element) => orNull(element(scope)))
  }
  if (!isDocument(value)) return () => value
  const first = value.keys().next()
  if (!first.done && first.value.startsWith('$')) return compileOperator(first.value, value)
  return compileObject(value)
}

/** Whether a field's specification is an operator expression such as `{ $add: […] }`. */
export function isOperatorExpression(value: BsonValue): boolean {
  return isDocument(value) && (value.keys().next().value?.startsWith('$') ?? false)
}

/** Whether MongoDB has an expression operator of the name, supported here or not. */
export function isKnownExpression(name: string): boolean {
  return OPERATORS.has(name) || UNSUPPORTED_EXPRESSIONS.includes(name)
}

function compileOperator(name: string, expression: BsonDocument): Expression {
  if (expression.size !== 1) {
    throw new CommandError(
      15983,
      `an expression specification must contain exactly one field, the name of the expression; found ${expression.size} fields`,
    )
  }
  const compiler = OPERATORS.get(name)
  if (compiler !== undefined) return compiler(expression.get(name), compileExpression)
  if (UNSUPPORTED_EXPRESSIONS.includes(name)) {
    throw new CommandError('NotImplemented', `the expression ${name} is not supported by the embedded database`)
  }
  throw new CommandError('InvalidPipelineOperator', `Unrecognized expression '${name}'`)
}

function compileObject(specification: BsonDocument): Expression {
  const fields = [...specification].map(([name, value]): [string, Expression] => {
    if (name.startsWith('$')) throw new CommandError(16410, `FieldPath field names may not start with '$'`)
    if (name.includes('.')) throw new CommandError(16412, `FieldPath field names may not contain '.'`)
    return [name, compileExpression(value)]
  })
  return (scope) => {
    const document: BsonDocument = new Map()
    for (const [name, expression] of fields) {
      const value = expression(scope)
      if (value !== MISSING) document.set(name, value)
    }
    return document
  }
}

function compileReference(text: string): Expression {
  if (!text.startsWith('$$')) {
    const parts = fieldParts(text.slice(1))
    return parts.length === 1 ? singleField(parts[0] as string) : (scope) => pathValue(scope.current, parts, 0)
  }
  const [name = '', ...rest] = text.slice(2).split('.')
  const parts = rest.length === 0 ? [] : fieldParts(rest.join('.'))
  const read = compileVariable(name)
  return parts.length === 0 ? read : (scope) => pathValue(read(scope), parts, 0)
}

function singleField(name: string): Expression {
  return (scope) => {
    const { current } = scope
    if (!(current instanceof Map)) return Array.isArray(current) ? pathValue(current, [name], 0) : MISSING
    const value = current.get(name)
    return value === undefined && !current.has(name) ? MISSING : value
  }
}

function fieldParts(path: string): readonly string[] {
  const parts = splitPath(path)
  for (const part of parts) {
    if (part === '') throw new CommandError(path === '' ? 16872 : 15998, 'FieldPath field names may not be empty strings.')
    if (part.startsWith('$'))
      throw new CommandError(16410, "FieldPath field names may not start with '$'. Consider using $getField or $setField.")
  }
  return parts
}

function compileVariable(name: string): Expression {
  switch (name) {
    case 'ROOT':
      return (scope) => scope.root
    case 'CURRENT':
      return (scope) => scope.current
    case 'REMOVE':
      return () => MISSING
    case 'NOW':
      return (scope) => {
        if (scope.now === undefined) throw new CommandError(51144, 'system variable $$NOW is not available')
        return scope.now
      }
  }
  if (UNSUPPORTED_VARIABLES.includes(name))
    throw new CommandError('NotImplemented', `the variable $$${name} is not supported by the embedded database`)
  if (!/^[a-z\u0080-\uffff][\w\u0080-\uffff]*$/.test(name) && name !== 'DESCEND' && name !== 'PRUNE' && name !== 'KEEP') {
    throw new CommandError('FailedToParse', `'${name}' starts with an invalid character for a user variable name`)
  }
  return (scope) => {
    const value = scope.variables.get(name)
    if (value === undefined && !scope.variables.has(name)) throw new CommandError(17276, `Use of undefined variable: ${name}`)
    return value
  }
}

/** The value at a path; arrays on the way give the array of what their documents hold there. Numbers are field names here. */
export function pathValue(start: MaybeValue, parts: readonly string[], from: number): MaybeValue {
  let value = start
  for (let index = from; index < parts.length; index += 1) {
    if (Array.isArray(value)) {
      const found: BsonValue[] = []
      for (const element of value) {
        const inner = pathValue(element, parts, index)
        if (inner !== MISSING && (element instanceof Map || Array.isArray(element))) found.push(inner)
      }
      return found
    }
    if (!(value instanceof Map)) return MISSING
    const part = parts[index] as string
    const next: BsonValue = value.get(part)
    value = next === undefined && !value.has(part) ? MISSING : next
  }
  return value
}
