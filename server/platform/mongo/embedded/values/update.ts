import { type BsonDocument, type BsonValue, isDocument, type MaybeValue, MISSING, typeName } from './bson-value.ts'
import { CommandError } from './command-error.ts'
import { equalValues } from './compare.ts'
import { compileFilter } from './filter.ts'
import { compileAddFields, compileProject, compileReplaceRoot, compileUnset, type Transform } from './transforms.ts'
import { FIELD_OPERATORS, type FieldChange } from './update-operators.ts'
import {
  type ArrayFilters,
  changePath,
  comparePaths,
  draftOf,
  expandPath,
  identifierOf,
  isPositional,
  readPath,
  refuseConflicts,
  updateParts,
} from './update-paths.ts'

export { checkId } from './update-operators.ts'
export { upsertBase } from './upsert.ts'

/** What an update is compiled with. */
export interface UpdateOptions {
  readonly arrayFilters?: readonly BsonDocument[] | undefined
  readonly isUpsert?: boolean
  /** `let` variables of the command, for pipeline updates. */
  readonly variables?: ReadonlyMap<string, BsonValue>
}

/** What is known when an update meets a document. */
export interface UpdateCircumstances {
  /** Of {@link CompiledFilter.matchedArrayIndex}; needed when `usesMatchedIndex`. */
  readonly matchedArrayIndex?: number | undefined
  /** Whether the document is being inserted by an upsert (`$setOnInsert`). */
  readonly isInsert?: boolean
  readonly now: Date
}

/** An update ready to be applied to many documents. */
export interface CompiledUpdate {
  readonly kind: 'replacement' | 'operators' | 'pipeline'
  /** Whether the positional operator `$` occurs, so that the filter must be asked for its index. */
  readonly usesMatchedIndex: boolean
  /** The changed document; the given one is never altered. It may be equal to it (compare the encoded bytes). `_id` keeps its place and value, or refuses with ImmutableField. */
  apply(document: BsonDocument, circumstances: UpdateCircumstances): BsonDocument
}

/**
 * Compiles an update: a replacement document, a document of update operators, or a pipeline of `$set`/`$addFields`,
 * `$unset`/`$project`, `$replaceWith`/`$replaceRoot` (manual: "Update Operators", "Updates with Aggregation Pipeline").
 * Throws a {@link CommandError} as MongoDB: FailedToParse, ConflictingUpdateOperators, ImmutableField, PathNotViable, …
 */
export function compileUpdate(update: BsonValue, options: UpdateOptions = {}): CompiledUpdate {
  if (Array.isArray(update)) return pipelineUpdate(update, options)
  if (!isDocument(update)) throw new CommandError('FailedToParse', 'Update argument must be either an object or an array')
  const first = update.keys().next()
  const isOperators = !first.done && first.value.startsWith('$')
  if (!isOperators && (options.arrayFilters?.length ?? 0) > 0) {
    throw new CommandError('FailedToParse', 'Cannot specify arrayFilters for a replacement-style update')
  }
  return isOperators ? operatorUpdate(update, options) : replacement(update)
}

function replacement(update: BsonDocument): CompiledUpdate {
  for (const name of update.keys()) {
    if (name.startsWith('$')) {
      throw new CommandError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
      )
    }
  }
  return { kind: 'replacement', usesMatchedIndex: false, apply: (document) => withOriginalId(document, update) }
}

/** The new document with `_id` first and unchanged. */
function withOriginalId(original: BsonDocument, changed: BsonDocument): BsonDocument {
  const hadId = original.has('_id')
  const id: MaybeValue = hadId ? original.get('_id') : changed.has('_id') ? changed.get('_id') : MISSING
  if (hadId && changed.has('_id') && !equalValues(original.get('_id'), changed.get('_id'))) {
    throw new CommandError(
      'ImmutableField',
      "After applying the update, the (immutable) field '_id' was found to have been altered to another value",
    )
  }
  if (id === MISSING) return new Map(changed)
  const result: BsonDocument = new Map([['_id', id]])
  for (const [name, value] of changed) if (name !== '_id') result.set(name, value)
  return result
}

