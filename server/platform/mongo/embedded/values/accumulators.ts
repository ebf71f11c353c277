import { BSONSymbol, Decimal128, Double, Int32, Long, ObjectId } from 'bson'
import { type BsonValue, integerOf, isDocument, isNumber, type MaybeValue, MISSING, toNumber } from './bson-value.ts'
import { CommandError } from './command-error.ts'
import { compareValues, equalValues } from './compare.ts'
import { compileExpression } from './expression.ts'
import { type Expression, type ExpressionScope, isNullish, namedArguments, orNull } from './expression-support.ts'
import { encodeKey } from './key-encoding.ts'
import { meanOf, sum } from './numeric-folds.ts'
import { compileSort } from './sort.ts'

/** One accumulator at work on one group. */
export interface Accumulation {
  /** Takes in one document; calls `keep` with every value it will hold on to, so that memory can be bounded. */
  add(scope: ExpressionScope, keep: (value: BsonValue) => void): void
  result(): BsonValue
}

/** Makes an accumulation per group. */
export type Accumulator = () => Accumulation

type Maker = (operand: BsonValue) => Accumulator

const MAKERS: Readonly<Record<string, Maker>> = {
  $sum: (operand) => {
    const expression = compileExpression(operand)
    return () => {
      const running = sum()
      return {
        add: (scope) => {
          const value = expression(scope)
          if (isNumber(value)) running.add(value)
        },
        result: () => running.total(),
      }
    }
  },
  $avg: (operand) => {
    const expression = compileExpression(operand)
    return () => {
      const running = sum()
      let count = 0
      return {
        add: (scope) => {
          const value = expression(scope)
          if (!isNumber(value)) return
          running.add(value)
          count += 1
        },
        result: () => meanOf(running, count),
      }
    }
  },
  $min: (operand) => extreme(operand, -1),
  $max: (operand) => extreme(operand, 1),
  $first: (operand) => {
    const expression = compileExpression(operand)
    return () => {
      let first: { value: BsonValue } | undefined
      return {
        add: (scope) => {
          first ??= { value: orNull(expression(scope)) }
        },
        result: () => first?.value ?? null,
      }
    }
  },
  $last: (operand) => {
    const expression = compileExpression(operand)
    return () => {
      let last: BsonValue = null
      return {
        add: (scope) => {
          last = orNull(expression(scope))
        },
        result: () => last,
      }
    }
  },
  $push: (operand) => {
    const expression = compileExpression(operand)
    return () => {
      const values: BsonValue[] = []
      return {
        add: (scope, keep) => {
          const value = expression(scope)
          if (value === MISSING) return
          keep(value)
          values.push(value)
        },
        result: () => values,
      }
    }
  },
  $addToSet: (operand) => {
    const expression = compileExpression(operand)
    return () => {
      const values = new Map<string, BsonValue>()
      return {
        add: (scope, keep) => {
          const value = expression(scope)
          if (value === MISSING) return
          const key = groupKey(value)
          if (values.has(key)) return
          keep(value)
          values.set(key, value)
        },
        result: () => [...values.values()],
      }
    }
  },
  $count: (operand) => {
    if (!isDocument(operand) || operand.size > 0)
      throw new CommandError('TypeMismatch', '$count takes no arguments, i.e. $count:{}')
    return () => {
      let count = 0
      return {
        add: () => {
          count += 1
        },
        result: () => (count <= 0x7fffffff ? new Int32(count) : Long.fromNumber(count)),
      }
    }
  },
  $mergeObjects: (operand) => {
    const expression = compileExpression(operand)
    return () => {
      const merged = new Map<string, BsonValue>()
      return {
        add: (scope) => {
          const value = expression(scope)
          if (isNullish(value)) return
          if (!isDocument(value)) throw new CommandError(40400, '$mergeObjects requires object inputs')
          for (const [name, inner] of value) merged.set(name, inner)
        },
        result: () => merged,
      }
    }
  },
  $firstN: (operand) => several('$firstN', operand, (values, count) => values.slice(0, count)),
  $lastN: (operand) => several('$lastN', operand, (values, count) => values.slice(-count)),
  $minN: (operand) => several('$minN', operand, (values, count) => present(values).sort(compareValues).slice(0, count)),
  $maxN: (operand) =>
    several('$maxN', operand, (values, count) =>
      present(values)
        .sort((left, right) => compareValues(right, left))
        .slice(0, count),
    ),
  $top: (operand) => ordered('$top', operand, false, (values) => values[0] ?? null),
  $bottom: (operand) => ordered('$bottom', operand, false, (values) => values.at(-1) ?? null),
  $topN: (operand) => ordered('$topN', operand, true, (values, count) => values.slice(0, count)),
  $bottomN: (operand) => ordered('$bottomN', operand, true, (values, count) => values.slice(-count)),
  $stdDevPop: (operand) => deviation(operand, 0),
  $stdDevSamp: (operand) => deviation(operand, 1),
}

