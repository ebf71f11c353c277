import { BSONRegExp, Int32 } from 'bson'
import { type BsonDocument, type BsonValue, integerOf, isNumber, type MaybeValue, typeName } from '../bson-value.ts'
import { CommandError } from '../command-error.ts'
import { compareText } from '../compare.ts'
import {
  type Expression,
  type ExpressionScope,
  isNullish,
  namedArguments,
  type OperatorCompiler,
  type Operators,
  operands,
  orNull,
} from '../expression-support.ts'
import { compileRegExp } from '../regular-expression.ts'
import { plainText } from './conversions.ts'

/** Text operators (manual: "String Expression Operators"); positions count code points (`CP`) or UTF-8 bytes. */
export const textOperators: Operators = {
  $concat: (operand, compile) => {
    const parts = (Array.isArray(operand) ? operand : [operand]).map(compile)
    return (scope) => {
      let text = ''
      for (const part of parts) {
        const value = part(scope)
        if (isNullish(value)) return null
        if (typeof value !== 'string') throw new CommandError(16702, `$concat only supports strings, not ${typeName(value)}`)
        text += value
      }
      return text
    }
  },
  $toLower: cased('$toLower', (text) => text.replace(/[A-Z]+/g, (upper) => upper.toLowerCase())),
  $toUpper: cased('$toUpper', (text) => text.replace(/[a-z]+/g, (lower) => lower.toUpperCase())),
  $strcasecmp: (operand, compile) => {
    const [left, right] = operands('$strcasecmp', operand, 2).map(compile) as [Expression, Expression]
    return (scope) =>
      new Int32(Math.sign(compareText(looseText(left(scope)).toUpperCase(), looseText(right(scope)).toUpperCase())))
  },
  $strLenCP: length('$strLenCP', 34471, (text) => [...text].length),
  $strLenBytes: length('$strLenBytes', 34473, (text) => Buffer.byteLength(text)),
  $substr: substring('$substr', bytesOfText),
  $substrBytes: substring('$substrBytes', bytesOfText),
  $substrCP: substring('$substrCP', (text) => [...text]),
  $indexOfCP: indexOf('$indexOfCP', (text) => [...text].length),
  $indexOfBytes: indexOf('$indexOfBytes', (text) => Buffer.byteLength(text)),
  $split: (operand, compile) => {
    const [text, separator] = operands('$split', operand, 2).map(compile) as [Expression, Expression]
    return (scope) => {
      const whole = text(scope)
      const by = separator(scope)
      if (isNullish(whole) || isNullish(by)) return null
      if (typeof whole !== 'string')
        throw new CommandError(
          40085,
          `$split requires an expression that evaluates to a string as a first argument, found: ${typeName(whole)}`,
        )
      if (typeof by !== 'string')
        throw new CommandError(
          40086,
          `$split requires an expression that evaluates to a string as a second argument, found: ${typeName(by)}`,
        )
      if (by === '') throw new CommandError(40087, '$split requires a non-empty separator')
      return whole.split(by)
    }
  },
  $trim: trimmed('$trim', true, true),
  $ltrim: trimmed('$ltrim', true, false),
  $rtrim: trimmed('$rtrim', false, true),
  $replaceOne: replaced('$replaceOne', (text, find, by) => {
    const at = text.indexOf(find)
    return at === -1 ? text : text.slice(0, at) + by + text.slice(at + find.length)
  }),
  $replaceAll: replaced('$replaceAll', (text, find, by) =>
    find === '' ? by + [...text].map((character) => character + by).join('') : text.split(find).join(by),
  ),
  $regexMatch: searched('$regexMatch', (text, pattern) => (text === undefined ? false : pattern.test(text))),
  $regexFind: searched('$regexFind', (text, pattern) => {
    const found = text === undefined ? null : pattern.exec(text)
    return found === null ? null : foundDocument(found)
  }),
  $regexFindAll: searched('$regexFindAll', (text, pattern) =>
    text === undefined ? [] : [...text.matchAll(new RegExp(pattern.source, `${pattern.flags}g`))].map(foundDocument),
  ),
}

function foundDocument(found: RegExpMatchArray): BsonDocument {
  const before = (found.input ?? '').slice(0, found.index)
  return new Map<string, BsonValue>([
    ['match', found[0]],
    ['idx', new Int32([...before].length)],
    ['captures', found.slice(1).map((capture) => capture ?? null)],
  ])
}

function bytesOfText(text: string): string[] {
  return [...text].flatMap((character) => {
    const bytes = Buffer.byteLength(character)
    return bytes === 1 ? [character] : [character, ...Array.from({ length: bytes - 1 }, () => CONTINUATION)]
  })
}

/** Stands for the later bytes of a character; a piece may not begin with one. */
const CONTINUATION = ''

/** Dates and numbers count as their text where MongoDB coerces. */
function looseText(value: MaybeValue): string {
  if (isNullish(value)) return ''
  if (typeof value === 'string') return value
  if (isNumber(value) || value instanceof Date) return plainText(value)
  throw new CommandError(16007, `can't convert from BSON type ${typeName(value)} to String`)
}

function cased(name: string, apply: (text: string) => string): OperatorCompiler {
  return (operand, compile) => {
    const [only] = operands(name, operand, 1).map(compile) as [Expression]
    return (scope) => apply(looseText(only(scope)))
  }
}

function length(name: string, code: number, count: (text: string) => number): OperatorCompiler {
  return (operand, compile) => {
    const [only] = operands(name, operand, 1).map(compile) as [Expression]
    return (scope) => {
      const text = only(scope)
      if (typeof text !== 'string') throw new CommandError(code, `${name} requires a string argument, found: ${typeName(text)}`)
      return new Int32(count(text))
    }
  }
}

