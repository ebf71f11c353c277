import type { Catalogue, Collection } from './catalogue.ts'
import type { BuildWatch } from './index-builds.ts'
import { type Index, indexKeys, keyText, noKeys } from './indexes.ts'
import { duplicateKey, noSuchTransaction, writeConflict } from './refusals.ts'
import type { ReadConnection, Storage, WriteConnection } from './storage.ts'
import type { OverlayEntry, Transaction, Transactions } from './transactions.ts'
import { CommandError } from './values/command-error.ts'
import { type BsonDocument, decodeDocument, documentOf } from './values/document.ts'
import { indexedValues } from './values/paths.ts'
import { MustWait } from './writer.ts'

/** Where documents are read from: a connection, and over it what an open transaction has written. */
export interface ReadSource {
  readonly connection: ReadConnection
  readonly transaction: Transaction | undefined
  /** Of a snapshot outside transactions: indexes made later are not in it. */
  readonly catalogueVersion?: number
  /** Of the last commit: whether a collection or index, by its number, is being cleared away. A snapshot keeps it. */
  readonly isDropped?: (id: number) => boolean
}

/** A version of a document about to be written. */
export interface NewVersion {
  readonly id: Uint8Array
  readonly document: BsonDocument
  readonly body: Uint8Array
}

/** Documents of one write: inside a job of the writer, or inside a transaction. A method that refuses has changed nothing. */
export interface DocumentStore {
  readonly source: ReadSource
  get(collection: Collection, id: Uint8Array): Uint8Array | undefined
  insert(collection: Collection, version: NewVersion): void
  replace(collection: Collection, before: BsonDocument, after: NewVersion): void
  remove(collection: Collection, id: Uint8Array, before: BsonDocument): void
}

interface Keeping {
  readonly catalogue: Catalogue
  readonly buildWatch: BuildWatch
  readonly transactions: Transactions
}

/** Most a transaction may write, in bytes of BSON: it is kept in memory until the commit. */
const mostTransactionBytes = 128 * 1024 * 1024

/** The store of a job: changes go straight to SQLite; what an open transaction holds is waited for. */
export function directStore(write: WriteConnection, { catalogue, transactions, buildWatch }: Keeping): DocumentStore {
  function waitForHolder(collection: Collection, id: Uint8Array): void {
    const holder = transactions.holderOfDocument(collection.id, id)
    if (holder) throw new MustWait(holder.ended)
  }

  function put(collection: Collection, before: BsonDocument | undefined, after: NewVersion): void {
    waitForHolder(collection, after.id)
    const changes = collection.indexes.map((index) => ({ index, change: keyChange(index, before, after.document) }))
    for (const { index, change } of changes) {
      if (!index.isUnique) continue
      for (const key of change.added) {
        const holder = transactions.holderOfKey(index.id, key)
        if (holder) throw new MustWait(holder.ended)
        refuseOtherOwner(write, collection, index, key, after)
      }
    }
    for (const { index, change } of changes) applyKeyChange(write, catalogue, index, change, after.id)
    write.put(collection.id, after.id, after.body)
    buildWatch.note(collection.id, after.id)
  }

  return {
    source: { connection: write, transaction: undefined },
    get: (collection, id) => write.get(collection.id, id),
    insert: (collection, version) => {
      waitForHolder(collection, version.id)
      if (write.get(collection.id, version.id)) throw duplicateId(collection, version.document)
      put(collection, undefined, version)
    },
    replace: put,
    remove: (collection, id, before) => {
      waitForHolder(collection, id)
      for (const index of collection.indexes) {
        for (const key of indexKeys(index, before).keys) write.removeEntry(index.id, key, id)
      }
      write.remove(collection.id, id)
      buildWatch.note(collection.id, id)
    },
  }
}

