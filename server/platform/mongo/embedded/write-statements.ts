import type { Collection } from './catalogue.ts'
import type { DocumentStore, NewVersion } from './document-store.ts'
import type { Engine } from './engine.ts'
import { createSortKeeper, planOf, type Query } from './query.ts'
import { documentOfFound, type Found, type ScanCounter, scan } from './scan.ts'
import { CommandError } from './values/command-error.ts'
import { type BsonDocument, type BsonValue, decodeDocument, encodeDocument } from './values/document.ts'
import { encodeKey } from './values/key-encoding.ts'
import { maxBsonObjectSize } from './wire-protocol.ts'

/**
 * Thrown by a statement inside a job when finding its documents takes more looking than a job may do: the caller
 * searches outside, giving way to others, and applies the statement to what it found.
 */
export class NeedsSearch extends Error {}

/** Which documents a write is about. */
export interface Targets {
  readonly query: Query
  readonly isMulti: boolean
}

const mostExaminedInJob = 1_000
const mostTargetsInJob = 500

/**
 * The documents a statement applies to, as the store sees them now. With `ids` (a search was made) only those are looked
 * at, and matched again. A job looks at a bounded number of documents and throws NeedsSearch beyond; a transaction
 * holds nobody up by its own jobs and throws it as well, to search with pauses.
 */
export function findTargets(
  store: DocumentStore,
  engine: Engine,
  collection: Collection,
  { query, isMulti }: Targets,
  ids: readonly Uint8Array[] | undefined,
): Found[] {
  if (ids) return ids.flatMap((id) => stillMatching(store, collection, query, id))
  const plan = planOf(store.source, engine.catalogue, collection, isMulti ? query : { ...query, limit: 1 })
  const counter: ScanCounter = { keysExamined: 0, documentsExamined: 0 }
  const needsSort = query.sort !== undefined && !plan.providesSort && !isMulti
  const keeper = needsSort ? createSortKeeper({ ...query, limit: 1 }) : undefined
  const found: Found[] = []
  for (const page of scan(store.source, collection, plan, query.filter, counter)) {
    if (keeper) for (const one of page) keeper.add(one)
    else if (isMulti) found.push(...page)
    else if (page[0]) return [page[0]]
    if (counter.documentsExamined > mostExaminedInJob || found.length > mostTargetsInJob) throw new NeedsSearch()
  }
  return keeper ? keeper.sorted().slice(0, 1) : found
}

function stillMatching(store: DocumentStore, collection: Collection, query: Query, id: Uint8Array): Found[] {
  const body = store.get(collection, id)
  if (!body) return []
  const document = decodeDocument(body)
  return query.filter.matches(document) ? [{ id, body, document }] : []
}

/** The key of a document in its collection: the order-preserving encoding of `_id`. */
export function idKey(id: BsonValue): Uint8Array {
  return encodeKey([id], [1])
}

/** A document ready to be stored; refuses one longer than 16 MB (10334) and an `_id` of a forbidden type (53). */
export function newVersion(document: BsonDocument, known?: { id?: Uint8Array; body?: Uint8Array }): NewVersion {
  const idValue = document.get('_id')
  if (!known?.id) checkId(idValue)
  const body = known?.body ?? encodeDocument(document)
  if (body.length > maxBsonObjectSize) {
    throw new CommandError(
      'BSONObjectTooLarge',
      `object to insert too large. size in bytes: ${body.length}, max size: ${maxBsonObjectSize}`,
    )
  }
  return { id: known?.id ?? idKey(idValue), document, body }
}

function checkId(value: BsonValue): void {
  if (Array.isArray(value)) throw new CommandError('InvalidIdField', "The '_id' value cannot be of type array")
  if (value === undefined) throw new CommandError('InvalidIdField', "The '_id' value cannot be of type undefined")
  if (typeof value === 'object' && value !== null && '_bsontype' in value && value._bsontype === 'BSONRegExp') {
    throw new CommandError('InvalidIdField', "The '_id' value cannot be of type regex")
  }
  if (value instanceof Map && [...value.keys()].some((name) => name.startsWith('$'))) {
    throw new CommandError('DollarPrefixedFieldName', "_id fields may not contain '$'-prefixed fields")
  }
}

/** Puts a changed document in place of the old; the same bytes are left alone. Answers whether anything changed. */
export function replaceFound(store: DocumentStore, collection: Collection, found: Found, after: BsonDocument): boolean {
  const before = documentOfFound(found)
  const body = encodeDocument(after)
  if (Buffer.compare(body, found.body) === 0) return false
  if (Buffer.compare(idKey(after.get('_id')), found.id) !== 0) {
    throw new CommandError('ImmutableField', "Performing an update on the path '_id' would modify the immutable field '_id'")
  }
  store.replace(collection, before, newVersion(after, { id: found.id, body }))
  return true
}

/** Removes a document that was found. */
export function removeFound(store: DocumentStore, collection: Collection, found: Found): void {
  store.remove(collection, found.id, documentOfFound(found))
}
