import type { Collection } from './catalogue.ts'
import { directStore } from './document-store.ts'
import type { Engine } from './engine.ts'
import type { Index } from './indexes.ts'
import { createPacer } from './pacer.ts'
import { answer, planOf, prepareQuery } from './query.ts'
import type { BsonDocument } from './values/document.ts'
import { findTargets, removeFound } from './write-statements.ts'

const removedAtOnce = 200

/**
 * Removes documents whose time is over by a TTL index: those with a date older than `expireAfterSeconds` (of several
 * dates in an array the earliest counts). Called once a minute, as MongoDB does it. Resolves with how many were removed.
 */
export async function removeExpiredDocuments(engine: Engine, now = Date.now()): Promise<number> {
  let removed = 0
  for (const collection of engine.catalogue.collections()) {
    for (const index of collection.indexes) {
      if (index.expireAfterSeconds !== undefined)
        removed += await removeExpiredBy(engine, collection, index, now - index.expireAfterSeconds * 1_000)
    }
  }
  return removed
}

async function removeExpiredBy(engine: Engine, collection: Collection, index: Index, before: number): Promise<number> {
  const [path] = index.paths
  if (path === undefined) return 0
  const filter: BsonDocument = new Map([[path, new Map([['$lt', new Date(before)]])]])
  if (index.partialFilterDocument) filter.set('$and', [index.partialFilterDocument])
  const query = prepareQuery(filter)
  const source = { connection: engine.storage.reader, transaction: undefined }
  const ids: Uint8Array[] = []
  for await (const found of answer(
    source,
    collection,
    query,
    planOf(source, engine.catalogue, collection, query),
    createPacer(0),
  ))
    ids.push(found.id)
  let removed = 0
  for (let from = 0; from < ids.length; from += removedAtOnce) {
    const portion = ids.slice(from, from + removedAtOnce)
    removed += await engine.writer.submit((write) => {
      const store = directStore(write, engine)
      const current = engine.catalogue.find(collection.database, collection.name)
      if (current?.id !== collection.id) return 0
      const found = findTargets(store, engine, current, { query, isMulti: true }, portion)
      for (const one of found) removeFound(store, current, one)
      return found.length
    })
  }
  return removed
}
