import {
  type CommandContext,
  type CommandDefinition,
  collectionName,
  documentArgument,
  findCollection,
  sourceOf,
} from '../command-context.ts'
import { indexKeys, keyText } from '../indexes.ts'
import { createPacer } from '../pacer.ts'
import { answer, planOf, prepareQuery } from '../query.ts'
import { okReply } from '../replies.ts'
import type { Plan, ScanCounter } from '../scan.ts'
import { CommandError } from '../values/command-error.ts'
import { type BsonDocument, decodeDocument, documentOf } from '../values/document.ts'
import { findQuery } from './find.ts'

const verbosities = ['queryPlanner', 'executionStats', 'allPlansExecution']

/** `explain`: which index a find, count, update or delete reads and how much it looked at (manual: "explain"). */
export const explain: CommandDefinition = {
  fields: ['explain', 'verbosity'],
  run: async (context) => {
    const explained = documentArgument(context.command, 'explain') ?? new Map()
    const verbosity = context.command.get('verbosity') ?? 'allPlansExecution'
    if (typeof verbosity !== 'string' || !verbosities.includes(verbosity))
      throw new CommandError('BadValue', `verbosity string must be one of ${verbosities.join(', ')}`)
    const [name] = explained.keys()
    const inner: CommandContext = { ...context, name: String(name), command: withQuery(explained) }
    if (!['find', 'count', 'distinct', 'delete', 'update', 'findAndModify', 'aggregate'].includes(inner.name)) {
      throw new CommandError('CommandNotFound', `Explain failed due to unknown command: ${inner.name}`)
    }
    const collection = findCollection(context, collectionName(inner))
    const query = findQuery(inner)
    const namespace = `${context.database}.${collectionName(inner)}`
    if (!collection) return okReply({ queryPlanner: { namespace, winningPlan: { stage: 'EOF' }, rejectedPlans: [] } })
    const source = sourceOf(context)
    const plan = planOf(source, context.engine.catalogue, collection, query)
    const counter: ScanCounter = { keysExamined: 0, documentsExamined: 0 }
    const queryPlanner = {
      namespace,
      parsedQuery: query.filterDocument,
      winningPlan: describePlan(plan, query.sort),
      rejectedPlans: [],
    }
    if (verbosity === 'queryPlanner') return okReply({ explainVersion: '1', queryPlanner, command: explained })
    let returned = 0
    const startedAt = performance.now()
    for await (const _ of answer(source, collection, query, plan, createPacer(context.maxTimeMs), counter)) returned += 1
    return okReply({
      explainVersion: '1',
      queryPlanner,
      executionStats: {
        executionSuccess: true,
        nReturned: returned,
        executionTimeMillis: Math.round(performance.now() - startedAt),
        totalKeysExamined: counter.keysExamined,
        totalDocsExamined: counter.documentsExamined,
      },
      command: explained,
    })
  },
}

/** The first statement's filter of a write, or the leading `$match` of a pipeline, where find has its own. */
function withQuery(explained: BsonDocument): BsonDocument {
  const statements = explained.get('updates') ?? explained.get('deletes')
  const first = Array.isArray(statements) ? statements[0] : undefined
  const pipeline = explained.get('pipeline')
  const stage = Array.isArray(pipeline) ? pipeline[0] : undefined
  const match = stage instanceof Map ? stage.get('$match') : undefined
  const query = first instanceof Map ? first.get('q') : match
  if (query === undefined) return explained
  const [entry] = explained
  return new Map([...(entry ? [entry] : []), ['filter', query]])
}

