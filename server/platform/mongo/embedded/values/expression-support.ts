import { type BsonDocument, type BsonValue, isDocument, isNumber, type MaybeValue, MISSING, toNumber } from './bson-value.ts'
import { CommandError } from './command-error.ts'

/** What an expression is evaluated in. */
export interface ExpressionScope {
  readonly root: BsonDocument
  readonly current: MaybeValue
  readonly now: Date | undefined
  readonly variables: ReadonlyMap<string, MaybeValue>
}

/** A compiled expression: the value in a scope, MISSING where a field is not there. */
export type Expression = (scope: ExpressionScope) => MaybeValue

/** Compiles an operator from its operand; `compile` compiles what the operand contains. */
export type OperatorCompiler = (operand: BsonValue, compile: (value: BsonValue) => Expression) => Expression

/** Operators by name. */
export type Operators = Readonly<Record<string, OperatorCompiler>>

/** MISSING as null. */
export function orNull(value: MaybeValue): BsonValue {
  return value === MISSING ? null : value
}

/** Whether a value is null, undefined or missing: "nullish" to most operators. */
export function isNullish(value: MaybeValue): value is null | undefined | typeof MISSING {
  return value === MISSING || value === null || value === undefined
}

/** What `$and`, `$cond` and `$expr` take for true: anything but false, null, undefined, missing and zero. */
export function isTruthy(value: MaybeValue): boolean {
  if (value === MISSING || value === null || value === undefined || value === false) return false
  return !isNumber(value) || toNumber(value) !== 0
}

/** The operands of an operator that takes a list; one that is not a list stands for a list of one. */
export function operands(name: string, operand: BsonValue, least: number, most = least): BsonValue[] {
  const list = Array.isArray(operand) ? operand : [operand]
  if (list.length < least || list.length > most) {
    if (least === most)
      throw new CommandError(16020, `Expression ${name} takes exactly ${least} arguments. ${list.length} were passed in.`)
    throw new CommandError(
      28667,
      `Expression ${name} takes at least ${least} arguments, and at most ${most}, but ${list.length} were passed in.`,
    )
  }
  return list
}

/** The named arguments of an operator that takes a document; unknown and absent required names are refused. */
export function namedArguments(
  name: string,
  operand: BsonValue,
  required: readonly string[],
  optional: readonly string[] = [],
): BsonDocument {
  if (!isDocument(operand)) throw new CommandError('FailedToParse', `${name} only supports an object as its argument`)
  for (const key of operand.keys()) {
    if (!required.includes(key) && !optional.includes(key))
      throw new CommandError('FailedToParse', `Unrecognized argument to ${name}: ${key}`)
  }
  for (const key of required)
    if (!operand.has(key)) throw new CommandError('FailedToParse', `Missing '${key}' parameter to ${name}`)
  return operand
}

/** The scope with some variables set. */
export function withVariables(scope: ExpressionScope, added: Iterable<readonly [string, MaybeValue]>): ExpressionScope {
  const variables = new Map(scope.variables)
  for (const [name, value] of added) variables.set(name, value)
  return { ...scope, variables }
}
