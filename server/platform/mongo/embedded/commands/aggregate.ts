import { Int32 } from 'bson'
import {
  arrayArgument,
  type CommandContext,
  type CommandDefinition,
  countArgument,
  documentArgument,
  findCollection,
  sourceOf,
} from '../command-context.ts'
import { checkCollation } from '../indexes.ts'
import { createPacer } from '../pacer.ts'
import { answer, planOf, prepareQuery } from '../query.ts'
import { integerOf, isDocument } from '../values/bson-value.ts'
import { CommandError } from '../values/command-error.ts'
import { type BsonDocument, type BsonValue, encodeDocument } from '../values/document.ts'
import { openCursor } from './find.ts'
import { variablesOf } from './variables.ts'

/** `aggregate`: runs a pipeline (manual: "aggregate"). */
export const aggregate: CommandDefinition = {
  fields: ['aggregate', 'pipeline', 'cursor', 'allowDiskUse', 'hint', 'let', 'collation', 'bypassDocumentValidation', 'explain'],
  isTransactional: true,
  run: (context) => {
    const { command, database } = context
    checkCollation(command.get('collation'))
    const name = command.get('aggregate')
    const stages = pipelineOf(command)
    const counted = typeof name === 'string' ? countOf(stages) : undefined
    if (counted && typeof name === 'string') {
      return openCursor(context, countResult(context, name, counted), {
        namespace: `${database}.${name}`,
        batchSize: 101,
        isSingleBatch: false,
      })
    }
    throw new CommandError('NotImplemented', 'aggregate')
  },
}

function pipelineOf(command: BsonDocument): BsonDocument[] {
  return (arrayArgument(command, 'pipeline') ?? []).map((stage) => {
    if (!isDocument(stage)) throw new CommandError('TypeMismatch', 'Each element of the pipeline array must be an object')
    return stage
  })
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
    variables: variablesOf(context.command),
  })
  const collection = findCollection(context, name)
  if (!collection) return
  const source = sourceOf(context)
  let n = 0
  if (query.filter.isEmpty && skip === 0 && limit === 0 && !source.transaction) n = source.connection.count(collection.id)
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
