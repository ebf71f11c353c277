import { type BsonDocument, type BsonValue, isDocument, type MaybeValue, MISSING, typeName } from './bson-value.ts'
import { CommandError } from './command-error.ts'
import { compileExpression, isOperatorExpression } from './expression.ts'
import type { Expression, ExpressionScope } from './expression-support.ts'
import { addToTree, type FieldTree } from './field-tree.ts'
import { type Kept, type ParsedProjection, parseProjection } from './projection-parser.ts'

/** A stage that turns one document into another; the scope brings variables and the time. */
export type Transform = (document: BsonDocument, scope: Omit<ExpressionScope, 'root' | 'current'>) => BsonDocument

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

/**
 * `$project` and the computed part of `find`'s projections (manual: "$project"): inclusion, exclusion, computed fields,
 * nested documents and dotted paths alike. Included fields keep the document's order; computed ones follow in the
 * specification's.
 */
export function compileProject(specification: BsonValue): Transform {
  if (!isDocument(specification)) throw new CommandError(15969, '$project specification must be an object')
  if (specification.size === 0)
    throw new CommandError(51272, 'Invalid $project :: caused by :: projection specification must have at least one field')
  return projectTree(parseProjection(specification, { isFind: false }))
}

/** What a projection that was read keeps, computes or leaves out. */
export function projectTree({ isExclusion, tree }: ParsedProjection): Transform {
  if (isExclusion) return (document) => exclude(document, tree)
  return (document, scope) => include(document, tree, { ...scope, root: document, current: document })
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
