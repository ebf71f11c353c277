import { Int32 } from 'bson'
import {
  arrayArgument,
  type CommandContext,
  type CommandDefinition,
  collectionName,
  countArgument,
  documentArgument,
  findCollection,
  flagArgument,
  sourceOf,
} from '../command-context.ts'
import { checkCollation, type Index } from '../indexes.ts'
import { createPacer, type Pacer } from '../pacer.ts'
import { answer, countAll, planOf, prepareQuery, type Query } from '../query.ts'
import { documentOfFound } from '../scan.ts'
import { runPipeline, UNSUPPORTED_STAGES } from '../values/aggregate.ts'
import { integerOf, isDocument } from '../values/bson-value.ts'
import { CommandError } from '../values/command-error.ts'
import { type BsonDocument, type BsonValue, encodeDocument } from '../values/document.ts'
import type { CompiledFilter } from '../values/filter.ts'
import { encoded } from './collection-commands.ts'
import { openCursor } from './find.ts'
import { requireFields } from './unknown-fields.ts'
import { variablesOf } from './variables.ts'

/** `aggregate`: runs a pipeline over a collection (manual: "aggregate"). What it begins with is read by an index where one fits. */
export const aggregate: CommandDefinition = {
  fields: ['aggregate', 'pipeline', 'cursor', 'allowDiskUse', 'hint', 'let', 'collation', 'bypassDocumentValidation', 'explain'],
  isTransactional: true,
  run: (context) => {
    const { command, database } = context
    checkCollation(command.get('collation'))
    requireFields('aggregate', command, ['pipeline'])
    const stages = pipelineOf(command)
    const isWithoutCollection = typeof command.get('aggregate') !== 'string'
    if (isWithoutCollection) refuseWithoutCollection(stages)
    const name = collectionName(context)
    if (flagArgument(command, 'explain'))
      throw new CommandError('InvalidOptions', 'use the explain command instead of aggregate with explain')
    if (!documentArgument(command, 'cursor')) {
      throw new CommandError('FailedToParse', "The 'cursor' option is required, except for aggregate with the explain argument")
    }
    const counted = countOf(stages)
    const results = counted ? countResult(context, name, counted) : encoded(pipelineResult(context, name, stages))
    const batchSize = documentArgument(command, 'cursor')?.get('batchSize')
    return openCursor(context, results, {
      namespace: `${database}.${name}`,
      batchSize: integerOf(batchSize ?? null) ?? 101,
      isSingleBatch: false,
    })
  },
}

/** `aggregate: 1` is for stages that make documents of their own; the embedded database has none of them. */
function refuseWithoutCollection(stages: readonly BsonDocument[]): void {
  const first = stages[0]?.keys().next().value
  if (first === '$changeStream')
    throw new CommandError(
      40573,
      'The $changeStream stage is only supported on replica sets; $changeStream is not supported by the embedded database',
    )
  if (first !== undefined && UNSUPPORTED_STAGES.includes(first))
    throw new CommandError(40324, `the pipeline stage ${first} is not supported by the embedded database`)
  throw new CommandError(
    'InvalidNamespace',
    `{aggregate: 1} is not valid for '${first ?? 'an empty pipeline'}'; a collection is required.`,
  )
}

function pipelineOf(command: BsonDocument): BsonDocument[] {
  return (arrayArgument(command, 'pipeline') ?? []).map((stage) => {
    if (!isDocument(stage)) throw new CommandError('TypeMismatch', 'Each element of the pipeline array must be an object')
    return stage
  })
}

function pipelineResult(context: CommandContext, name: string, stages: readonly BsonDocument[]): AsyncIterable<BsonDocument> {
  const variables = variablesOf(context.command, context.receivedAt)
  const pacer = createPacer(context.maxTimeMs)
  const { query, rest } = leadingQuery(context, stages)
  return runPipeline(rest, documents(context, name, query, pacer), {
    now: context.receivedAt,
    variables,
    collection: (other, filter) => documents(context, other, filter ? filterQuery(filter) : prepareQuery(new Map()), pacer),
    isIndexed: (other, path) => {
      if (path === '_id') return true
      const isUsable = (index: Index): boolean =>
        index.paths[0] === path && !index.isSparse && !index.partialFilter && !index.isHidden
      return findCollection(context, other)?.indexes.some(isUsable) === true
    },
  })
}

