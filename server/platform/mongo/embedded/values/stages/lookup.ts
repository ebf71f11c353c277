import { groupKey } from '../accumulators.ts'
import { type BsonDocument, type BsonValue, isDocument, MISSING } from '../bson-value.ts'
import { CommandError } from '../command-error.ts'
import { compileExpression, pathValue } from '../expression.ts'
import { type Expression, orNull } from '../expression-support.ts'
import { compileFilter } from '../filter.ts'
import { memoryMeter } from '../memory.ts'
import { splitPath, visitElements } from '../paths.ts'
import { compileAddFields } from '../transforms.ts'
import { collect, type PipelineContext, type Stage, type StagesCompiler, scopeOf, sourceOf } from './stage.ts'

interface Join {
  readonly from: string
  readonly as: string
  readonly localField: string | undefined
  readonly foreignField: string | undefined
  readonly variables: readonly [string, Expression][]
  readonly pipeline: readonly BsonValue[] | undefined
}

/**
 * `$lookup` by equal fields, by a pipeline with `let`, or both (manual: "$lookup"). Equality is that of `find`: an array on
 * either side joins by any element, a missing field joins null and missing.
 */
export function lookupStage(specification: BsonValue, context: PipelineContext, compileStages: StagesCompiler): Stage {
  const join = readJoin(specification)
  if (join.pipeline !== undefined) compileStages(join.pipeline, withPlaceholders(join, context))
  return async function* joined(source) {
    const match = foreignReader(join, context)
    const scope = scopeOf(context)
    for await (const document of source) {
      let foreign = await match(document)
      if (join.pipeline !== undefined) {
        const variables = new Map(scope.variables)
        for (const [name, expression] of join.variables) {
          variables.set(name, orNull(expression({ ...scope, root: document, current: document })))
        }
        foreign = await collect(compileStages(join.pipeline, { ...context, variables })(sourceOf(foreign)))
      }
      yield placeAt(document, join.as, foreign)
    }
  }
}

/** The context with every `let` variable defined, so that the inner pipeline's faults show before anything is read. */
function withPlaceholders(join: Join, context: PipelineContext): PipelineContext {
  const variables = new Map(context.variables ?? [])
  for (const [name] of join.variables) variables.set(name, null)
  return { ...context, variables }
}

function placeAt(document: BsonDocument, as: string, values: BsonValue[]): BsonDocument {
  if (!as.includes('.')) return new Map(document).set(as, values)
  const add = compileAddFields('$lookup', new Map([[as, new Map<string, BsonValue>([['$literal', values]])]]))
  return add(document, { now: undefined, variables: new Map() })
}

function readJoin(specification: BsonValue): Join {
  if (!isDocument(specification)) throw new CommandError('FailedToParse', 'the $lookup specification must be an Object')
  for (const name of specification.keys()) {
    if (!['from', 'as', 'localField', 'foreignField', 'let', 'pipeline'].includes(name)) {
      throw new CommandError('FailedToParse', `unknown argument to $lookup: ${name}`)
    }
  }
  const from = text(specification, 'from')
  const as = text(specification, 'as')
  if (from === undefined) throw new CommandError('FailedToParse', "must specify 'from' field for a $lookup")
  if (as === undefined) throw new CommandError('FailedToParse', "must specify 'as' field for a $lookup")
  const localField = text(specification, 'localField')
  const foreignField = text(specification, 'foreignField')
  const pipeline = specification.get('pipeline')
  if (pipeline !== undefined && !Array.isArray(pipeline))
    throw new CommandError('TypeMismatch', "'pipeline' option must be specified as an array")
  if ((localField === undefined) !== (foreignField === undefined) || (localField === undefined && pipeline === undefined)) {
    throw new CommandError(
      'FailedToParse',
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
    )
  }
  const variables = specification.get('let') ?? new Map<string, BsonValue>()
  if (!isDocument(variables)) throw new CommandError('FailedToParse', "$lookup argument 'let' must be an object")
  const expressions = [...variables].map(([name, value]): [string, Expression] => [name, compileExpression(value)])
  return { from, as, localField, foreignField, variables: expressions, pipeline }
}

