import { Int32 } from 'bson'
import {
  type BsonDocument,
  type BsonValue,
  integerOf,
  isDocument,
  type MaybeValue,
  MISSING,
  numberOf,
  typeName,
} from '../bson-value.ts'
import { CommandError } from '../command-error.ts'
import { compareValues, equalValues } from '../compare.ts'
import {
  type Expression,
  isNullish,
  isTruthy,
  namedArguments,
  type OperatorCompiler,
  type Operators,
  operands,
  orNull,
  withVariables,
} from '../expression-support.ts'
import { mean, sumOf } from '../numeric-folds.ts'
import { compileSort } from '../sort.ts'

/** Array operators (manual: "Array Expression Operators") and the accumulators that also work on arrays. */
export const arrayOperators: Operators = {
  $size: (operand, compile) => {
    const [only] = operands('$size', operand, 1).map(compile) as [Expression]
    return (scope) => {
      const value = only(scope)
      if (!Array.isArray(value))
        throw new CommandError(17124, `The argument to $size must be an array, but was of type: ${typeName(value)}`)
      return new Int32(value.length)
    }
  },
  $isArray: (operand, compile) => {
    const [only] = operands('$isArray', operand, 1).map(compile) as [Expression]
    return (scope) => Array.isArray(only(scope))
  },
  $arrayElemAt: (operand, compile) => {
    const [array, position] = operands('$arrayElemAt', operand, 2).map(compile) as [Expression, Expression]
    return (scope) => {
      const values = array(scope)
      const at = position(scope)
      if (isNullish(values) || isNullish(at)) return null
      if (!Array.isArray(values))
        throw new CommandError(28689, `$arrayElemAt's first argument must be an array, but is ${typeName(values)}`)
      const index = integerOf(at)
      if (index === undefined)
        throw new CommandError(28690, `$arrayElemAt's second argument must be a numeric value representable as a 32-bit integer`)
      return elementAt(values, index < 0 ? values.length + index : index)
    }
  },
  $first: oneOf('$first', (values) => elementAt(values, 0)),
  $last: oneOf('$last', (values) => elementAt(values, values.length - 1)),
  $firstN: several('$firstN', (values, count) => values.slice(0, count)),
  $lastN: several('$lastN', (values, count) => values.slice(-count)),
  $minN: several('$minN', (values, count) => present(values).sort(compareValues).slice(0, count)),
  $maxN: several('$maxN', (values, count) =>
    present(values)
      .sort((left, right) => compareValues(right, left))
      .slice(0, count),
  ),
  $concatArrays: (operand, compile) => {
    const parts = (Array.isArray(operand) ? operand : [operand]).map(compile)
    return (scope) => {
      const all: BsonValue[] = []
      for (const part of parts) {
        const value = part(scope)
        if (isNullish(value)) return null
        if (!Array.isArray(value)) throw new CommandError(28664, `$concatArrays only supports arrays, not ${typeName(value)}`)
        for (const element of value) all.push(element)
      }
      return all
    }
  },
  $filter: (operand, compile) => {
    const named = namedArguments('$filter', operand, ['input', 'cond'], ['as', 'limit'])
    const input = compile(named.get('input'))
    const condition = compile(named.get('cond'))
    const limit = named.has('limit') ? compile(named.get('limit')) : undefined
    const variable = variableName('$filter', named.get('as'))
    return (scope) => {
      const values = input(scope)
      if (isNullish(values)) return null
      if (!Array.isArray(values)) throw new CommandError(28651, `input to $filter must be an array not ${typeName(values)}`)
      const most = limit === undefined ? undefined : integerOf(limit(scope))
      if (most !== undefined && most <= 0) throw new CommandError(327392, '$filter: limit must be greater than 0')
      const kept: BsonValue[] = []
      for (const value of values) {
        if (most !== undefined && kept.length >= most) break
        if (isTruthy(condition(withVariables(scope, [[variable, value]])))) kept.push(value)
      }
      return kept
    }
  },
  $map: (operand, compile) => {
    const named = namedArguments('$map', operand, ['input', 'in'], ['as'])
    const input = compile(named.get('input'))
    const body = compile(named.get('in'))
    const variable = variableName('$map', named.get('as'))
    return (scope) => {
      const values = input(scope)
      if (isNullish(values)) return null
      if (!Array.isArray(values)) throw new CommandError(16883, `input to $map must be an array not ${typeName(values)}`)
      return values.map((value) => orNull(body(withVariables(scope, [[variable, value]]))))
    }
  },
  $reduce: (operand, compile) => {
    const named = namedArguments('$reduce', operand, ['input', 'initialValue', 'in'])
    const input = compile(named.get('input'))
    const initial = compile(named.get('initialValue'))
    const body = compile(named.get('in'))
    return (scope) => {
      const values = input(scope)
      if (isNullish(values)) return null
      if (!Array.isArray(values))
        throw new CommandError(40080, `$reduce requires that 'input' be an array, found: ${typeName(values)}`)
      return values.reduce<MaybeValue>(
        (value, element) =>
          body(
            withVariables(scope, [
              ['value', value],
              ['this', element],
            ]),
          ),
        initial(scope),
      )
    }
  },
  $in: (operand, compile) => {
    const [value, array] = operands('$in', operand, 2).map(compile) as [Expression, Expression]
    return (scope) => {
      const values = array(scope)
      if (!Array.isArray(values))
        throw new CommandError(40081, `$in requires an array as a second argument, found: ${typeName(values)}`)
      const wanted = value(scope)
      return values.some((element) => equalValues(element, wanted))
    }
  },
  $indexOfArray: (operand, compile) => {
    const [array, value, start, end] = operands('$indexOfArray', operand, 2, 4).map(compile) as [
      Expression,
      Expression,
      Expression?,
      Expression?,
    ]
    return (scope) => {
      const values = array(scope)
      if (isNullish(values)) return null
      if (!Array.isArray(values))
        throw new CommandError(40090, `$indexOfArray requires an array as a first argument, found: ${typeName(values)}`)
      const wanted = value(scope)
      const from = start === undefined ? 0 : (integerOf(start(scope)) ?? 0)
      const to = end === undefined ? values.length : (integerOf(end(scope)) ?? values.length)
      for (let index = from; index < Math.min(to, values.length); index += 1)
        if (equalValues(values[index], wanted)) return new Int32(index)
      return new Int32(-1)
    }
  },
  $reverseArray: oneOf('$reverseArray', (values) => [...values].reverse()),
  $range: (operand, compile) => {
    const parts = operands('$range', operand, 2, 3).map(compile)
    return (scope) => {
      const [start, end, step = 1] = parts.map((part) => integerOf(part(scope)))
      if (start === undefined || end === undefined)
        throw new CommandError(34443, '$range requires numeric starting and ending values representable as 32-bit integers')
      if (step === 0) throw new CommandError(34449, '$range requires a non-zero step value')
      if ((end - start) / step > 5_000_000) throw new CommandError('ExceededMemoryLimit', '$range would use too much memory')
      const values: BsonValue[] = []
      for (let value = start; step > 0 ? value < end : value > end; value += step) values.push(numberOf(value))
      return values
    }
  },
  $slice: (operand, compile) => {
    const parts = operands('$slice', operand, 2, 3).map(compile)
    return (scope) => {
      const [array, first, second] = parts.map((part) => part(scope))
      if (
        isNullish(array as MaybeValue) ||
        isNullish(first as MaybeValue) ||
        (parts.length === 3 && isNullish(second as MaybeValue))
      )
        return null
      if (!Array.isArray(array))
        throw new CommandError(
          28724,
          `First argument to $slice must be an array, but is of type: ${typeName(array as MaybeValue)}`,
        )
      const position = integerOf(first as MaybeValue)
      if (position === undefined) throw new CommandError(28725, 'Second argument to $slice must be a numeric value')
      if (parts.length === 2) return position < 0 ? array.slice(position) : array.slice(0, position)
      const count = integerOf(second as MaybeValue)
      if (count === undefined || count <= 0) throw new CommandError(28729, 'Third argument to $slice must be positive')
      const from = position < 0 ? Math.max(0, array.length + position) : position
      return array.slice(from, from + count)
    }
  },
  $sortArray: (operand, compile) => {
    const named = namedArguments('$sortArray', operand, ['input', 'sortBy'])
    const input = compile(named.get('input'))
    const order = arrayOrder(named.get('sortBy'))
    return (scope) => {
      const values = input(scope)
      if (isNullish(values)) return null
      if (!Array.isArray(values))
        throw new CommandError(2942504, `The input argument to $sortArray must be an array, but was of type: ${typeName(values)}`)
      return [...values].sort(order)
    }
  },
  $zip: (operand, compile) => {
    const named = namedArguments('$zip', operand, ['inputs'], ['useLongestLength', 'defaults'])
    const list = named.get('inputs')
    if (!Array.isArray(list) || list.length === 0) throw new CommandError(34465, '$zip requires at least one input array')
    const inputs = list.map(compile)
    const isLongest = named.get('useLongestLength') === true
    const fillers = named.has('defaults') ? compile(named.get('defaults')) : undefined
    return (scope) => {
      const arrays = inputs.map((input) => input(scope))
      if (arrays.some(isNullish)) return null
      const lists = arrays.map((array) => {
        if (!Array.isArray(array)) throw new CommandError(34468, `$zip found a non-array expression in input: ${typeName(array)}`)
        return array
      })
      const defaults = fillers?.(scope)
      const lengths = lists.map(({ length }) => length)
      const length = isLongest ? Math.max(...lengths) : Math.min(...lengths)
      return Array.from({ length }, (_, index) =>
        lists.map((values, input) => (index < values.length ? values[index] : Array.isArray(defaults) ? defaults[input] : null)),
      )
    }
  },
  $sum: folded((values) => sumOf(values)),
  $avg: folded((values) => mean(values)),
  $min: folded((values) => extreme(values, -1)),
  $max: folded((values) => extreme(values, 1)),
}

