import { Binary } from 'bson'
import type { Collection } from '../catalogue.ts'
import { checkNamespace } from '../catalogue.ts'
import {
  type CommandContext,
  type CommandDefinition,
  collectionName,
  documentArgument,
  flagArgument,
} from '../command-context.ts'
import { checkCollation } from '../indexes.ts'
import { okReply } from '../replies.ts'
import { refusedCollectionOptions } from '../unsupported.ts'
import { CommandError } from '../values/command-error.ts'
import { compareValues } from '../values/compare.ts'
import { type BsonDocument, type BsonValue, documentOf, encodeDocument } from '../values/document.ts'
import { compileFilter } from '../values/filter.ts'
import { MustWait } from '../writer.ts'
import { openCursor } from './find.ts'

/** `create`: an empty collection (manual: "create"). */
export const create: CommandDefinition = {
  fields: ['create', 'collation', 'storageEngine', 'indexOptionDefaults', 'idIndex', ...refusedCollectionOptions],
  run: async (context) => {
    const { engine, command, database } = context
    const name = collectionName(context)
    for (const option of refusedCollectionOptions) {
      const value = command.get(option)
      if (value === undefined || value === null || value === false) continue
      throw new CommandError('NotImplemented', `the collection option '${option}' is not supported by the embedded database`)
    }
    checkCollation(command.get('collation'))
    checkNamespace(database, name)
    await engine.writer.submit(() => {
      // As it is already, with no options: nothing to do (MongoDB 7).
      if (!engine.catalogue.find(database, name)) engine.catalogue.create(database, name, new Map())
    })
    return okReply()
  },
}

/** `drop`: removes a collection and its indexes (manual: "drop"). */
export const drop: CommandDefinition = {
  fields: ['drop'],
  run: async (context) => {
    const { engine, database } = context
    const name = collectionName(context)
    const dropped = await engine.writer.submit(() => {
      const collection = engine.catalogue.find(database, name)
      if (!collection) return undefined
      waitForWriters(context, collection)
      engine.catalogue.drop(collection)
      return collection
    })
    if (!dropped) return okReply()
    engine.clearGarbageSoon()
    return documentOf({ nIndexesWas: dropped.indexes.length + 1, ns: dropped.namespace, ok: 1 })
  },
}

/** Refuses to go on while a transaction has written to the collection: the job runs again after it. */
export function waitForWriters({ engine }: CommandContext, collection: Collection): void {
  const [writer] = engine.transactions.writersOf(collection.id)
  if (writer) throw new MustWait(writer.ended)
}

/** `dropDatabase`: removes every collection of a database (manual: "dropDatabase"). */
export const dropDatabase: CommandDefinition = {
  fields: ['dropDatabase'],
  run: async (context) => {
    const { engine, database } = context
    await engine.writer.submit(() => {
      const collections = engine.catalogue.collections(database)
      for (const collection of collections) waitForWriters(context, collection)
      for (const collection of collections) engine.catalogue.drop(collection)
    })
    engine.clearGarbageSoon()
    return documentOf({ dropped: database, ok: 1 })
  },
}

/** `listCollections`: the collections of a database (manual: "listCollections"). */
export const listCollections: CommandDefinition = {
  fields: ['listCollections', 'filter', 'nameOnly', 'authorizedCollections', 'cursor'],
  run: (context) => {
    const { engine, command, database } = context
    const isNameOnly = flagArgument(command, 'nameOnly')
    const filter = compileFilter(documentArgument(command, 'filter') ?? new Map())
    const listed = engine.catalogue
      .collections(database)
      .sort((left, right) => (left.name < right.name ? -1 : 1))
      .map(describeCollection)
      .filter((one) => filter.matches(one))
      .map((one) => (isNameOnly ? documentOf({ name: one.get('name'), type: one.get('type') }) : one))
    return openCursor(context, encoded(listed), {
      namespace: `${database}.$cmd.listCollections`,
      batchSize: batchSizeOf(command),
      isSingleBatch: false,
    })
  },
}

function describeCollection(collection: Collection): BsonDocument {
  return documentOf({
    name: collection.name,
    type: 'collection',
    options: collection.options,
    info: { readOnly: false, uuid: new Binary(Buffer.from(collection.uuid.replaceAll('-', ''), 'hex'), Binary.SUBTYPE_UUID) },
    idIndex: idIndexSpecification(),
  })
}

/** What listIndexes says of the index every collection has. */
export function idIndexSpecification(): BsonDocument {
  return documentOf({ v: 2, key: { _id: 1 }, name: '_id_' })
}

/** The batch size in a command's `cursor` argument; everything at once when it names none. */
export function batchSizeOf(command: BsonDocument): number {
  const cursor = documentArgument(command, 'cursor')
  const size = Number(cursor?.get('batchSize')?.valueOf() ?? Number.NaN)
  return Number.isInteger(size) && size >= 0 ? size : Number.MAX_SAFE_INTEGER
}

/** Documents as a result stream. */
export async function* encoded(documents: Iterable<BsonDocument> | AsyncIterable<BsonDocument>): AsyncGenerator<Uint8Array> {
  for await (const document of documents) yield encodeDocument(document)
}

/** `listDatabases`: the databases that have collections (manual: "listDatabases"). */
export const listDatabases: CommandDefinition = {
  fields: ['listDatabases', 'filter', 'nameOnly', 'authorizedDatabases'],
  run: ({ engine, command, database }) => {
    if (database !== 'admin') throw new CommandError('Unauthorized', 'listDatabases may only be run against the admin database.')
    const filter = compileFilter(documentArgument(command, 'filter') ?? new Map())
    const names = [...new Set(engine.catalogue.collections().map((one) => one.database))].sort(
      compareValues as (a: BsonValue, b: BsonValue) => number,
    )
    const isNameOnly = flagArgument(command, 'nameOnly')
    const databases = names
      .map((name) => documentOf(isNameOnly ? { name } : { name, sizeOnDisk: 0, empty: false }))
      .filter((one) => filter.matches(one))
    return okReply(isNameOnly ? { databases } : { databases, totalSize: 0, totalSizeMb: 0 })
  },
}
