import type { Collection } from '../catalogue.ts'
import {
  arrayArgument,
  type CommandContext,
  type CommandDefinition,
  collectionName,
  documentArgument,
} from '../command-context.ts'
import { duplicateKeyOf } from '../document-store.ts'
import type { Engine } from '../engine.ts'
import { buildIndex } from '../index-builds.ts'
import { type Index, indexKeys, keyText, readIndexSpecification } from '../indexes.ts'
import { okReply } from '../replies.ts'
import { wholeRange } from '../scan.ts'
import type { WriteConnection } from '../storage.ts'
import { refusedChanges } from '../unsupported.ts'
import { isDocument } from '../values/bson-value.ts'
import { CommandError } from '../values/command-error.ts'
import { compareValues } from '../values/compare.ts'
import { type BsonDocument, type BsonValue, decodeDocument } from '../values/document.ts'
import { batchSizeOf, encoded, idIndexSpecification, waitForWriters } from './collection-commands.ts'
import { openCursor } from './find.ts'
import { refuseUnknownFields, requireFields } from './unknown-fields.ts'

/** `createIndexes`: builds indexes over what is there (manual: "createIndexes"). All of the command's indexes or none. */
export const createIndexes: CommandDefinition = {
  fields: ['createIndexes', 'indexes', 'commitQuorum', 'ignoreUnknownIndexOptions'],
  run: async (context) => {
    const { engine, command, database } = context
    const name = collectionName(context)
    requireFields('createIndexes', command, ['indexes'])
    const asked = (arrayArgument(command, 'indexes') ?? []).map((one) => {
      if (!isDocument(one)) throw new CommandError('TypeMismatch', 'indexes must be documents')
      return readIndexSpecification(one, `${database}.${name}`)
    })
    if (asked.length === 0) throw new CommandError('BadValue', 'Must specify at least one index to create')
    const started = await engine.writer.submit((write) => {
      const known = engine.catalogue.find(database, name)
      const collection = known ?? engine.catalogue.create(database, name, new Map())
      waitForWriters(context, collection)
      const before = collection.indexes.length + 1
      const isSmall =
        write.documents(collection.id, wholeRange.from, wholeRange.to, false, mostDocumentsAtOnce + 1).length <=
        mostDocumentsAtOnce
      const building: string[] = []
      for (const specification of asked) {
        const indexName = String(specification.get('name'))
        if (isAlreadyThere(collection, specification)) {
          if (collection.indexes.some((index) => index.name === indexName && index.isBuilding)) building.push(indexName)
          continue
        }
        if (collection.indexes.length >= mostIndexes) {
          throw new CommandError('CannotCreateIndex', `add index fails, too many indexes for ${collection.namespace}`)
        }
        const index = engine.catalogue.addIndex(collection, specification, !isSmall)
        if (isSmall) enterAll(engine, write, collection, index)
        else building.push(indexName)
      }
      return { before, after: collection.indexes.length + 1, createdCollectionAutomatically: known === undefined, building }
    })
    await finishBuilds(context, name, started.building)
    return okReply({
      numIndexesBefore: started.before,
      numIndexesAfter: started.after,
      createdCollectionAutomatically: started.createdCollectionAutomatically,
      ...(started.before === started.after ? { note: 'all indexes already exist' } : {}),
    })
  },
}

const mostDocumentsAtOnce = 1_000

