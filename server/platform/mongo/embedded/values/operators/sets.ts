import { type BsonValue, type MaybeValue, typeName } from '../bson-value.ts'
import { CommandError } from '../command-error.ts'
import { compareValues, equalValues } from '../compare.ts'
import { isNullish, isTruthy, type OperatorCompiler, type Operators, operands } from '../expression-support.ts'

/** Set operators: arrays without order or repetition (manual: "Set Expression Operators"). Results come in sorted order. */
export const setOperators: Operators = {
  $setUnion: nullable('$setUnion', 0, (sets) => distinct(sets.flat())),
  $setIntersection: nullable('$setIntersection', 0, (sets) => {
    const [first = [], ...others] = sets
    return distinct(first.filter((value) => others.every((set) => contains(set, value))))
  }),
  $setDifference: nullable('$setDifference', 2, ([left = [], right = []]) => {
    const kept: BsonValue[] = []
    for (const value of left) if (!contains(right, value) && !contains(kept, value)) kept.push(value)
    return kept
  }),
  $setEquals: strict('$setEquals', 17044, (sets) =>
    sets.every((set) => isSubset(set, sets[0] ?? []) && isSubset(sets[0] ?? [], set)),
  ),
  $setIsSubset: strict('$setIsSubset', 17046, ([left = [], right = []]) => isSubset(left, right)),
  $allElementsTrue: strict('$allElementsTrue', 17040, ([set = []]) => set.every(isTruthy)),
  $anyElementTrue: strict('$anyElementTrue', 17041, ([set = []]) => set.some(isTruthy)),
}

function contains(set: readonly BsonValue[], value: BsonValue): boolean {
  return set.some((element) => equalValues(element, value))
}

function isSubset(left: readonly BsonValue[], right: readonly BsonValue[]): boolean {
  return left.every((value) => contains(right, value))
}

function distinct(values: readonly BsonValue[]): BsonValue[] {
  const sorted = [...values].sort(compareValues)
  return sorted.filter((value, index) => index === 0 || !equalValues(value, sorted[index - 1]))
}

function arrayOf(name: string, code: number, value: MaybeValue): BsonValue[] {
  if (!Array.isArray(value))
    throw new CommandError(code, `All operands of ${name} must be arrays. One argument is of type: ${typeName(value)}`)
  return value
}

function nullable(name: string, count: number, apply: (sets: BsonValue[][]) => BsonValue): OperatorCompiler {
  return (operand, compile) => {
    const list = count === 0 ? (Array.isArray(operand) ? operand : [operand]) : operands(name, operand, count)
    const parts = list.map(compile)
    return (scope) => {
      const values = parts.map((part) => part(scope))
      return values.some(isNullish) ? null : apply(values.map((value) => arrayOf(name, 17043, value)))
    }
  }
}

function strict(name: string, code: number, apply: (sets: BsonValue[][]) => boolean): OperatorCompiler {
  return (operand, compile) => {
    const parts = (Array.isArray(operand) ? operand : [operand]).map(compile)
    return (scope) => apply(parts.map((part) => arrayOf(name, code, part(scope))))
  }
}
