import {
  type CommandContext,
  type CommandDefinition,
  collectionName,
  collectionOf,
  countArgument,
  documentArgument,
  flagArgument,
  sourceOf,
} from '../command-context.ts'
import { type Cursor, nextBatch } from '../cursors.ts'
import { checkCollation } from '../indexes.ts'
import { createPacer } from '../pacer.ts'
import { compileShown } from '../projecting.ts'
import { answer, planOf, prepareQuery, type Query } from '../query.ts'
import { cursorReply, type Reply } from '../replies.ts'
import { documentOfFound } from '../scan.ts'
import { refusedFindFlags } from '../unsupported.ts'
import { integerOf } from '../values/bson-value.ts'
import { CommandError } from '../values/command-error.ts'
import { type BsonDocument, encodeDocument } from '../values/document.ts'
import { variablesOf } from './variables.ts'

const firstBatchSize = 101

/** `find`: answers a query with a cursor (manual: "find"). */
export const find: CommandDefinition = {
  fields: [
    'find',
    'filter',
    'sort',
    'projection',
    'hint',
    'skip',
    'limit',
    'batchSize',
    'singleBatch',
    'collation',
    'let',
    'allowDiskUse',
    'noCursorTimeout',
    'allowPartialResults',
    'min',
    'max',
    'tailable',
    'awaitData',
    ...refusedFindFlags,
  ],
  isTransactional: true,
  run: async (context) => {
    const { command } = context
    for (const flag of refusedFindFlags) {
      if (flagArgument(command, flag))
        throw new CommandError('NotImplemented', `find option '${flag}' is not supported by the embedded database`)
    }
    const isTailable = flagArgument(command, 'tailable')
    if (flagArgument(command, 'awaitData') && !isTailable)
      throw new CommandError('FailedToParse', "Cannot set 'awaitData' without also setting 'tailable'")
    if (isTailable) {
      throw new CommandError(
        'BadValue',
        'error processing query: tailable cursor requested on non capped collection; no collection is capped in the embedded database',
      )
    }
    countArgument(command, 'limit', 0)
    for (const option of ['min', 'max']) {
      if (documentArgument(command, option)?.size)
        throw new CommandError('NotImplemented', `find option '${option}' is not supported by the embedded database`)
    }
    const query = findQuery(context)
    const projection = documentArgument(command, 'projection')
    const isSingleBatch = flagArgument(command, 'singleBatch')
    return openCursor(context, foundDocuments(context, query, projection), {
      namespace: `${context.database}.${collectionName(context)}`,
      batchSize: countArgument(command, 'batchSize', firstBatchSize),
      isSingleBatch,
    })
  },
}

/** The query of a find or count command; a count may give its limit as a negative number. */
export function findQuery(context: CommandContext): Query {
  const { command } = context
  checkCollation(command.get('collation'))
  const limit = command.has('limit') ? integerOf(command.get('limit')) : 0
  if (limit === undefined) throw new CommandError('TypeMismatch', "BSON field 'limit' must be a whole number")
  return prepareQuery(documentArgument(command, 'filter') ?? documentArgument(command, 'query') ?? new Map(), {
    sort: documentArgument(command, 'sort'),
    skip: countArgument(command, 'skip', 0),
    limit: Math.abs(limit),
    hint: command.get('hint'),
    now: context.receivedAt,
    variables: variablesOf(command, context.receivedAt),
  })
}

async function* foundDocuments(
  context: CommandContext,
  query: Query,
  projection: BsonDocument | undefined,
): AsyncGenerator<Uint8Array> {
  const project = compileShown(projection, query, context.command, context.receivedAt)
  const collection = collectionOf(context)
  if (!collection) return
  const source = sourceOf(context)
  const plan = planOf(source, context.engine.catalogue, collection, query)
  for await (const found of answer(source, collection, query, plan, createPacer(context.maxTimeMs))) {
    yield project ? encodeDocument(project(documentOfFound(found))) : found.body
  }
}

/** Opens a cursor over results and answers with its first batch; a cursor that has nothing left is not kept. */
export async function openCursor(
  context: CommandContext,
  results: AsyncGenerator<Uint8Array>,
  options: { namespace: string; batchSize: number; isSingleBatch: boolean },
): Promise<Reply> {
  const { cursors } = context.engine
  const facts = {
    namespace: options.namespace,
    sessionKey: context.sessionKey,
    txnNumber: context.transaction?.txnNumber,
    snapshot: context.snapshot,
    results,
  }
  const cursor: Cursor = cursors.open(facts)
  try {
    const batch = await nextBatch(cursor, options.batchSize)
    if (batch.isLast || options.isSingleBatch) cursors.close(cursor)
    const id = batch.isLast || options.isSingleBatch ? 0n : cursor.id
    return cursorReply('firstBatch', batch.documents, id, options.namespace, context.snapshot?.time)
  } catch (error) {
    cursors.close(cursor)
    throw error
  }
}