function pipelineUpdate(stages: readonly BsonValue[], options: UpdateOptions): CompiledUpdate {
  if ((options.arrayFilters?.length ?? 0) > 0)
    throw new CommandError('FailedToParse', 'Cannot specify arrayFilters for a pipeline-style update')
  const transforms = stages.map(pipelineStage)
  return {
    kind: 'pipeline',
    usesMatchedIndex: false,
    apply: (document, { now }) => {
      const scope = { now, variables: options.variables ?? new Map<string, BsonValue>() }
      return withOriginalId(
        document,
        transforms.reduce((changed, transform) => transform(changed, scope), document),
      )
    },
  }
}

function pipelineStage(stage: BsonValue): Transform {
  if (!isDocument(stage) || stage.size !== 1)
    throw new CommandError(40323, 'A pipeline stage specification object must contain exactly one field.')
  const [[name, specification] = ['', null]] = stage
  switch (name) {
    case '$set':
    case '$addFields':
      return compileAddFields(name, specification)
    case '$unset':
      return compileUnset(specification)
    case '$project':
      return compileProject(specification)
    case '$replaceRoot':
    case '$replaceWith':
      return compileReplaceRoot(name, specification)
  }
  throw new CommandError('InvalidOptions', `${name} is not allowed to be used within an update`)
}

/** One operator on one path. */
interface Step {
  readonly operator: string
  readonly parts: readonly string[]
  readonly change: FieldChange
  /** The source of a `$rename`. */
  readonly source?: readonly string[]
}

function operatorUpdate(update: BsonDocument, options: UpdateOptions): CompiledUpdate {
  const steps = [...update]
    .flatMap(([operator, fields]) => stepsOf(operator, fields))
    .sort((left, right) => comparePaths(left.parts, right.parts))
  const paths = steps.flatMap(({ parts, source }) => (source === undefined ? [parts] : [parts, source]))
  refuseConflicts(paths)
  const filters = compileArrayFilters(options.arrayFilters ?? [], paths)
  const isAnyPositional = paths.some(isPositional)
  return {
    kind: 'operators',
    usesMatchedIndex: paths.some((parts) => parts.includes('$')),
    apply: (document, circumstances) => {
      const active = circumstances.isInsert === true ? steps : steps.filter(({ operator }) => operator !== '$setOnInsert')
      const concrete = isAnyPositional ? expandSteps(document, active, circumstances, filters) : active
      return applySteps(document, concrete, circumstances)
    },
  }
}