/** Builds the new indexes of a larger collection while others write. All are given up when one meets a duplicate. */
async function finishBuilds(context: CommandContext, name: string, building: readonly string[]): Promise<void> {
  const { engine, database } = context
  const indexOf = (indexName: string): { collection: Collection; index: Index } => {
    const collection = engine.catalogue.find(database, name)
    const index = collection?.indexes.find((one) => one.name === indexName)
    if (!collection || !index)
      throw new CommandError(276, `the build of index ${indexName} was aborted: the index or its collection was dropped`)
    return { collection, index }
  }
  try {
    for (const indexName of building) {
      if (!indexOf(indexName).index.isBuilding) continue
      await buildIndex({
        reader: engine.storage.reader,
        writer: engine.writer,
        catalogue: engine.catalogue,
        watch: engine.buildWatch,
        current: () => indexOf(indexName),
        refuseDuplicate,
      })
    }
  } catch (error) {
    await engine.writer.submit(() => {
      const collection = engine.catalogue.find(database, name)
      const unfinished = (collection?.indexes ?? []).filter((index) => building.includes(index.name) && index.isBuilding)
      for (const index of unfinished) if (collection) engine.catalogue.dropIndex(collection, index)
    })
    engine.clearGarbageSoon()
    throw error
  }
}

const mostIndexes = 63

/**
 * Whether the same index is there. Key, `unique`, `sparse` and partial filter make an index what it is: one that differs in them may
 * stand beside another under a name of its own; one that differs in the rest only is refused.
 */
function isAlreadyThere(collection: Collection, specification: BsonDocument): boolean {
  const key = specification.get('key')
  if (key instanceof Map && key.size === 1 && key.has('_id')) return true
  const name = String(specification.get('name'))
  const sameName = collection.indexes.find((index) => index.name === name)
  if (sameName && !isEquivalent(sameName.specification, specification)) {
    throw new CommandError(
      'IndexKeySpecsConflict',
      `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Requested index: ${name}, existing index: ${keyTold(sameName.specification.get('key') as BsonDocument)}`,
    )
  }
  const equivalent = sameName ?? collection.indexes.find((index) => isEquivalent(index.specification, specification))
  if (!equivalent) return false
  const unnamed = (one: BsonDocument): BsonDocument => sorted(new Map([...one].filter(([option]) => option !== 'name')))
  const isIdentical = compareValues(unnamed(equivalent.specification), unnamed(specification)) === 0
  if (isIdentical && sameName) return true
  throw new CommandError(
    'IndexOptionsConflict',
    isIdentical
      ? `Index already exists with a different name: ${equivalent.name}`
      : `An equivalent index already exists with ${sameName ? 'the same name but different options' : 'a different name and options'}. Requested index: ${name}, existing index: ${equivalent.name}`,
  )
}

function isEquivalent(one: BsonDocument, other: BsonDocument): boolean {
  return ['key', 'unique', 'sparse', 'partialFilterExpression'].every(
    (option) => compareValues(one.get(option) ?? null, other.get(option) ?? null) === 0,
  )
}

function sorted(specification: BsonDocument): BsonDocument {
  return new Map([...specification].sort(([left], [right]) => (left < right ? -1 : 1)))
}

/** Enters the documents of a small collection into a new index at once. Refuses the first key a unique index has twice. */
function enterAll({ catalogue }: Engine, write: WriteConnection, collection: Collection, index: Index): void {
  for (const [id, body] of write.documents(collection.id, wholeRange.from, wholeRange.to, false, mostDocumentsAtOnce + 1)) {
    const { keys, arrayPaths } = indexKeys(index, decodeDocument(body))
    catalogue.markArrays(index, arrayPaths)
    for (const key of keys) {
      if (index.isUnique) refuseDuplicate(write, collection, index, key, id)
      write.addEntry(index.id, key, id)
    }
  }
}

function refuseDuplicate(write: WriteConnection, collection: Collection, index: Index, key: Uint8Array, id: Uint8Array): void {
  if (write.owners(index.id, key).every((owner) => keyText(owner) === keyText(id))) return
  const body = write.get(collection.id, id)
  throw duplicateKeyOf(collection, index, body && decodeDocument(body))
}