function elementAt(values: readonly BsonValue[], index: number): MaybeValue {
  return index >= 0 && index < values.length ? values[index] : MISSING
}

function variableName(name: string, value: BsonValue): string {
  if (value === undefined) return 'this'
  if (typeof value !== 'string' || !/^[a-z\u0080-\uffff][\w\u0080-\uffff]*$/.test(value)) {
    throw new CommandError('FailedToParse', `'as' of ${name} is not a variable name`)
  }
  return value
}

function oneOf(name: string, choose: (values: readonly BsonValue[]) => MaybeValue): OperatorCompiler {
  return (operand, compile) => {
    const [only] = operands(name, operand, 1).map(compile) as [Expression]
    return (scope) => {
      const values = only(scope)
      if (isNullish(values)) return null
      if (!Array.isArray(values)) throw new CommandError(28689, `${name}'s argument must be an array, but is ${typeName(values)}`)
      return choose(values)
    }
  }
}

function several(name: string, choose: (values: BsonValue[], count: number) => BsonValue[]): OperatorCompiler {
  return (operand, compile) => {
    const named = namedArguments(name, operand, ['input', 'n'])
    const input = compile(named.get('input'))
    const count = compile(named.get('n'))
    return (scope) => {
      const values = input(scope)
      const wanted = integerOf(count(scope))
      if (wanted === undefined || wanted <= 0) throw new CommandError(5787908, `'n' must be greater than 0 in ${name}`)
      if (!Array.isArray(values)) throw new CommandError(5788200, `Input must be an array in ${name}`)
      return choose(values, wanted)
    }
  }
}