function substring(name: string, units: (text: string) => string[]): OperatorCompiler {
  return (operand, compile) => {
    const parts = operands(name, operand, 3).map(compile) as [Expression, Expression, Expression]
    return (scope) => {
      const text = looseText(parts[0](scope))
      const from = wholeNumber(name, parts[1](scope))
      const count = wholeNumber(name, parts[2](scope))
      if (from < 0) throw new CommandError(name === '$substrCP' ? 34455 : 50752, `${name}: starting index must be non-negative`)
      if (name === '$substrCP' && count < 0) throw new CommandError(34454, '$substrCP: length must be a nonnegative integer.')
      const list = units(text)
      const end = count < 0 ? list.length : from + count
      if (list[from] === CONTINUATION)
        throw new CommandError(28656, `${name}: Invalid range, starting index is a UTF-8 continuation byte.`)
      if (list[end] === CONTINUATION)
        throw new CommandError(28657, `${name}: Invalid range, ending index is in the middle of a UTF-8 character.`)
      return list.slice(from, end).join('')
    }
  }
}

function wholeNumber(name: string, value: MaybeValue): number {
  const number = integerOf(value)
  if (number === undefined)
    throw new CommandError(
      34450,
      `${name}: index must be a number representable as a 32-bit integral (found type ${typeName(value)})`,
    )
  return number
}

function indexOf(name: string, count: (text: string) => number): OperatorCompiler {
  return (operand, compile) => {
    const parts = operands(name, operand, 2, 4).map(compile)
    return (scope) => {
      const [text, part, start, end] = parts.map((one) => one(scope))
      if (isNullish(text as MaybeValue)) return null
      if (typeof text !== 'string')
        throw new CommandError(40091, `${name} requires a string as the first argument, found: ${typeName(text as MaybeValue)}`)
      if (typeof part !== 'string')
        throw new CommandError(
          40092,
          `${name} requires a string as the second argument, found: ${typeName((part ?? null) as MaybeValue)}`,
        )
      const from = start === undefined ? 0 : wholeNumber(name, start)
      const to = end === undefined ? Number.POSITIVE_INFINITY : wholeNumber(name, end)
      for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) {
        const position = count(text.slice(0, at))
        if (position >= from) return new Int32(position + count(part) <= to ? position : -1)
      }
      return new Int32(-1)
    }
  }
}

const SPACES = '\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a'

function trimmed(name: string, isStart: boolean, isEnd: boolean): OperatorCompiler {
  return (operand, compile) => {
    const named = namedArguments(name, operand, ['input'], ['chars'])
    const input = compile(named.get('input'))
    const characters = named.has('chars') ? compile(named.get('chars')) : () => SPACES
    return (scope) => {
      const text = input(scope)
      const unwanted = characters(scope)
      if (isNullish(text) || isNullish(unwanted)) return null
      if (typeof text !== 'string')
        throw new CommandError(50699, `${name} requires its input to be a string, got ${typeName(text)} instead.`)
      if (typeof unwanted !== 'string')
        throw new CommandError(50700, `${name} requires 'chars' to be a string, got ${typeName(unwanted)} instead.`)
      const list = [...text]
      const set = new Set(unwanted)
      let from = 0
      let to = list.length
      while (isStart && from < to && set.has(list[from] as string)) from += 1
      while (isEnd && to > from && set.has(list[to - 1] as string)) to -= 1
      return list.slice(from, to).join('')
    }
  }
}

function replaced(name: string, apply: (text: string, find: string, by: string) => string): OperatorCompiler {
  return (operand, compile) => {
    const named = namedArguments(name, operand, ['input', 'find', 'replacement'])
    const parts = ['input', 'find', 'replacement'].map((key) => compile(named.get(key)))
    return (scope) => {
      const values = parts.map((part) => orNull(part(scope)))
      for (const value of values) {
        if (value !== null && typeof value !== 'string')
          throw new CommandError(51746, `${name} requires that its arguments be strings, found: ${typeName(value)}`)
      }
      const [text, find, by] = values
      return typeof text === 'string' && typeof find === 'string' && typeof by === 'string' ? apply(text, find, by) : null
    }
  }
}

function searched(name: string, apply: (text: string | undefined, pattern: RegExp) => BsonValue): OperatorCompiler {
  return (operand, compile) => {
    const named = namedArguments(name, operand, ['input', 'regex'], ['options'])
    const input = compile(named.get('input'))
    const regex = compile(named.get('regex'))
    const options = named.has('options') ? compile(named.get('options')) : () => null
    return (scope: ExpressionScope) => {
      const text = input(scope)
      if (!isNullish(text) && typeof text !== 'string')
        throw new CommandError(51104, `${name} needs 'input' to be of type string`)
      const source = regex(scope)
      const flags = orNull(options(scope)) ?? ''
      if (typeof flags !== 'string') throw new CommandError(51106, `${name} needs 'options' to be of type string`)
      if (isNullish(source)) return apply(undefined, NEVER)
      if (source instanceof BSONRegExp)
        return apply(isNullish(text) ? undefined : text, compileRegExp(source.pattern, source.options || flags))
      if (typeof source !== 'string') throw new CommandError(51105, `${name} needs 'regex' to be of type string or regex`)
      return apply(isNullish(text) ? undefined : text, compileRegExp(source, flags))
    }
  }
}

const NEVER = /(?!)/u