/** The store of a transaction: changes stay in its overlay; the first to write a document holds it, others conflict. */
export function transactionStore(storage: Storage, transactions: Transactions, transaction: Transaction): DocumentStore {
  function overlayOf(collection: Collection): Map<string, OverlayEntry> {
    let overlay = transaction.overlays.get(collection.id)
    if (!overlay) {
      overlay = new Map()
      transaction.overlays.set(collection.id, overlay)
      transaction.collections.set(collection.id, collection)
    }
    return overlay
  }

  /** Nothing has been committed since the snapshot: what it shows is what there is. */
  function isNewest(): boolean {
    return transaction.storageVersion === storage.version()
  }

  function hold(collection: Collection, id: Uint8Array): void {
    if (transaction.state !== 'open') throw noSuchTransaction(transaction.txnNumber, 'it was aborted meanwhile')
    const holder = transactions.holderOfDocument(collection.id, id)
    if (holder === transaction) return
    if (holder) throw writeConflict()
    if (!isNewest()) {
      const seen = transaction.snapshot.get(collection.id, id)
      const latest = storage.reader.get(collection.id, id)
      if (!isSameVersion(seen, latest)) throw writeConflict()
    }
    transactions.holdDocument(transaction, collection.id, id)
  }

  function get(collection: Collection, id: Uint8Array): Uint8Array | undefined {
    const written = transaction.overlays.get(collection.id)?.get(keyText(id))
    return written ? written.body : transaction.snapshot.get(collection.id, id)
  }

  function write(collection: Collection, before: BsonDocument | undefined, id: Uint8Array, after: NewVersion | undefined): void {
    hold(collection, id)
    const overlay = overlayOf(collection)
    for (const index of collection.indexes) {
      if (!index.isUnique) {
        if (after && !isUntouched(index, before, after.document)) indexKeys(index, after.document)
        continue
      }
      const change = keyChange(index, before, after?.document)
      for (const key of change.added) holdUniqueKey(collection, overlay, index, key, id, after)
      for (const key of change.removed) transactions.releaseKey(transaction, index.id, key, id)
    }
    transaction.bytesWritten += after?.body.length ?? 64
    if (transaction.bytesWritten > mostTransactionBytes) {
      throw new CommandError('TransactionTooLarge', `a transaction may write up to ${mostTransactionBytes} bytes`)
    }
    overlay.set(keyText(id), { id, document: after?.document, body: after?.body })
  }

  function holdUniqueKey(
    collection: Collection,
    overlay: Map<string, OverlayEntry>,
    index: Index,
    key: Uint8Array,
    id: Uint8Array,
    after: NewVersion | undefined,
  ): void {
    const holder = transactions.holderOfKey(index.id, key)
    if (holder && holder !== transaction) throw writeConflict()
    if (holder) {
      if (transaction.heldKeys.get(`${index.id}:${keyText(key)}`) === keyText(id)) return
      throw duplicateKeyOf(collection, index, after?.document)
    }
    const isForeign = (owner: Uint8Array): boolean => keyText(owner) !== keyText(id) && !overlay.has(keyText(owner))
    if (transaction.snapshot.owners(index.id, key).some(isForeign)) throw duplicateKeyOf(collection, index, after?.document)
    if (!isNewest() && storage.reader.owners(index.id, key).some(isForeign)) throw writeConflict()
    transactions.holdKey(transaction, index.id, key, id)
  }

  return {
    source: { connection: transaction.snapshot, transaction },
    get,
    insert: (collection, version) => {
      if (get(collection, version.id)) throw duplicateId(collection, version.document)
      write(collection, undefined, version.id, version)
    },
    replace: (collection, before, after) => write(collection, before, after.id, after),
    remove: (collection, id, before) => write(collection, before, id, undefined),
  }
}

/**
 * Applies everything a transaction wrote, inside a job. All old index keys go first, so that a key may pass from one
 * document to another whatever the order of writing was.
 */