function text(specification: BsonDocument, name: string): string | undefined {
  const value = specification.get(name)
  if (value === undefined) return undefined
  if (typeof value !== 'string') throw new CommandError('FailedToParse', `$lookup argument '${name}' must be a string`)
  return value
}

type ForeignReader = (document: BsonDocument) => Promise<BsonDocument[]>

function foreignReader(join: Join, context: PipelineContext): ForeignReader {
  const { localField, foreignField, from } = join
  if (localField === undefined || foreignField === undefined) return readOnce(join, context)
  if (context.isIndexed?.(from, foreignField) === true) {
    return (document) => {
      const condition = new Map([[foreignField, new Map<string, BsonValue>([['$in', localValues(document, localField)]])]])
      const filter = compileFilter(condition)
      return collect(matching(context.collection(from, filter), (foreign) => filter.matches(foreign)))
    }
  }
  let index: Promise<ForeignIndex> | undefined
  return async (document) => {
    index ??= indexForeign(context.collection(from), foreignField)
    const byKey = await index
    const found = new Map<number, BsonDocument>()
    for (const value of localValues(document, localField)) {
      for (const { order, foreign } of byKey.get(groupKey(value)) ?? []) found.set(order, foreign)
    }
    return [...found].sort(([left], [right]) => left - right).map(([, foreign]) => foreign)
  }
}

async function* matching(
  source: AsyncIterable<BsonDocument>,
  isMatch: (document: BsonDocument) => boolean,
): AsyncIterable<BsonDocument> {
  for await (const document of source) if (isMatch(document)) yield document
}

/** The whole foreign collection, read once; an inner pipeline runs over it for each document. */
function readOnce(join: Join, context: PipelineContext): ForeignReader {
  let everything: Promise<BsonDocument[]> | undefined
  return () => {
    everything ??= readAll(context.collection(join.from))
    return everything
  }
}

async function readAll(source: AsyncIterable<BsonDocument>): Promise<BsonDocument[]> {
  const keep = memoryMeter('$lookup')
  const documents: BsonDocument[] = []
  for await (const document of source) {
    keep(document)
    documents.push(document)
  }
  return documents
}

/** The values a document joins by: the elements of an array, or the value itself, null for none. */
function localValues(document: BsonDocument, path: string): BsonValue[] {
  const value = pathValue(document, splitPath(path), 0)
  if (Array.isArray(value)) return value
  return [orNull(value)]
}

/** Foreign documents, numbered as they were read, by each value they join by. */
type ForeignIndex = Map<string, { order: number; foreign: BsonDocument }[]>

async function indexForeign(source: AsyncIterable<BsonDocument>, path: string): Promise<ForeignIndex> {
  const keep = memoryMeter('$lookup')
  const byKey: ForeignIndex = new Map()
  let order = 0
  const parts = splitPath(path)
  for await (const document of source) {
    keep(document)
    const keys = new Set<string>()
    visitElements(document, parts, true, (value) => {
      keys.add(groupKey(value === MISSING ? null : value))
      return false
    })
    for (const key of keys) {
      const known = byKey.get(key)
      if (known === undefined) byKey.set(key, [{ order, foreign: document }])
      else known.push({ order, foreign: document })
    }
    order += 1
  }
  return byKey
}

/** `$unionWith`: the documents of another collection, through a pipeline if one is given, after the own ones. */
export function unionWithStage(specification: BsonValue, context: PipelineContext, compileStages: StagesCompiler): Stage {
  const name = isDocument(specification) ? specification.get('coll') : specification
  if (typeof name !== 'string')
    throw new CommandError('FailedToParse', "the $unionWith stage specification must be a string or an object with 'coll'")
  const pipeline = isDocument(specification) ? (specification.get('pipeline') ?? []) : []
  if (!Array.isArray(pipeline)) throw new CommandError('TypeMismatch', "'pipeline' of $unionWith must be an array")
  const stage = compileStages(pipeline, context)
  return async function* united(source) {
    yield* source
    yield* stage(context.collection(name))
  }
}