/** `dropIndexes`: by name, by key pattern, several, or `*` for all but `_id_` (manual: "dropIndexes"). */
export const dropIndexes: CommandDefinition = {
  fields: ['dropIndexes', 'deleteIndexes', 'index'],
  run: async (context) => {
    const { engine, command, database } = context
    const name = collectionName(context)
    requireFields('dropIndexes', command, ['index'])
    const asked = command.get('index')
    const reply = await engine.writer.submit(() => {
      const collection = engine.catalogue.find(database, name)
      if (!collection) throw new CommandError('NamespaceNotFound', `ns not found ${database}.${name}`)
      waitForWriters(context, collection)
      const before = collection.indexes.length + 1
      const wanted =
        asked === '*'
          ? [...collection.indexes]
          : (Array.isArray(asked) ? asked : [asked]).map((one) => findIndex(collection, one))
      for (const index of wanted) engine.catalogue.dropIndex(collection, index)
      return okReply({ nIndexesWas: before })
    })
    engine.clearGarbageSoon()
    return reply
  },
}

function findIndex(collection: Collection, asked: BsonValue): Index {
  if (asked === '_id_' || (asked instanceof Map && asked.size === 1 && asked.has('_id'))) {
    throw new CommandError('InvalidOptions', 'cannot drop _id index')
  }
  const index = collection.indexes.find((one) =>
    typeof asked === 'string' ? one.name === asked : compareValues(one.specification.get('key'), asked) === 0,
  )
  if (index) return index
  if (asked instanceof Map) throw new CommandError('IndexNotFound', `can't find index with key: ${keyTold(asked)}`)
  throw new CommandError('IndexNotFound', `index not found with name [${String(asked)}]`)
}

function keyTold(key: BsonDocument): string {
  return `{ ${[...key].map(([path, direction]) => `${path}: ${String(direction?.valueOf())}`).join(', ')} }`
}

/** `listIndexes` (manual: "listIndexes"). */
export const listIndexes: CommandDefinition = {
  fields: ['listIndexes', 'cursor'],
  run: (context) => {
    const { engine, command, database } = context
    const name = collectionName(context)
    const collection = engine.catalogue.find(database, name)
    if (!collection) throw new CommandError('NamespaceNotFound', `ns does not exist: ${database}.${name}`)
    const listed = [idIndexSpecification(), ...collection.indexes.map((index) => index.specification)]
    return openCursor(context, encoded(listed), {
      namespace: collection.namespace,
      batchSize: batchSizeOf(command),
      isSingleBatch: false,
    })
  },
}

/** `collMod`: changes the expiry or visibility of an index and tells both values (manual: "collMod"); other changes are refused. */
export const collMod: CommandDefinition = {
  fields: ['collMod', 'index', ...refusedChanges],
  run: async (context) => {
    const { engine, command, database } = context
    const name = collectionName(context)
    for (const option of refusedChanges) {
      if (command.has(option))
        throw new CommandError('NotImplemented', `the collMod option '${option}' is not supported by the embedded database`)
    }
    const asked = documentArgument(command, 'index')
    return engine.writer.submit(() => {
      const collection = engine.catalogue.find(database, name)
      if (!collection) throw new CommandError('NamespaceNotFound', `ns does not exist: ${database}.${name}`)
      if (!asked) return okReply()
      refuseUnknownFields('collMod.index', asked, ['name', 'keyPattern', 'expireAfterSeconds', 'hidden'])
      if (asked.has('name') === asked.has('keyPattern'))
        throw new CommandError('InvalidOptions', 'Must specify either an index name or a key pattern, not both and not none')
      if (!asked.has('expireAfterSeconds') && !asked.has('hidden'))
        throw new CommandError('InvalidOptions', 'no expireAfterSeconds or hidden field')
      const index = findIndex(collection, asked.get('name') ?? asked.get('keyPattern'))
      const changed = new Map(index.specification)
      const told: Record<string, unknown> = {}
      for (const option of ['expireAfterSeconds', 'hidden']) {
        if (!asked.has(option)) continue
        const before = index.specification.get(option) ?? (option === 'hidden' ? false : undefined)
        if (before !== undefined) told[`${option}_old`] = before
        told[`${option}_new`] = asked.get(option)
        changed.set(option, asked.get(option))
      }
      engine.catalogue.replaceIndex(collection, index, readIndexSpecification(changed, collection.namespace))
      return okReply(told)
    })
  },
}
