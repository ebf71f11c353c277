import {
  type BsonDocument,
  type BsonValue,
  isDocument,
  isNumber,
  type MaybeValue,
  MISSING,
  toNumber,
  typeName,
} from './bson-value.ts'
import { CommandError } from './command-error.ts'
import { compileExpression, isOperatorExpression } from './expression.ts'
import type { Expression, ExpressionScope } from './expression-support.ts'
import { splitPath } from './paths.ts'

/** A stage that turns one document into another; the scope brings variables and the time. */
export type Transform = (document: BsonDocument, scope: Omit<ExpressionScope, 'root' | 'current'>) => BsonDocument

/** A tree of what shall become of fields; inner nodes are documents. */
export type FieldTree<Leaf> = Map<string, Leaf | FieldTree<Leaf>>

/** Puts a leaf at a dotted path. Throws 40176 (for `$project`: 31249/31250) when paths collide, as MongoDB. */
export function addToTree<Leaf>(tree: FieldTree<Leaf>, path: string, leaf: Leaf, code = 31250): void {
  const parts = splitPath(path)
  if (parts.includes('')) throw new CommandError(path === '' ? 40352 : 15998, 'FieldPath field names may not be empty strings.')
  let node = tree
  for (const [index, part] of parts.entries()) {
    if (part.startsWith('$'))
      throw new CommandError(16410, `FieldPath field names may not start with '$'. Consider using $getField or $setField.`)
    const known = node.get(part)
    if (index === parts.length - 1) {
      if (known !== undefined) throw new CommandError(code, `Path collision at ${path}`)
      node.set(part, leaf)
    } else if (known === undefined) {
      const inner: FieldTree<Leaf> = new Map()
      node.set(part, inner)
      node = inner
    } else if (known instanceof Map) node = known
    else
      throw new CommandError(
        code === 31250 ? 31249 : code,
        `Path collision at ${path} remaining portion ${parts.slice(index + 1).join('.')}`,
      )
  }
}

/** What `$set` puts into a document. */
type Computed = { readonly expression: Expression }

/** `$addFields` and `$set`: computed fields at dotted paths; through arrays they go into every document (manual: "$addFields"). */
export function compileAddFields(name: string, specification: BsonValue): Transform {
  if (!isDocument(specification))
    throw new CommandError(40272, `${name} specification stage must be an object, got ${typeName(specification)}`)
  const tree: FieldTree<Computed> = new Map()
  collectComputed(specification, '', tree)
  return (document, scope) => setComputed(document, tree, { ...scope, root: document, current: document })
}

function collectComputed(specification: BsonDocument, prefix: string, tree: FieldTree<Computed>): void {
  for (const [name, value] of specification) {
    const path = `${prefix}${name}`
    if (isDocument(value) && !isOperatorExpression(value) && value.size > 0) collectComputed(value, `${path}.`, tree)
    else addToTree(tree, path, { expression: compileExpression(value) }, 40176)
  }
}

function setComputed(document: BsonDocument, tree: FieldTree<Computed>, scope: ExpressionScope): BsonDocument {
  const copy = new Map(document)
  for (const [name, node] of tree) {
    const value =
      node instanceof Map ? setBelow(document.has(name) ? document.get(name) : MISSING, node, scope) : node.expression(scope)
    if (value === MISSING) copy.delete(name)
    else copy.set(name, value)
  }
  return copy
}

function setBelow(value: MaybeValue, tree: FieldTree<Computed>, scope: ExpressionScope): BsonValue {
  if (Array.isArray(value)) return value.map((element) => setBelow(element, tree, scope))
  return setComputed(value instanceof Map ? value : new Map(), tree, scope)
}

/** `$unset`: a path or an array of paths to leave out. */
export function compileUnset(specification: BsonValue): Transform {
  const paths = Array.isArray(specification) ? specification : [specification]
  if (paths.length === 0)
    throw new CommandError(31119, '$unset specification must be a string or an array with at least one field')
  const tree: FieldTree<true> = new Map()
  for (const path of paths) {
    if (typeof path !== 'string')
      throw new CommandError(31120, '$unset specification must be a string or an array containing only string values')
    addToTree(tree, path, true)
  }
  return (document) => exclude(document, tree)
}

/** The document without the fields of the tree, also in documents within arrays. */
export function exclude(document: BsonDocument, tree: FieldTree<unknown>): BsonDocument {
  const copy = new Map(document)
  for (const [name, node] of tree) {
    if (!(node instanceof Map)) copy.delete(name)
    else if (copy.has(name)) copy.set(name, excludeBelow(copy.get(name), node as FieldTree<unknown>))
  }
  return copy
}

function excludeBelow(value: BsonValue, tree: FieldTree<unknown>): BsonValue {
  if (Array.isArray(value)) return value.map((element) => excludeBelow(element, tree))
  return value instanceof Map ? exclude(value, tree) : value
}