export function applyTransaction(
  write: WriteConnection,
  { catalogue, buildWatch }: Pick<Keeping, 'catalogue' | 'buildWatch'>,
  transaction: Transaction,
): void {
  const work = [...transaction.overlays].flatMap(([collectionId, overlay]) => {
    const collection = transaction.collections.get(collectionId)
    const current = collection && catalogue.find(collection.database, collection.name)
    if (!current || current.id !== collectionId) throw writeConflict()
    return [...overlay.values()].map((entry) => ({ collection: current, entry, body: write.get(collectionId, entry.id) }))
  })
  for (const { collection, entry, body } of work) {
    buildWatch.note(collection.id, entry.id)
    if (!body) continue
    const before = decodeDocument(body)
    for (const index of collection.indexes) {
      for (const key of indexKeys(index, before).keys) write.removeEntry(index.id, key, entry.id)
    }
    if (!entry.body) write.remove(collection.id, entry.id)
  }
  for (const { collection, entry } of work) {
    if (!entry.document || !entry.body) continue
    const after = { id: entry.id, document: entry.document, body: entry.body }
    for (const index of collection.indexes) {
      const change = keyChange(index, undefined, entry.document)
      if (index.isUnique) for (const key of change.added) refuseOtherOwner(write, collection, index, key, after)
      applyKeyChange(write, catalogue, index, change, entry.id)
    }
    write.put(collection.id, entry.id, entry.body)
  }
}

interface KeyChange {
  readonly removed: readonly Uint8Array[]
  readonly added: readonly Uint8Array[]
  readonly arrayPaths: ReadonlySet<string>
}

const unchanged: KeyChange = { removed: [], added: [], arrayPaths: new Set() }

/** An update shares with the old document what it leaves alone: then the keys made of it are the same. */
function isUntouched(index: Index, before: BsonDocument | undefined, after: BsonDocument | undefined): boolean {
  return (
    before !== undefined && after !== undefined && index.roots?.every((root) => before.get(root) === after.get(root)) === true
  )
}

function keyChange(index: Index, before: BsonDocument | undefined, after: BsonDocument | undefined): KeyChange {
  if (isUntouched(index, before, after)) return unchanged
  const old = before ? indexKeys(index, before).keys : []
  const { keys: fresh, arrayPaths } = after ? indexKeys(index, after) : noKeys
  if (old.length === 0 || fresh.length === 0) return { removed: old, added: fresh, arrayPaths }
  const oldTexts = new Set(old.map(keyText))
  const freshTexts = new Set(fresh.map(keyText))
  return {
    removed: old.filter((key) => !freshTexts.has(keyText(key))),
    added: fresh.filter((key) => !oldTexts.has(keyText(key))),
    arrayPaths,
  }
}

function applyKeyChange(write: WriteConnection, catalogue: Catalogue, index: Index, change: KeyChange, id: Uint8Array): void {
  for (const key of change.removed) write.removeEntry(index.id, key, id)
  for (const key of change.added) write.addEntry(index.id, key, id)
  catalogue.markArrays(index, change.arrayPaths)
}

function refuseOtherOwner(
  write: WriteConnection,
  collection: Collection,
  index: Index,
  key: Uint8Array,
  after: NewVersion,
): void {
  const isTaken = write.owners(index.id, key).some((owner) => keyText(owner) !== keyText(after.id))
  if (isTaken) throw duplicateKeyOf(collection, index, after.document)
}

/** The E11000 of a document that meets an index's uniqueness. */
export function duplicateKeyOf(collection: Collection, index: Index, document: BsonDocument | undefined): Error {
  const pattern = index.specification.get('key')
  const values: BsonDocument = new Map()
  for (const path of index.paths) {
    const first = document ? indexedValues(document, path)[0] : undefined
    values.set(path, first === undefined ? null : first)
  }
  return duplicateKey(collection.namespace, index.name, pattern instanceof Map ? pattern : new Map(), values)
}

function duplicateId(collection: Collection, document: BsonDocument): Error {
  return duplicateKey(collection.namespace, '_id_', documentOf({ _id: 1 }), new Map([['_id', document.get('_id')]]))
}

function isSameVersion(left: Uint8Array | undefined, right: Uint8Array | undefined): boolean {
  if (left === undefined || right === undefined) return left === right
  return Buffer.compare(left, right) === 0
}