function stepsOf(operator: string, fields: BsonValue): Step[] {
  const compile = FIELD_OPERATORS[operator]
  if (compile === undefined && operator !== '$rename') {
    throw new CommandError(
      'FailedToParse',
      `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
    )
  }
  if (!isDocument(fields)) {
    throw new CommandError(
      'FailedToParse',
      `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${operator}: …}`,
    )
  }
  return [...fields].map(([path, operand]) => {
    const parts = updateParts(path)
    return compile === undefined ? renameStep(path, parts, operand) : { operator, parts, change: compile(operand, path) }
  })
}

function renameStep(path: string, source: readonly string[], operand: BsonValue): Step {
  if (typeof operand !== 'string')
    throw new CommandError('BadValue', `The 'to' field for $rename must be a string: ${path}: ${typeName(operand)}`)
  const parts = updateParts(operand)
  if (isPositional(source) || isPositional(parts))
    throw new CommandError('BadValue', `The source and target field for $rename may not be dynamic: ${path}`)
  if (operand === path)
    throw new CommandError('BadValue', `The source and target field for $rename must differ: ${path}: "${operand}"`)
  return { operator: '$rename', parts, source, change: { creates: true, change: (value) => value } }
}

function expandSteps(
  document: BsonDocument,
  steps: readonly Step[],
  { matchedArrayIndex }: UpdateCircumstances,
  filters: ArrayFilters,
): Step[] {
  const concrete = steps.flatMap((step) =>
    expandPath(document, step.parts, matchedArrayIndex, filters).map((parts): Step => ({ ...step, parts })),
  )
  refuseConflicts(concrete.map(({ parts }) => parts))
  return concrete.sort((left, right) => comparePaths(left.parts, right.parts))
}

function applySteps(document: BsonDocument, steps: readonly Step[], { now }: UpdateCircumstances): BsonDocument {
  const draft = draftOf(document)
  for (const { parts, change, source } of steps) {
    const path = parts.join('.')
    if (source === undefined) changePath(draft, parts, change.creates, (value) => change.change(value, now, path))
    else {
      refuseArraysOn(draft.document, source, 'source')
      const moved = readPath(draft.document, source)
      if (moved === MISSING) continue
      refuseArraysOn(draft.document, parts, 'destination')
      changePath(draft, source, false, () => MISSING)
      changePath(draft, parts, true, () => moved)
    }
  }
  return keepId(document, draft.document)
}

function refuseArraysOn(document: BsonDocument, parts: readonly string[], end: 'source' | 'destination'): void {
  for (let length = 1; length < parts.length; length += 1) {
    if (Array.isArray(readPath(document, parts.slice(0, length)))) {
      throw new CommandError(
        'BadValue',
        `The ${end} field cannot be an array element, '${parts.join('.')}' has an array field called '${parts[length - 1]}'`,
      )
    }
  }
}

/** `_id` is immutable: an update that changes or removes it is refused, one that sets it to an equal value keeps the old. */
function keepId(original: BsonDocument, changed: BsonDocument): BsonDocument {
  if (!original.has('_id')) return changed.has('_id') ? withOriginalId(original, changed) : changed
  const id = original.get('_id')
  const now = changed.get('_id')
  if (now === id) return changed
  if (!changed.has('_id') || !equalValues(id, now)) {
    throw new CommandError('ImmutableField', "Performing an update on the path '_id' would modify the immutable field '_id'")
  }
  changed.set('_id', id)
  return changed
}

function compileArrayFilters(documents: readonly BsonDocument[], paths: readonly (readonly string[])[]): ArrayFilters {
  const filters = new Map<string, (element: BsonValue) => boolean>()
  for (const document of documents) {
    const identifier = filterIdentifier(document)
    if (filters.has(identifier)) {
      throw new CommandError('FailedToParse', `Found multiple array filters with the same top-level field name ${identifier}`)
    }
    const filter = compileFilter(document)
    filters.set(identifier, (element) => filter.matches(new Map([[identifier, element]])))
  }
  const used = new Set(paths.flat().map(identifierOf))
  for (const identifier of filters.keys()) {
    if (!used.has(identifier))
      throw new CommandError('FailedToParse', `The array filter for identifier '${identifier}' was not used in the update`)
  }
  for (const identifier of used) {
    if (identifier !== undefined && identifier !== '' && !filters.has(identifier)) {
      throw new CommandError('BadValue', `No array filter found for identifier '${identifier}'`)
    }
  }
  return filters
}

/** The one identifier an array filter speaks about, also inside `$and`, `$or` and `$nor`. */
function filterIdentifier(filter: BsonDocument): string {
  const names = new Set(identifiersIn(filter))
  const [name] = names
  if (name === undefined)
    throw new CommandError('FailedToParse', 'Cannot use an expression without a top-level field name in arrayFilters')
  if (names.size > 1) {
    throw new CommandError(
      'FailedToParse',
      `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${[...names].join("' and '")}'`,
    )
  }
  if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) {
    throw new CommandError(
      'BadValue',
      `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
    )
  }
  return name
}

function identifiersIn(filter: BsonDocument): string[] {
  return [...filter].flatMap(([name, value]) => {
    if (!name.startsWith('$')) return [name.split('.')[0] ?? '']
    return Array.isArray(value) ? value.flatMap((clause) => (isDocument(clause) ? identifiersIn(clause) : [])) : []
  })
}
