import { type BsonDocument, type BsonValue, integerOf, isDocument, typeName } from './bson-value.ts'
import { CommandError } from './command-error.ts'
import { compileFilter } from './filter.ts'
import { splitPath } from './paths.ts'
import { compileProject, type Transform } from './transforms.ts'

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
 * exclusion, `_id`, dotted paths, expressions, `$slice`, `$elemMatch` and the positional `$`. Throws a
 * {@link CommandError} with MongoDB's numbers; `$meta` is refused as NotImplemented.
 */
export function compileProjection(specification: BsonDocument): CompiledProjection {
  const plain: BsonDocument = new Map()
  const steps: Step[] = []
  const sliced: string[] = []
  let isInclusion = false
  let usesMatchedIndex = false
  for (const [path, value] of specification) {
    const operator = isDocument(value) && value.size > 0 ? value.keys().next().value : undefined
    if (operator === '$slice' && !isExpressionSlice(value as BsonDocument)) {
      sliced.push(path)
      steps.push(sliceStep(path, (value as BsonDocument).get('$slice')))
    } else if (operator === '$elemMatch') {
      isInclusion = true
      steps.push(elementMatchStep(path, (value as BsonDocument).get('$elemMatch')))
    } else if (operator === '$meta') {
      throw new CommandError('NotImplemented', 'projecting $meta is not supported by the embedded database')
    } else if (path.endsWith('.$')) {
      if (usesMatchedIndex) throw new CommandError(31276, 'Cannot specify more than one positional projection per query.')
      usesMatchedIndex = true
      isInclusion = true
      plain.set(path.slice(0, -2), value)
      steps.push(positionalStep(path.slice(0, -2)))
    } else plain.set(path, value)
  }
  const transform = baseTransform(plain, sliced, isInclusion)
  return {
    usesMatchedIndex,
    project(document, circumstances = {}) {
      const scope = { now: circumstances.now, variables: circumstances.variables ?? new Map<string, BsonValue>() }
      let projected = transform === undefined ? document : transform(document, scope)
      for (const step of steps) projected = step(projected, document, circumstances)
      return projected
    },
  }
}

/** `$slice` as the expression of that name takes an array and two or three arguments. */
function isExpressionSlice(value: BsonDocument): boolean {
  const operand = value.get('$slice')
  return Array.isArray(operand) && (operand.length === 3 || typeof operand[0] === 'string' || Array.isArray(operand[0]))
}

/** What remains when the special operators are taken out; undefined when every field stays. */
function baseTransform(plain: BsonDocument, sliced: readonly string[], isInclusion: boolean): Transform | undefined {
  const others = [...plain].filter(([path]) => path !== '_id')
  const includes = others.some(([, value]) => isOn(value))
  if (!isInclusion && !includes)
    return plain.size === 0 || (others.length === 0 && isOn(plain.get('_id')) && sliced.length > 0)
      ? undefined
      : compileProject(plain)
  const wanted = new Map(plain)
  for (const path of sliced) wanted.set(path, true)
  if (others.length === 0 && sliced.length === 0) return onlyId(!plain.has('_id') || isOn(plain.get('_id')))
  return compileProject(wanted)
}

function onlyId(isKept: boolean): Transform {
  return (document) => new Map(isKept && document.has('_id') ? [['_id', document.get('_id')]] : [])
}

function isOn(value: BsonValue): boolean {
  const number = integerOf(value)
  return value !== false && number !== 0 && value !== undefined
}

function sliceStep(path: string, operand: BsonValue): Step {
  const take = slicer(operand)
  const parts = splitPath(path)
  return (projected) => sliceBelow(projected, parts, 0, take) as BsonDocument
}

function slicer(operand: BsonValue): (array: readonly BsonValue[]) => BsonValue[] {
  if (Array.isArray(operand)) {
    const [skip, limit] = operand.map(integerOf)
    if (operand.length !== 2 || skip === undefined || limit === undefined)
      throw new CommandError(28724, 'First argument to $slice must be an array, but is of type: int')
    if (limit <= 0) throw new CommandError(28729, 'Third argument to $slice must be positive')
    return (array) => {
      const from = skip < 0 ? Math.max(0, array.length + skip) : skip
      return array.slice(from, from + limit)
    }
  }
  const count = integerOf(operand)
  if (count === undefined)
    throw new CommandError(28667, 'Invalid $slice syntax. The given syntax did not match the find() syntax')
  return (array) => (count < 0 ? array.slice(count) : array.slice(0, count))
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

function elementMatchStep(path: string, condition: BsonValue): Step {
  if (path.includes('.')) throw new CommandError(31275, `Cannot use $elemMatch projection on a nested field.`)
  if (!isDocument(condition))
    throw new CommandError(31274, `elemMatch: Invalid argument, object required, but got ${typeName(condition)}`)
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