function present(values: readonly BsonValue[]): BsonValue[] {
  return values.filter((value) => !isNullish(value))
}

function arrayOrder(spec: BsonValue): (left: BsonValue, right: BsonValue) => number {
  const direction = integerOf(spec)
  if (direction === 1 || direction === -1) return (left, right) => compareValues(left, right) * direction
  if (!isDocument(spec)) throw new CommandError(2942506, 'The sortBy argument to $sortArray must be 1, -1 or an object')
  const order = compileSort(spec)
  const empty: BsonDocument = new Map()
  return (left, right) => order.compare(isDocument(left) ? left : empty, isDocument(right) ? right : empty)
}

/** One array operand is folded by its elements, a list of operands by their values. */
function folded(fold: (values: readonly MaybeValue[]) => BsonValue): OperatorCompiler {
  return (operand, compile) => {
    const list = Array.isArray(operand) ? operand : [operand]
    const parts = list.map(compile)
    return (scope) => {
      const values = parts.map((part) => part(scope))
      const [only] = values
      return fold(values.length === 1 && Array.isArray(only) ? only : values)
    }
  }
}

function extreme(values: readonly MaybeValue[], direction: 1 | -1): BsonValue {
  let best: BsonValue = null
  for (const value of values) {
    if (isNullish(value)) continue
    if (best === null || compareValues(value, best) * direction > 0) best = value
  }
  return best
}