/** `$replaceRoot: { newRoot }` and `$replaceWith`. */
export function compileReplaceRoot(name: string, specification: BsonValue): Transform {
  const operand = name === '$replaceWith' ? specification : isDocument(specification) ? specification.get('newRoot') : undefined
  if (operand === undefined) throw new CommandError(40231, 'no newRoot specified for the $replaceRoot stage')
  const expression = compileExpression(operand)
  return (document, scope) => {
    const value = expression({ ...scope, root: document, current: document })
    if (!isDocument(value)) {
      throw new CommandError(
        40228,
        `'${name === '$replaceWith' ? 'replacement document' : 'newRoot'}' expression must evaluate to an object, but resulting value was of type: ${typeName(value)}`,
      )
    }
    return value
  }
}

/** What an inclusion keeps (`true`) or computes. */
type Kept = true | Computed

/**
 * `$project` and the computed part of `find`'s projections (manual: "$project"): inclusion, exclusion, computed fields,
 * nested documents and dotted paths alike. Included fields keep the document's order; computed ones follow in the
 * specification's.
 */
export function compileProject(specification: BsonValue): Transform {
  if (!isDocument(specification)) throw new CommandError(15969, '$project specification must be an object')
  if (specification.size === 0)
    throw new CommandError(51272, 'Invalid $project :: caused by :: projection specification must have at least one field')
  const entries = flatten(specification, '')
  const decisive = entries.find(([path]) => path !== '_id')
  const keepsId = !entries.some(([path, value]) => path === '_id' && isFlag(value) && !isTrueFlag(value))
  const isExclusion = decisive === undefined ? !keepsId : isFlag(decisive[1]) && !isTrueFlag(decisive[1])
  if (isExclusion) return exclusion(entries)
  for (const [path, value] of entries) {
    if (path !== '_id' && isFlag(value) && !isTrueFlag(value)) {
      throw new CommandError(31254, `Cannot do exclusion on field ${path} in inclusion projection`)
    }
  }
  const tree: FieldTree<Kept> = new Map()
  for (const [path, value] of entries) {
    if (path === '_id' && !keepsId) continue
    addToTree(tree, path, isFlag(value) ? true : { expression: compileExpression(value) })
  }
  if (keepsId && !tree.has('_id')) tree.set('_id', true)
  return (document, scope) => include(document, tree, { ...scope, root: document, current: document })
}

function flatten(specification: BsonDocument, prefix: string): [string, BsonValue][] {
  return [...specification].flatMap(([name, value]): [string, BsonValue][] => {
    if (prefix !== '' && name.includes('.') === false && name.startsWith('$')) {
      throw new CommandError(16410, `FieldPath field names may not start with '$'`)
    }
    if (isDocument(value) && !isOperatorExpression(value)) {
      if (value.size === 0)
        throw new CommandError(51270, 'An empty sub-projection is not a valid value. Found empty object at path')
      return flatten(value, `${prefix}${name}.`)
    }
    return [[`${prefix}${name}`, value]]
  })
}

function isFlag(value: BsonValue): boolean {
  return typeof value === 'boolean' || isNumber(value)
}

function isTrueFlag(value: BsonValue): boolean {
  return value === true || (isNumber(value) && toNumber(value) !== 0)
}

function exclusion(entries: readonly [string, BsonValue][]): Transform {
  const tree: FieldTree<true> = new Map()
  for (const [path, value] of entries) {
    if (path === '_id' && isTrueFlag(value) && isFlag(value)) continue
    if (!isFlag(value)) throw new CommandError(31252, `Cannot use an expression ${path} in an exclusion projection`)
    if (isTrueFlag(value)) throw new CommandError(31253, `Cannot do inclusion on field ${path} in exclusion projection`)
    addToTree(tree, path, true)
  }
  return (document) => exclude(document, tree)
}

function include(document: BsonDocument, tree: FieldTree<Kept>, scope: ExpressionScope): BsonDocument {
  const result: BsonDocument = new Map()
  for (const [name, value] of document) {
    const node = tree.get(name)
    if (node === true) result.set(name, value)
    else if (node instanceof Map) {
      const inner = includeBelow(value, node, scope)
      if (inner !== MISSING) result.set(name, inner)
    }
  }
  for (const [name, node] of tree) {
    if (node === true) continue
    if (!(node instanceof Map)) {
      const value = node.expression(scope)
      if (value === MISSING) result.delete(name)
      else result.set(name, value)
    } else if (!document.has(name) && hasComputed(node)) {
      result.set(name, include(new Map(), node, scope))
    }
  }
  return result
}

function hasComputed(tree: FieldTree<Kept>): boolean {
  return [...tree.values()].some((node) => (node instanceof Map ? hasComputed(node) : node !== true))
}

function includeBelow(value: BsonValue, tree: FieldTree<Kept>, scope: ExpressionScope): MaybeValue {
  if (value instanceof Map) return include(value, tree, scope)
  if (Array.isArray(value)) {
    return value
      .map((element) => includeBelow(element, tree, scope))
      .filter((element): element is BsonValue => element !== MISSING)
  }
  return hasComputed(tree) ? include(new Map(), tree, scope) : MISSING
}
