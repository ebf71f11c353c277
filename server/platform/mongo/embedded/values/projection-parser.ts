import { type BsonDocument, type BsonValue, isDocument, isNumber, toNumber, typeName } from './bson-value.ts'
import { CommandError } from './command-error.ts'
import { compileExpression, isKnownExpression } from './expression.ts'
import type { Expression } from './expression-support.ts'
import { addToTree, type FieldTree } from './field-tree.ts'

/** What an inclusion keeps (`true`) or computes. */
export type Kept = true | { readonly expression: Expression }

/** A projection read: which fields it keeps, computes or leaves out, and what `find` alone may do beside. */
export interface ParsedProjection {
  readonly isExclusion: boolean
  /** Of an exclusion the fields to leave out, of an inclusion those to keep or compute, `_id` among them. */
  readonly tree: FieldTree<Kept>
  readonly slices: readonly (readonly [path: string, operand: BsonValue])[]
  readonly elementMatches: readonly (readonly [path: string, condition: BsonDocument])[]
  /** The path before the positional `$`. */
  readonly positional: string | undefined
}

/** What a projection is read for: `find` has `$slice`, `$elemMatch` and the positional `$`; `matched` is its filter. */
export interface ProjectionPolicy {
  readonly isFind: boolean
  readonly filter?: BsonDocument | undefined
}

interface Reading {
  readonly policy: ProjectionPolicy
  readonly tree: FieldTree<Kept>
  readonly slices: (readonly [string, BsonValue])[]
  readonly elementMatches: (readonly [string, BsonDocument])[]
  positional: string | undefined
  isInclusion: boolean | undefined
  /** What is said of `_id` as a whole; undefined when nothing is. */
  keepsId: boolean | undefined
  namesId: boolean
}

/**
 * Reads the projection of `find` or `$project` (manual: "Project Fields to Return from Query", "$project"). Throws a
 * {@link CommandError} with MongoDB's numbers. What is neither inclusion nor exclusion by its fields is decided by `$slice`,
 * `$elemMatch` and `_id`, as MongoDB does.
 */
export function parseProjection(specification: BsonDocument, policy: ProjectionPolicy): ParsedProjection {
  const reading: Reading = {
    policy,
    tree: new Map(),
    slices: [],
    elementMatches: [],
    positional: undefined,
    isInclusion: undefined,
    keepsId: undefined,
    namesId: false,
  }
  for (const [name, value] of specification) {
    if (name === '_id' || name.startsWith('_id.')) reading.namesId = true
    readElement(reading, '', name, value)
  }
  const isInclusion = reading.isInclusion ?? decidedByRest(reading)
  const { tree } = reading
  if (isInclusion && reading.keepsId === false) tree.delete('_id')
  if (isInclusion && (!reading.namesId || reading.keepsId === true)) tree.set('_id', true)
  if (!isInclusion && reading.keepsId === true) tree.delete('_id')
  const { slices, elementMatches, positional } = reading
  return { isExclusion: !isInclusion, tree, slices, elementMatches, positional }
}

function decidedByRest({ slices, elementMatches, keepsId }: Reading): boolean {
  if (slices.length > 0) return keepsId === true
  return elementMatches.length > 0 || keepsId === true
}

function readElement(reading: Reading, prefix: string, name: string, value: BsonValue): void {
  const path = `${prefix}${name}`
  const positionalAt = positionOfOperator(name)
  if (positionalAt !== undefined && !reading.policy.isFind)
    throw new CommandError(31324, 'Cannot use positional projection in aggregation projection')
  if (isDocument(value)) {
    if (positionalAt !== undefined)
      throw new CommandError(31271, 'positional projection cannot be used with an expression or sub object')
    readDocument(reading, path, value)
  } else if (typeof value === 'boolean' || isNumber(value)) {
    if (isOn(value)) readInclusion(reading, path, positionalAt === undefined ? undefined : prefix.length + positionalAt)
    else readExclusion(reading, path)
  } else {
    if (positionalAt !== undefined) throw new CommandError(31308, 'positional projection cannot be used with a literal')
    addToTree(reading.tree, path, { expression: compileExpression(value) })
    if (reading.isInclusion === false)
      throw new CommandError(31310, `Cannot use an expression ${path} in an exclusion projection`)
    reading.isInclusion = true
  }
}

/** Where the positional operator stands in a name: the length of what is before it. */
function positionOfOperator(name: string): number | undefined {
  const inner = name.indexOf('.$.')
  if (inner !== -1) return inner
  if (name.endsWith('.$')) return name.length - 2
  return name === '$' ? 0 : undefined
}

