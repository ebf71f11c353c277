/**
 * A second, slow evaluation of filters written for the tests alone, from the manual's words: every value a path can mean
 * is listed first, and each condition is then asked of the list. Plain JavaScript values only (whole numbers, text,
 * booleans, null, arrays, objects).
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

type Found = { readonly value: Json | undefined; readonly isWhole: boolean }

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The values at the path, arrays at its end not taken apart; undefined stands for a field that is not there. */
export function at(value: Json | undefined, path: readonly string[]): (Json | undefined)[] {
  const [name, ...rest] = path
  if (name === undefined) return [value]
  if (!isObject(value)) return [undefined]
  const inner = Object.hasOwn(value, name) ? value[name] : undefined
  if (!Array.isArray(inner) || rest.length === 0) return at(inner, rest)
  return (inner as readonly Json[]).filter(isObject).flatMap((element) => at(element, rest))
}

function elements(value: Json | undefined, path: readonly string[]): Found[] {
  return at(value, path).flatMap((found): Found[] =>
    Array.isArray(found)
      ? [
          ...(found as readonly Json[]).map((element) => ({ value: element, isWhole: false })),
          { value: found as Json, isWhole: true },
        ]
      : [{ value: found, isWhole: true }],
  )
}

const RANKS = ['undefined', 'null', 'number', 'string', 'object', 'array', 'boolean']

function kind(value: Json | undefined): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}

/** The order of two values, or of their absence, as the manual's "Comparison/Sort Order" has it. */
export function order(left: Json | undefined, right: Json | undefined): number {
  const rank = RANKS.indexOf(kind(left)) - RANKS.indexOf(kind(right))
  if (rank !== 0) return rank
  if (typeof left === 'number' || typeof left === 'boolean') return Number(left) - Number(right)
  if (typeof left === 'string') return Buffer.compare(Buffer.from(left), Buffer.from(right as string))
  if (Array.isArray(left)) return listOrder(left as readonly Json[], right as readonly Json[], order)
  if (!isObject(left)) return 0
  return listOrder(Object.entries(left), Object.entries(right as object), ([name, one], [otherName, other]) => {
    const ranks = RANKS.indexOf(kind(one)) - RANKS.indexOf(kind(other as Json))
    return ranks || Buffer.compare(Buffer.from(name), Buffer.from(otherName)) || order(one, other as Json)
  })
}

function listOrder<T>(left: readonly T[], right: readonly T[], compare: (one: T, other: T) => number): number {
  for (const [index, one] of left.entries()) {
    if (index >= right.length) return 1
    const result = compare(one, right[index] as T)
    if (result !== 0) return result
  }
  return left.length - right.length
}

function single(value: Json | undefined, operator: string, operand: Json): boolean {
  const isNullish = value === null || value === undefined
  switch (operator) {
    case '$eq':
      return operand === null ? isNullish : value !== undefined && order(value, operand) === 0
    case '$in':
      return (operand as readonly Json[]).some((one) => single(value, '$eq', one))
  }
  if (operand === null) return isNullish && (operator === '$gte' || operator === '$lte')
  if (kind(value) !== kind(operand)) return false
  const result = order(value, operand)
  if (operator === '$gt') return result > 0
  if (operator === '$gte') return result >= 0
  return operator === '$lt' ? result < 0 : result <= 0
}

function condition(document: Json, path: string, operator: string, operand: Json): boolean {
  const parts = path.split('.')
  switch (operator) {
    case '$ne':
      return !condition(document, path, '$eq', operand)
    case '$nin':
      return !condition(document, path, '$in', operand)
    case '$exists':
      return at(document, parts).some((value) => value !== undefined) === operand
    case '$size':
      return at(document, parts).some((value) => Array.isArray(value) && value.length === operand)
    case '$all':
      return (
        (operand as readonly Json[]).length > 0 &&
        (operand as readonly Json[]).every((one) => condition(document, path, '$eq', one))
      )
    case '$not':
      return !Object.entries(operand as object).every(([inner, one]) => condition(document, path, inner, one as Json))
    case '$elemMatch':
      return at(document, parts).some(
        (value) =>
          Array.isArray(value) &&
          (value as readonly Json[]).some((element) =>
            Object.entries(operand as object).every(([name, one]) =>
              name.startsWith('$')
                ? single(element, name, one as Json)
                : isContainer(element) && naiveMatches(asObject(element), { [name]: one as Json }),
            ),
          ),
      )
  }
  return elements(document, parts).some(({ value }) => single(value, operator, operand))
}

/** `$elemMatch` with fields looks into documents and into arrays, whose fields are their positions. */
function isContainer(value: Json): boolean {
  return isObject(value) || Array.isArray(value)
}

function asObject(value: Json): Json {
  return Array.isArray(value) ? Object.fromEntries((value as readonly Json[]).entries()) : value
}

/** Whether the document satisfies the filter. */
export function naiveMatches(document: Json, filter: { readonly [name: string]: Json }): boolean {
  return Object.entries(filter).every(([name, value]) => {
    const list = value as readonly { readonly [name: string]: Json }[]
    if (name === '$and') return list.every((inner) => naiveMatches(document, inner))
    if (name === '$or') return list.some((inner) => naiveMatches(document, inner))
    if (name === '$nor') return !list.some((inner) => naiveMatches(document, inner))
    const isOperators = isObject(value) && (Object.keys(value)[0] ?? '').startsWith('$')
    if (!isOperators) return condition(document, name, '$eq', value)
    return Object.entries(value).every(([operator, operand]) => condition(document, name, operator, operand))
  })
}
