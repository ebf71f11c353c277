import type { BSONRegExp } from 'bson'
import { CommandError } from './command-error.ts'

/** MongoDB's regular expressions are PCRE2's; this translates what JavaScript has in other words and refuses the rest by name. */
const INVALID = 51091

const COMPILED = new Map<string, RegExp>()
const ASCII_SPACE = '\\t-\\r '
const NO_ASCII_SPACE = '\\0-\\x08\\x0e-\\x1f!-\\u{10ffff}'
const POSIX: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: ASCII_SPACE,
  blank: '\\t ',
  punct: '!-\\/:-@\\[-`\\{-~',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
}

/**
 * A regular expression for this pattern and these options (i, m, s, x; u and l change nothing), with PCRE's meaning of
 * `.`, `$`, `\A`, `\z`, `\Z`, `\s`, POSIX classes and a leading `(?i)`. Throws error 51091 on an invalid pattern and on
 * constructs JavaScript lacks (possessive quantifiers, atomic groups, recursion, conditions).
 */
export function compileRegExp(pattern: string, options: string): RegExp {
  const key = `${options}/${pattern}`
  const known = COMPILED.get(key)
  if (known !== undefined) return known
  const compiled = translate(pattern, options)
  if (COMPILED.size > 1000) COMPILED.clear()
  COMPILED.set(key, compiled)
  return compiled
}

/** The regular expression a BSON value stands for. */
export function compileBsonRegExp(value: BSONRegExp): RegExp {
  return compileRegExp(value.pattern, value.options)
}

/**
 * The text every match must begin with, for index bounds (manual: "$regex", "Index Use"): the literal characters after
 * `^` or `\A`; undefined when there are none or the options leave the beginning open. `isWhole`: nothing follows them.
 */
export function literalPrefix(pattern: string, options: string): string | undefined {
  if (/[imx]/.test(options) || pattern.includes('|')) return undefined
  const start = pattern.startsWith('^') ? 1 : pattern.startsWith('\\A') ? 2 : -1
  if (start === -1) return undefined
  let prefix = ''
  let at = start
  for (; at < pattern.length; at += 1) {
    let character = pattern[at] as string
    if (character === '\\') {
      const escaped = pattern[at + 1]
      if (escaped === undefined || /[A-Za-z0-9]/.test(escaped)) break
      character = escaped
      at += 1
    } else if ('.[$(*+?{^)'.includes(character)) break
    if ('*?{'.includes(pattern[at + 1] ?? ' ')) break
    prefix += character
  }
  return prefix === '' || /[\ud800-\udbff]$/.test(prefix) ? undefined : prefix
}

interface Translation {
  readonly pattern: string
  at: number
  isMultiline: boolean
  isDotAll: boolean
  isExtended: boolean
  isCaseless: boolean
  out: string
}

function refuse(fault: string): CommandError {
  return new CommandError(INVALID, `Regular expression is invalid: ${fault}`)
}

function translate(pattern: string, options: string): RegExp {
  const state: Translation = {
    pattern,
    at: 0,
    isMultiline: options.includes('m'),
    isDotAll: options.includes('s'),
    isExtended: options.includes('x'),
    isCaseless: options.includes('i'),
    out: '',
  }
  readLeadingOptions(state)
  while (state.at < pattern.length) readToken(state)
  try {
    return new RegExp(state.out, `u${state.isMultiline ? 'm' : ''}${state.isCaseless ? 'i' : ''}`)
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : 'not understood')
  }
}

function readLeadingOptions(state: Translation): void {
  const leading = /^\(\?([a-zA-Z]+)\)/.exec(state.pattern)
  if (leading === null) return
  for (const option of leading[1] ?? '') {
    if (option === 'i') state.isCaseless = true
    else if (option === 'm') state.isMultiline = true
    else if (option === 's') state.isDotAll = true
    else if (option === 'x') state.isExtended = true
    else throw refuse(`option (?${option}) is not supported`)
  }
  state.at = leading[0].length
}

function readToken(state: Translation): void {
  const character = String.fromCodePoint(state.pattern.codePointAt(state.at) ?? 0)
  state.at += character.length
  if (state.isExtended && /\s/.test(character)) return
  if (state.isExtended && character === '#') {
    const end = state.pattern.indexOf('\n', state.at)
    state.at = end === -1 ? state.pattern.length : end + 1
    return
  }
  if (character === '\\') readEscape(state)
  else if (character === '[') readClass(state)
  else if (character === '(') readGroup(state)
  else if (character === '.') state.out += state.isDotAll ? '[^]' : '[^\\n]'
  else if (character === '$') state.out += state.isMultiline ? '(?=\\n|(?![^]))' : '(?=\\n?(?![^]))'
  else if (character === '^') state.out += state.isMultiline ? '(?<=\\n|(?<![^]))' : '^'
  else if (character === '{') readBrace(state)
  else if (character === '}' || character === ']') state.out += `\\${character}`
  else if ('*+?'.includes(character)) readQuantifier(state, character)
  else state.out += character
}

function readQuantifier(state: Translation, quantifier: string): void {
  const next = state.pattern[state.at]
  if (next === '+') throw refuse('possessive quantifiers are not supported')
  if (next === '?') {
    state.at += 1
    state.out += `${quantifier}?`
  } else state.out += quantifier
}

