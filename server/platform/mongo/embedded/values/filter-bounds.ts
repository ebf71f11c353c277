import { BSONRegExp } from 'bson'
import { type BsonValue, isNumber, toNumber } from './bson-value.ts'
import { BRACKET, bracketOf } from './compare.ts'
import type { FilterNode, Predicate } from './filter-node.ts'
import { FULL_RANGE, intersectRanges, joinRanges, type KeyRange, pointRange, sideRange, textPrefixRange } from './key-encoding.ts'
import { hasPosition } from './paths.ts'
import { literalPrefix } from './regular-expression.ts'

/**
 * Ranges of index keys over `path` that hold every document the filter can match; undefined when any key may match.
 * Paths with numbers in them are left alone: there a number may be a field or a position, and an index reads it otherwise.
 */
export function boundsOf(node: FilterNode, path: string, isMultikey: boolean): KeyRange[] | undefined {
  if (hasPosition(path)) return undefined
  switch (node.kind) {
    case 'other':
      return undefined
    case 'field':
      return fieldBounds(node.path, node.predicates, path, isMultikey)
    case 'and':
      return narrowest(
        node.nodes.map((inner) => boundsOf(inner, path, isMultikey)),
        isMultikey,
      )
    case 'or': {
      const parts = node.nodes.map((inner) => boundsOf(inner, path, isMultikey))
      return parts.length > 0 && parts.every((part) => part !== undefined) ? joinRanges(parts.flat()) : undefined
    }
  }
}

/** See `CompiledFilter.pointsFor`. */
export function pointsOf(node: FilterNode, path: string): KeyRange[] {
  if (hasPosition(path)) return []
  if (node.kind === 'and') return node.nodes.flatMap((inner) => pointsOf(inner, path))
  if (node.kind !== 'field' || node.path !== path) return []
  return node.predicates
    .flatMap((predicate) => (predicate.kind === 'all' ? predicate.predicates : [predicate]))
    .flatMap((predicate) => {
      const bounds = predicate.kind === 'eq' ? equalityBounds(predicate.operand) : []
      return bounds.length === 1 ? bounds : []
    })
}

function fieldBounds(
  fieldPath: string,
  predicates: readonly Predicate[],
  path: string,
  isMultikey: boolean,
): KeyRange[] | undefined {
  if (fieldPath === path) {
    return narrowest(
      predicates.map((predicate) => predicateBounds(predicate, isMultikey)),
      isMultikey,
    )
  }
  if (!path.startsWith(`${fieldPath}.`)) return undefined
  const rest = path.slice(fieldPath.length + 1)
  return narrowest(
    predicates.map((predicate) => innerBounds(predicate, rest)),
    true,
  )
}

/** Bounds below an array whose elements `$elemMatch` describes. */
function innerBounds(predicate: Predicate, rest: string): KeyRange[] | undefined {
  if (predicate.kind === 'elemMatch') return boundsOf(predicate.node, rest, true)
  if (predicate.kind === 'all') {
    return narrowest(
      predicate.predicates.map((inner) => innerBounds(inner, rest)),
      true,
    )
  }
  return undefined
}

/** What holds when several conditions do: all of them at once where one key must meet them, else the most telling one. */
function narrowest(candidates: readonly (KeyRange[] | undefined)[], isMultikey: boolean): KeyRange[] | undefined {
  const known = candidates.filter((candidate) => candidate !== undefined)
  const [first, ...others] = known
  if (first === undefined) return undefined
  if (!isMultikey) return others.reduce(intersectAll, first)
  return others.reduce((best, candidate) => (weight(candidate) < weight(best) ? candidate : best), first)
}

function intersectAll(left: readonly KeyRange[], right: readonly KeyRange[]): KeyRange[] {
  return left.flatMap((one) => right.map((other) => intersectRanges(one, other)).filter((range) => range !== undefined))
}

function weight(ranges: readonly KeyRange[]): number {
  return ranges.reduce((sum, range) => sum + (range.isPoint ? 1 : 1000), 0)
}

function predicateBounds(predicate: Predicate, isMultikey: boolean): KeyRange[] | undefined {
  switch (predicate.kind) {
    case 'eq':
      return joinRanges(equalityBounds(predicate.operand))
    case 'in':
      return predicate.operands.every((operand) => !(operand instanceof BSONRegExp) || regexBounds(operand) !== undefined)
        ? joinRanges(
            predicate.operands.flatMap((operand) =>
              operand instanceof BSONRegExp ? (regexBounds(operand) ?? []) : equalityBounds(operand),
            ),
          )
        : undefined
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return sideBounds(predicate.kind, predicate.operand)
    case 'regex':
      return regexBounds(predicate.operand)
    case 'missing':
      return [pointRange(null)]
    case 'all':
      return predicate.predicates.length === 0
        ? []
        : narrowest(
            predicate.predicates.map((inner) => predicateBounds(inner, isMultikey)),
            true,
          )
    case 'elementValue':
      return narrowest(
        predicate.predicates.map((inner) => elementBounds(inner)),
        false,
      )
    case 'elemMatch':
    case 'other':
      return undefined
  }
}

/** Bounds of a condition that one array element, itself a key, must meet. */
function elementBounds(predicate: Predicate): KeyRange[] | undefined {
  if (predicate.kind === 'eq') return [pointRange(predicate.operand)]
  if (predicate.kind === 'in' && predicate.operands.some((operand) => Array.isArray(operand))) return undefined
  if (predicate.kind === 'missing' || predicate.kind === 'all' || predicate.kind === 'elementValue') return undefined
  return predicateBounds(predicate, false)
}

/** An array is equalled by an array with the same first element, or by an element that is such an array; an empty one has the key `undefined`. */
function equalityBounds(operand: BsonValue): KeyRange[] {
  if (!Array.isArray(operand)) return [pointRange(operand)]
  return [pointRange(operand.length === 0 ? undefined : operand[0]), pointRange(operand)]
}

function sideBounds(kind: 'gt' | 'gte' | 'lt' | 'lte', operand: BsonValue): KeyRange[] | undefined {
  const bracket = bracketOf(operand)
  const isInclusive = kind === 'gte' || kind === 'lte'
  if (bracket === BRACKET.null) return isInclusive ? [pointRange(null)] : []
  if (bracket === BRACKET.array || bracket === BRACKET.minKey || bracket === BRACKET.maxKey) return [FULL_RANGE]
  if (isNumber(operand) && Number.isNaN(toNumber(operand))) return isInclusive ? [pointRange(operand)] : []
  const range = sideRange(operand, kind === 'gt' || kind === 'gte' ? 'above' : 'below', isInclusive)
  return Buffer.compare(range.from, range.to) < 0 ? [range] : []
}

function regexBounds(pattern: BSONRegExp): KeyRange[] | undefined {
  const prefix = literalPrefix(pattern.pattern, pattern.options)
  return prefix === undefined ? undefined : joinRanges([textPrefixRange(prefix), pointRange(pattern)])
}
