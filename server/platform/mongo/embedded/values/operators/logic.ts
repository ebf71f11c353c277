import { Int32 } from 'bson'
import { isDocument, type MaybeValue } from '../bson-value.ts'
import { CommandError } from '../command-error.ts'
import { compareValues } from '../compare.ts'
import {
  type Expression,
  isNullish,
  isTruthy,
  namedArguments,
  type OperatorCompiler,
  type Operators,
  operands,
  withVariables,
} from '../expression-support.ts'

/** Comparison, boolean, conditional, literal and variable operators (manual: "Expression Operators"). */
export const logicOperators: Operators = {
  $eq: comparing('$eq', (order) => order === 0),
  $ne: comparing('$ne', (order) => order !== 0),
  $gt: comparing('$gt', (order) => order > 0),
  $gte: comparing('$gte', (order) => order >= 0),
  $lt: comparing('$lt', (order) => order < 0),
  $lte: comparing('$lte', (order) => order <= 0),
  $cmp: comparing('$cmp', (order) => new Int32(Math.sign(order))),
  $and: (operand, compile) => {
    const parts = (Array.isArray(operand) ? operand : [operand]).map(compile)
    return (scope) => parts.every((part) => isTruthy(part(scope)))
  },
  $or: (operand, compile) => {
    const parts = (Array.isArray(operand) ? operand : [operand]).map(compile)
    return (scope) => parts.some((part) => isTruthy(part(scope)))
  },
  $not: (operand, compile) => {
    const [only] = operands('$not', operand, 1).map(compile)
    return (scope) => !isTruthy(only?.(scope) ?? null)
  },
  $literal: (operand) => () => operand,
  $const: (operand) => () => operand,
  $expr: (operand, compile) => compile(operand),
  $cond: (operand, compile) => {
    const list = isDocument(operand) ? conditionParts(operand) : operands('$cond', operand, 3)
    const [test, yes, no] = list.map(compile) as [Expression, Expression, Expression]
    return (scope) => (isTruthy(test(scope)) ? yes(scope) : no(scope))
  },
  $ifNull: (operand, compile) => {
    if (!Array.isArray(operand) || operand.length < 2) {
      throw new CommandError(1257300, '$ifNull needs at least two arguments')
    }
    const parts = operand.map(compile)
    return (scope) => {
      let value: MaybeValue = null
      for (const part of parts) {
        value = part(scope)
        if (!isNullish(value)) return value
      }
      return value
    }
  },
  $switch: (operand, compile) => {
    const named = namedArguments('$switch', operand, ['branches'], ['default'])
    const list = named.get('branches')
    if (!Array.isArray(list)) throw new CommandError(40061, "$switch expected an array for 'branches'")
    if (list.length === 0) throw new CommandError(40068, '$switch requires at least one branch.')
    const branches = list.map((branch): [Expression, Expression] => {
      const parts = namedArguments('$switch', branch, ['case', 'then'])
      return [compile(parts.get('case')), compile(parts.get('then'))]
    })
    const otherwise = named.has('default') ? compile(named.get('default')) : undefined
    return (scope) => {
      for (const [test, then] of branches) if (isTruthy(test(scope))) return then(scope)
      if (otherwise === undefined)
        throw new CommandError(40066, '$switch could not find a matching branch for an input, and no default was specified.')
      return otherwise(scope)
    }
  },
  $let: (operand, compile) => {
    const named = namedArguments('$let', operand, ['vars', 'in'])
    const list = named.get('vars')
    if (!isDocument(list)) throw new CommandError(16876, 'invalid parameter: expected an object (vars)')
    const variables = [...list].map(([name, value]): [string, Expression] => [name, compile(value)])
    const body = compile(named.get('in'))
    return (scope) =>
      body(
        withVariables(
          scope,
          variables.map(([name, value]): [string, MaybeValue] => [name, value(scope)]),
        ),
      )
  },
}

function conditionParts(operand: ReadonlyMap<string, unknown>): never[] {
  const named = namedArguments('$cond', operand as never, ['if', 'then', 'else'])
  return [named.get('if'), named.get('then'), named.get('else')] as never[]
}

function comparing(name: string, result: (order: number) => MaybeValue): OperatorCompiler {
  return (operand, compile) => {
    const [left, right] = operands(name, operand, 2).map(compile) as [Expression, Expression]
    return (scope) => result(compareValues(left(scope), right(scope)))
  }
}