function readBrace(state: Translation): void {
  const counted = /^\d+(?:,\d*)?\}/.exec(state.pattern.slice(state.at))
  if (counted === null) {
    state.out += '\\{'
    return
  }
  state.at += counted[0].length
  readQuantifier(state, `{${counted[0]}`)
}

function readGroup(state: Translation): void {
  const rest = state.pattern.slice(state.at)
  const named = /^\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/.exec(rest)
  if (named !== null) {
    state.out += `(?<${named[1] ?? named[2]}>`
    state.at += named[0].length
    return
  }
  const plain = /^\?(?::|=|!|<=|<!)/.exec(rest)
  if (plain !== null) {
    state.out += `(${plain[0]}`
    state.at += plain[0].length
    return
  }
  if (rest.startsWith('?#')) {
    const end = state.pattern.indexOf(')', state.at)
    if (end === -1) throw refuse('a comment does not end')
    state.at = end + 1
    return
  }
  if (rest.startsWith('?') || rest.startsWith('*')) throw refuse(`the group (${rest.slice(0, 3)} is not supported`)
  state.out += '('
}

function readEscape(state: Translation): void {
  const character = String.fromCodePoint(state.pattern.codePointAt(state.at) ?? 0)
  if (state.at >= state.pattern.length) throw refuse('a backslash ends the pattern')
  state.at += character.length
  if (character === 'Q') {
    const end = state.pattern.indexOf('\\E', state.at)
    const literal = state.pattern.slice(state.at, end === -1 ? undefined : end)
    state.out += literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    state.at = end === -1 ? state.pattern.length : end + 2
  } else if (character === 'A') state.out += '(?<![^])'
  else if (character === 'z') state.out += '(?![^])'
  else if (character === 'Z') state.out += '(?=\\n?(?![^]))'
  else if (character === 's') state.out += `[${ASCII_SPACE}]`
  else if (character === 'S') state.out += `[^${ASCII_SPACE}]`
  else if (character === 'h') state.out += '[\\t \\xa0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000]'
  else if (character === 'R') state.out += '(?:\\r\\n|[\\n-\\r\\x85\\u2028\\u2029])'
  else state.out += simpleEscape(state, character, false)
}

/** Escapes that mean one thing inside and outside classes. */
function simpleEscape(state: Translation, character: string, isInClass: boolean): string {
  if (character === 'a') return '\\x07'
  if (character === 'e') return '\\x1b'
  if ('dDwWnrtfv'.includes(character)) return `\\${character}`
  if (character === 'b' || (character === 'B' && !isInClass)) return `\\${character}`
  if (character === 'x') return hexEscape(state)
  if ('pP'.includes(character)) return propertyEscape(state, character)
  if (/[1-9]/.test(character) && !isInClass) return `\\${character}`
  if (character === '0') return '\\0'
  if (character === 'k' && !isInClass && state.pattern[state.at] === '<') return '\\k'
  if (/[A-Za-z0-9]/.test(character)) throw refuse(`the escape \\${character} is not supported`)
  if (/[\\^$.*+?()[\]{}|/]/.test(character) || (isInClass && character === '-')) return `\\${character}`
  return character
}

function hexEscape(state: Translation): string {
  const found = /^(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{1,2}))/.exec(state.pattern.slice(state.at))
  if (found === null) return '\\0'
  state.at += found[0].length
  return `\\u{${found[1] ?? found[2]}}`
}

function propertyEscape(state: Translation, letter: string): string {
  const found = /^(?:\{(\^?)(\w+)\}|(\w))/.exec(state.pattern.slice(state.at))
  if (found === null) throw refuse(`malformed \\${letter} sequence`)
  state.at += found[0].length
  const name = found[2] ?? found[3] ?? ''
  const isNegated = (letter === 'P') !== (found[1] === '^')
  const isScript = name.length > 2
  return `\\${isNegated ? 'P' : 'p'}{${isScript ? `Script=${name}` : name}}`
}

function readClass(state: Translation): void {
  let out = '['
  if (state.pattern[state.at] === '^') {
    out += '^'
    state.at += 1
  }
  if (state.pattern[state.at] === ']') {
    out += '\\]'
    state.at += 1
  }
  for (;;) {
    const character = String.fromCodePoint(state.pattern.codePointAt(state.at) ?? 0)
    if (state.at >= state.pattern.length) throw refuse('missing terminating ] for character class')
    state.at += character.length
    if (character === ']') break
    out += classPart(state, character)
  }
  state.out += `${out}]`
}

function classPart(state: Translation, character: string): string {
  if (character === '[') {
    const posix = /^:(\^?)([a-z]+):\]/.exec(state.pattern.slice(state.at))
    if (posix === null) return '\\['
    const members = POSIX[posix[2] ?? '']
    if (members === undefined || posix[1] === '^') throw refuse(`the class [${posix[0]} is not supported`)
    state.at += posix[0].length
    return members
  }
  if (character !== '\\') return /[(){}/|]/.test(character) ? `\\${character}` : character
  const escaped = String.fromCodePoint(state.pattern.codePointAt(state.at) ?? 0)
  state.at += escaped.length
  if (escaped === 's') return ASCII_SPACE
  if (escaped === 'S') return NO_ASCII_SPACE
  return simpleEscape(state, escaped, true)
}