/** Accumulators MongoDB has and this server refuses by name. */
export const UNSUPPORTED_ACCUMULATORS: readonly string[] = [
  '$accumulator',
  '$median',
  '$percentile',
  '$concatArrays',
  '$setUnion',
]

/** Compiles one accumulator of `$group` (manual: "$group", "Accumulator Operator"). */
export function compileAccumulator(field: string, specification: BsonValue): Accumulator {
  if (!isDocument(specification)) throw new CommandError(40234, `The field '${field}' must be an accumulator object`)
  if (specification.size !== 1) throw new CommandError(40238, `The field '${field}' must specify one accumulator`)
  const [[name, operand] = ['', null]] = specification
  const maker = MAKERS[name]
  if (maker !== undefined) return maker(operand)
  if (UNSUPPORTED_ACCUMULATORS.includes(name)) {
    throw new CommandError('NotImplemented', `the accumulator ${name} is not supported by the embedded database`)
  }
  throw new CommandError(15952, `unknown group operator '${name}'`)
}

/**
 * A string equal for equal values of any types. Texts, ids and whole numbers within ±2^53, whatever their type, are
 * spelled directly; everything else by its encoded key.
 */
export function groupKey(value: MaybeValue): string {
  if (value === MISSING) return ''
  if (typeof value === 'string') return `s${value}`
  if (isNumber(value)) {
    const number = toNumber(value)
    if (Number.isSafeInteger(number) && (!(value instanceof Decimal128) || equalValues(value, new Double(number))))
      return `n${number}`
  } else if (value instanceof ObjectId) return `o${value.toHexString()}`
  else if (value instanceof BSONSymbol) return `s${value.value}`
  return `k${Buffer.from(encodeKey([value], [1]).buffer).toString('latin1')}`
}

function present(values: readonly BsonValue[]): BsonValue[] {
  return values.filter((value) => !isNullish(value))
}

function extreme(operand: BsonValue, direction: 1 | -1): Accumulator {
  const expression = compileExpression(operand)
  return () => {
    let best: BsonValue
    let isFound = false
    return {
      add: (scope) => {
        const value = expression(scope)
        if (isNullish(value) || (isFound && compareValues(value, best) * direction <= 0)) return
        best = value
        isFound = true
      },
      result: () => (isFound ? best : null),
    }
  }
}

function several(name: string, operand: BsonValue, choose: (values: BsonValue[], count: number) => BsonValue[]): Accumulator {
  const named = namedArguments(name, operand, ['input', 'n'])
  const input = compileExpression(named.get('input'))
  const count = constantCount(name, compileExpression(named.get('n')))
  return () => {
    const values: BsonValue[] = []
    return {
      add: (scope, keep) => {
        const value = orNull(input(scope))
        keep(value)
        values.push(value)
      },
      result: () => choose(values, count),
    }
  }
}

/** The `n` of the accumulators that keep several: a constant here. */
function constantCount(name: string, expression: Expression): number {
  const value = expression({ root: new Map(), current: new Map(), now: undefined, variables: new Map() })
  const count = integerOf(value)
  if (count === undefined || count <= 0)
    throw new CommandError(5787902, `Value for 'n' of ${name} must be a positive integral constant`)
  return count
}

function ordered(
  name: string,
  operand: BsonValue,
  hasCount: boolean,
  choose: (values: BsonValue[], count: number) => BsonValue,
): Accumulator {
  const named = namedArguments(name, operand, hasCount ? ['sortBy', 'output', 'n'] : ['sortBy', 'output'])
  const sortBy = named.get('sortBy')
  if (!isDocument(sortBy)) throw new CommandError(5788005, `expected 'sortBy' of ${name} to be an object`)
  const order = compileSort(sortBy)
  const output = compileExpression(named.get('output'))
  const count = hasCount ? constantCount(name, compileExpression(named.get('n'))) : 1
  return () => {
    const rows: { key: BsonValue[]; value: BsonValue }[] = []
    return {
      add: (scope, keep) => {
        const { current } = scope
        const row = { key: order.keyOf(isDocument(current) ? current : new Map()), value: orNull(output(scope)) }
        keep(row.value)
        keep(row.key)
        rows.push(row)
      },
      result: () => {
        rows.sort((left, right) => order.compareKeys(left.key, right.key))
        return choose(
          rows.map(({ value }) => value),
          count,
        )
      },
    }
  }
}

function deviation(operand: BsonValue, lost: 0 | 1): Accumulator {
  const expression = compileExpression(operand)
  return () => {
    let count = 0
    let average = 0
    let squares = 0
    return {
      add: (scope) => {
        const value = expression(scope)
        if (!isNumber(value)) return
        const number = toNumber(value)
        count += 1
        const distance = number - average
        average += distance / count
        squares += distance * (number - average)
      },
      result: () => (count <= lost ? null : new Double(Math.sqrt(squares / (count - lost)))),
    }
  }
}