function describePlan(plan: Plan, sort: BsonDocument | undefined): BsonDocument {
  const direction = plan.isReversed ? 'backward' : 'forward'
  if (plan.branches) {
    const stages = plan.branches.map((branch) => describePlan(branch, undefined))
    const union = documentOf({ stage: 'OR', inputStages: stages })
    return sort && !plan.providesSort ? documentOf({ stage: 'SORT', sortPattern: sort, inputStage: union }) : union
  }
  const reading = plan.index
    ? documentOf({
        stage: 'FETCH',
        inputStage: {
          stage: 'IXSCAN',
          keyPattern: plan.index.specification.get('key'),
          indexName: plan.index.name,
          isMultiKey: plan.index.isMultikey,
          isUnique: plan.index.isUnique,
          direction,
          ranges: plan.ranges.length,
        },
      })
    : documentOf(
        plan.ranges.some((range) => range.from.length > 0)
          ? { stage: 'IDHACK', indexName: '_id_' }
          : { stage: 'COLLSCAN', direction },
      )
  return sort && !plan.providesSort ? documentOf({ stage: 'SORT', sortPattern: sort, inputStage: reading }) : reading
}

/** `serverStatus`, small: what an operator's screen asks. */
export const serverStatus: CommandDefinition = {
  fields: ['serverStatus', 'repl', 'metrics', 'locks'],
  run: ({ engine, receivedAt }) => {
    const { commits, jobs } = engine.writer.statistics()
    return okReply({
      version: '7.0.0',
      process: 'kaibiao-embedded',
      pid: process.pid,
      uptime: (receivedAt.getTime() - engine.startedAt) / 1_000,
      localTime: receivedAt,
      mem: { resident: Math.round(process.memoryUsage().rss / 1_048_576) },
      cursors: { totalOpen: engine.cursors.count() },
      transactions: { currentOpen: engine.transactions.count() },
      writer: { commits, jobs },
      log: { bytes: engine.storage.logBytes() },
    })
  },
}

const mostTold = 20

/** `validate`: every document readable, every index entry right and none too many (manual: "validate"). */
export const validate: CommandDefinition = {
  fields: ['validate', 'full', 'repair', 'metadata', 'checkBSONConformance', 'background'],
  run: async (context) => {
    const { engine } = context
    const collection = findCollection(context, collectionName(context))
    if (!collection)
      throw new CommandError(
        'NamespaceNotFound',
        `Collection '${context.database}.${collectionName(context)}' does not exist to validate.`,
      )
    const snapshot = engine.storage.openSnapshot()
    try {
      const errors: string[] = []
      const expected = new Map(collection.indexes.map((index) => [index.id, 0]))
      const hasEntry = snapshot.sqlite.prepare('SELECT 1 FROM entries WHERE ix = ? AND key = ? AND id = ?')
      const source = { connection: snapshot, transaction: undefined }
      const query = prepareQuery(new Map())
      let records = 0
      for await (const found of answer(
        source,
        collection,
        query,
        planOf(source, engine.catalogue, collection, query),
        createPacer(0),
      )) {
        records += 1
        const document = decodeDocument(found.body)
        for (const index of collection.indexes) {
          const { keys } = indexKeys(index, document)
          expected.set(index.id, (expected.get(index.id) ?? 0) + keys.length)
          for (const key of keys) {
            if (!hasEntry.get(index.id, key, found.id))
              errors.push(`index ${index.name} lacks a key of the document ${keyText(found.id)}`)
          }
        }
      }
      const countEntries = snapshot.sqlite.prepare('SELECT COUNT(*) AS n FROM entries WHERE ix = ?')
      const keysPerIndex: Record<string, number> = { _id_: records }
      for (const index of collection.indexes) {
        const there = Number(countEntries.get(index.id).n)
        keysPerIndex[index.name] = there
        if (there !== expected.get(index.id))
          errors.push(`index ${index.name} has ${there} keys, its documents have ${expected.get(index.id)}`)
      }
      return okReply({
        ns: collection.namespace,
        nrecords: records,
        nIndexes: collection.indexes.length + 1,
        keysPerIndex,
        valid: errors.length === 0,
        errors: errors.slice(0, mostTold),
        warnings: [],
      })
    } finally {
      engine.storage.releaseSnapshot(snapshot)
    }
  },
}