function isOn(value: BsonValue): boolean {
  return value === true || (isNumber(value) && toNumber(value) !== 0)
}

function readInclusion(reading: Reading, path: string, positionalAt: number | undefined): void {
  if (positionalAt !== undefined) readPositional(reading, path, positionalAt)
  else addToTree(reading.tree, path, true)
  if (path === '_id') {
    reading.keepsId = true
    return
  }
  if (reading.isInclusion === false) throw new CommandError(31253, `Cannot do inclusion on field ${path} in exclusion projection`)
  reading.isInclusion = true
}

function readPositional(reading: Reading, path: string, at: number): void {
  if (reading.positional !== undefined)
    throw new CommandError(31276, 'Cannot specify more than one positional projection per query.')
  if (reading.elementMatches.length > 0) throw new CommandError(31256, 'Cannot specify positional operator and $elemMatch.')
  const { filter } = reading.policy
  const [field = ''] = path.split('.')
  if (filter && !mentions(filter, field))
    throw new CommandError(31277, `Positional projection '${path}' does not match the query document.`)
  if (path.endsWith('.$.')) throw new CommandError(31270, "Path cannot end with '.$.'")
  const rest = path.slice(at + (path.startsWith('.$.', at) ? 3 : 2))
  if (rest === '$' || positionOfOperator(rest) !== undefined)
    throw new CommandError(31287, `Cannot use positional operator twice: ${path}`)
  reading.positional = path.slice(0, at)
  addToTree(reading.tree, reading.positional, true)
}

/** Whether some condition of the filter is about the field. */
function mentions(filter: BsonDocument, field: string): boolean {
  return [...filter].some(([name, value]) => {
    if (!name.startsWith('$')) return name.split('.')[0] === field
    return Array.isArray(value) && value.some((clause) => isDocument(clause) && mentions(clause, field))
  })
}

function readExclusion(reading: Reading, path: string): void {
  addToTree(reading.tree, path, true)
  if (path === '_id') {
    reading.keepsId = false
    return
  }
  if (reading.isInclusion === true) throw new CommandError(31254, `Cannot do exclusion on field ${path} in inclusion projection`)
  reading.isInclusion = false
}

function readDocument(reading: Reading, path: string, value: BsonDocument): void {
  const [[operator, operand] = ['', null]] = value
  if (value.size === 1 && operator.startsWith('$')) {
    readOperator(reading, path, operator, operand, value)
    return
  }
  if (value.size === 0)
    throw new CommandError(51270, `An empty sub-projection is not a valid value. Found empty object at path '${path}'`)
  for (const [name, inner] of value) readElement(reading, `${path}.`, name, inner)
}

function readOperator(reading: Reading, path: string, operator: string, operand: BsonValue, value: BsonDocument): void {
  if (operator === '$meta') throw new CommandError('NotImplemented', 'projecting $meta is not supported by the embedded database')
  if (reading.policy.isFind && operator === '$slice' && isFindSlice(operand)) {
    addToTree(reading.tree, path, true)
    reading.slices.push([path, operand])
    return
  }
  if (operator === '$elemMatch') {
    readElementMatch(reading, path, operand)
    return
  }
  if (!isKnownExpression(operator)) throw new CommandError(31325, `Unknown expression ${operator}`)
  if (reading.isInclusion === false)
    throw new CommandError(31252, 'Cannot use expression other than $meta in exclusion projection')
  reading.isInclusion = true
  addToTree(reading.tree, path, { expression: compileExpression(value) })
}

/** `$slice: n` and `$slice: [skip, limit]`; anything else is the expression of that name. */
function isFindSlice(operand: BsonValue): boolean {
  if (isNumber(operand)) return true
  if (!Array.isArray(operand) || operand.length !== 2) return false
  const [skip = null, limit = null] = operand
  return isNumber(skip) && isNumber(limit) && toNumber(limit) > 0
}

function readElementMatch(reading: Reading, path: string, condition: BsonValue): void {
  if (!reading.policy.isFind) throw new CommandError('InvalidPipelineOperator', 'Cannot use $elemMatch in this context')
  if (!isDocument(condition))
    throw new CommandError(31274, `elemMatch: Invalid argument, object required, but got ${typeName(condition)}`)
  if (reading.positional !== undefined) throw new CommandError(31255, 'Cannot specify positional operator and $elemMatch.')
  if (path.includes('.')) throw new CommandError(31275, 'Cannot use $elemMatch projection on a nested field.')
  reading.elementMatches.push([path, condition])
}
