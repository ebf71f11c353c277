import { type BsonDocument, type BsonValue, isNumber, toNumber } from './bson-value.ts'
import { CommandError } from './command-error.ts'
import type { FieldTree } from './field-tree.ts'
import { compileFilter } from './filter.ts'
import { splitPath } from './paths.ts'
import { parseProjection } from './projection-parser.ts'
import { projectTree } from './transforms.ts'

/** What a projection may need to know beside the document. */
export interface ProjectionCircumstances {
  /** Of the filter's `matchedArrayIndex`; needed when `usesMatchedIndex`. */
  readonly matchedArrayIndex?: number | undefined
  readonly now?: Date
  readonly variables?: ReadonlyMap<string, BsonValue>
}

/** A projection ready for many documents. */
export interface CompiledProjection {
  /** Whether the positional projection `$` occurs. */
  readonly usesMatchedIndex: boolean
  /** The projected document; the given one is not altered. */
  project(document: BsonDocument, circumstances?: ProjectionCircumstances): BsonDocument
}

type Step = (projected: BsonDocument, original: BsonDocument, circumstances: ProjectionCircumstances) => BsonDocument

/**
 * Compiles the projection of `find` and `findAndModify` (manual: "Project Fields to Return from Query"): inclusion or
 * exclusion, `_id`, dotted paths, expressions, `$slice`, `$elemMatch` and the positional `$`, for which `filter` must say
 * something of the array. Throws a {@link CommandError} with MongoDB's numbers; `$meta` is refused as NotImplemented.
 */
export function compileProjection(specification: BsonDocument, filter?: BsonDocument): CompiledProjection {
  if (specification.size === 0) return { usesMatchedIndex: false, project: (document) => document }
  const parsed = parseProjection(specification, { isFind: true, filter })
  const { slices, elementMatches, positional } = parsed
  // What is sliced is kept whole first: an inclusion keeps it, an exclusion does not name it.
  if (parsed.isExclusion) for (const [path] of slices) removeFromTree(parsed.tree, path)
  const steps: Step[] = [
    ...slices.map(([path, operand]) => sliceStep(path, operand)),
    ...elementMatches.map(([path, condition]) => elementMatchStep(path, condition)),
    ...(positional === undefined ? [] : [positionalStep(positional)]),
  ]
  const transform = projectTree(parsed)
  return {
    usesMatchedIndex: positional !== undefined,
    project(document, circumstances = {}) {
      const scope = { now: circumstances.now, variables: circumstances.variables ?? new Map<string, BsonValue>() }
      let projected = transform(document, scope)
      for (const step of steps) projected = step(projected, document, circumstances)
      return projected
    },
  }
}

function removeFromTree(tree: FieldTree<unknown>, path: string): void {
  const [first = '', ...rest] = splitPath(path)
  const inner = tree.get(first)
  if (rest.length > 0 && inner instanceof Map) removeFromTree(inner as FieldTree<unknown>, rest.join('.'))
  if (rest.length === 0 || (inner instanceof Map && inner.size === 0)) tree.delete(first)
}

function sliceStep(path: string, operand: BsonValue): Step {
  const take = slicer(operand)
  const parts = splitPath(path)
  return (projected) => sliceBelow(projected, parts, 0, take) as BsonDocument
}

function slicer(operand: BsonValue): (array: readonly BsonValue[]) => BsonValue[] {
  if (Array.isArray(operand)) {
    const [skip = 0, limit = 0] = operand.map(wholeNumber)
    return (array) => {
      const from = skip < 0 ? Math.max(0, array.length + skip) : skip
      return array.slice(from, from + limit)
    }
  }
  const count = wholeNumber(operand)
  return (array) => (count < 0 ? array.slice(count) : array.slice(0, count))
}

/** A number cut to 32 bits, as MongoDB reads the numbers of `$slice`. */
function wholeNumber(value: BsonValue): number {
  const number = Math.trunc(isNumber(value) ? toNumber(value) : 0)
  return Number.isNaN(number) ? 0 : Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, number))
}

function sliceBelow(
  value: BsonValue,
  parts: readonly string[],
  from: number,
  take: (array: readonly BsonValue[]) => BsonValue[],
): BsonValue {
  if (from === parts.length) return Array.isArray(value) ? take(value) : value
  if (Array.isArray(value)) return value.map((element) => sliceBelow(element, parts, from, take))
  const part = parts[from] as string
  if (!(value instanceof Map) || !value.has(part)) return value
  const copy = new Map(value)
  copy.set(part, sliceBelow(value.get(part), parts, from + 1, take))
  return copy
}

function elementMatchStep(path: string, condition: BsonDocument): Step {
  const isMatch = elementCondition(condition)
  return (projected, original) => {
    const array = original.get(path)
    const copy = new Map(projected)
    copy.delete(path)
    const found = Array.isArray(array) ? array.findIndex(isMatch) : -1
    if (Array.isArray(array) && found !== -1) copy.set(path, [array[found]])
    return copy
  }
}

function elementCondition(condition: BsonDocument): (element: BsonValue) => boolean {
  const filter = compileFilter(new Map([['a', new Map([['$elemMatch', condition]])]]))
  return (element) => filter.matches(new Map([['a', [element]]]))
}

function positionalStep(path: string): Step {
  const parts = splitPath(path)
  return (projected, _, { matchedArrayIndex }) => positionBelow(projected, parts, 0, matchedArrayIndex) as BsonDocument
}

function positionBelow(value: BsonValue, parts: readonly string[], from: number, index: number | undefined): BsonValue {
  if (Array.isArray(value)) {
    if (index === undefined || index >= value.length) {
      throw new CommandError(
        51246,
        "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
      )
    }
    return [value[index]]
  }
  const part = parts[from]
  if (part === undefined || !(value instanceof Map) || !value.has(part)) return value
  const copy = new Map(value)
  copy.set(part, positionBelow(value.get(part), parts, from + 1, index))
  return copy
}