async function* documents(context: CommandContext, name: string, query: Query, pacer: Pacer): AsyncGenerator<BsonDocument> {
  const collection = findCollection(context, name)
  if (!collection) return
  const source = sourceOf(context)
  const plan = planOf(source, context.engine.catalogue, collection, query)
  for await (const found of answer(source, collection, query, plan, pacer)) yield documentOfFound(found)
}

/** A query by a filter somebody else compiled; the planner may not read its words, only its bounds. */
function filterQuery(filter: CompiledFilter): Query {
  return { ...prepareQuery(new Map()), filter, filterDocument: new Map([['$comment', null]]) }
}

/** What a pipeline begins with, as one query: `$match`, `$sort`, `$skip`, `$limit`, each at most once and in that order. */
function leadingQuery(context: CommandContext, stages: readonly BsonDocument[]): { query: Query; rest: readonly BsonDocument[] } {
  const { command, receivedAt } = context
  let taken = 0
  const take = (name: string): BsonDocument | undefined => {
    const stage = stages[taken]
    if (stage?.size !== 1 || !stage.has(name)) return undefined
    taken += 1
    return stage
  }
  const match = take('$match')?.get('$match')
  if (match !== undefined && !isDocument(match))
    throw new CommandError(15959, 'the match filter must be an expression in an object')
  const sort = take('$sort')?.get('$sort')
  if (sort !== undefined && (!isDocument(sort) || sort.size === 0)) taken -= 1
  const skipped = integerOf(stages[taken]?.get('$skip') ?? null)
  const skip = skipped !== undefined && skipped >= 0 ? take('$skip') : undefined
  const limit = integerOf(stages[taken]?.get('$limit') ?? null)
  const hasLimit = stages[taken]?.size === 1 && limit !== undefined && limit > 0
  if (hasLimit) taken += 1
  const query = prepareQuery(match ?? new Map(), {
    sort: isDocument(sort) ? sort : undefined,
    skip: skip ? (skipped ?? 0) : 0,
    limit: hasLimit ? limit : 0,
    hint: command.get('hint'),
    now: receivedAt,
    variables: variablesOf(command, receivedAt),
  })
  return { query, rest: stages.slice(taken) }
}

/** A pipeline that only counts: what drivers make of countDocuments. */
interface Count {
  readonly match: BsonDocument
  readonly skip: number
  readonly limit: number
}

/** The count a pipeline of `$match`, `$skip`, `$limit` and `{ $group: { _id: 1, n: { $sum: 1 } } }` stands for; it needs no documents kept. */
function countOf(stages: readonly BsonDocument[]): Count | undefined {
  const names = stages.map((stage) => [...stage.keys()].join())
  if (!/^(\$match,)?(\$skip,)?(\$limit,)?\$group$/.test(names.join())) return undefined
  const group = stages.at(-1)?.get('$group')
  if (!isDocument(group) || [...group.keys()].join() !== '_id,n' || integerOf(group.get('_id')) !== 1) return undefined
  const sum = group.get('n')
  if (!isDocument(sum) || sum.size !== 1 || integerOf(sum.get('$sum')) !== 1) return undefined
  const argument = (name: string): BsonDocument | undefined => stages.find((stage) => stage.has(name))
  const match = argument('$match')
  return {
    match: (match && documentArgument(match, '$match')) ?? new Map(),
    skip: countArgument(argument('$skip') ?? new Map(), '$skip', 0),
    limit: countArgument(argument('$limit') ?? new Map(), '$limit', 0),
  }
}

async function* countResult(context: CommandContext, name: string, { match, skip, limit }: Count): AsyncGenerator<Uint8Array> {
  const query = prepareQuery(match, {
    skip,
    limit,
    hint: context.command.get('hint'),
    now: context.receivedAt,
    variables: variablesOf(context.command, context.receivedAt),
  })
  const collection = findCollection(context, name)
  if (!collection) return
  const source = sourceOf(context)
  let n = 0
  if (query.filter.isEmpty && skip === 0 && limit === 0 && !source.transaction)
    n = await countAll(source, collection, createPacer(context.maxTimeMs))
  else {
    const plan = planOf(source, context.engine.catalogue, collection, query)
    for await (const _ of answer(source, collection, query, plan, createPacer(context.maxTimeMs))) n += 1
  }
  if (n === 0) return
  yield encodeDocument(
    new Map<string, BsonValue>([
      ['_id', new Int32(1)],
      ['n', new Int32(n)],
    ]),
  )
}
