import { randomUUID } from 'node:crypto'
import type { StatementSyncInstance } from '@photostructure/sqlite'
import { type Index, type IndexState, indexFromSpecification, readIndexSpecification } from './indexes.ts'
import type { WriteConnection } from './storage.ts'
import { CommandError } from './values/command-error.ts'
import { type BsonDocument, decodeDocument, documentOf, encodeDocument } from './values/document.ts'

/** A collection: its number keys the rows of `documents`; its indexes do the same for `entries`. */
export interface Collection {
  readonly id: number
  readonly database: string
  readonly name: string
  readonly namespace: string
  readonly uuid: string
  readonly options: BsonDocument
  readonly indexes: Index[]
  /** Version of the catalogue that created it: older snapshots cannot see it. */
  readonly createdAtVersion: number
}

/**
 * All collections and indexes, kept in memory and in the `catalogue` table. Changes are made inside a job of the writer;
 * when the job is undone, `reload` reads the table again.
 */
export interface Catalogue {
  /** Grows by one with every change. */
  version(): number
  find(database: string, name: string): Collection | undefined
  /** Whether the collection or index of this number was dropped: its rows are going. */
  isDropped(id: number): boolean
  /** Whether a collection of this name was dropped after that version. */
  droppedAfter(namespace: string, version: number): boolean
  collections(database?: string): Collection[]
  /** A job has changed the catalogue since the last commit: undoing it must reload. */
  isDirty(): boolean
  settle(): void
  reload(): void
  create(database: string, name: string, options: BsonDocument): Collection
  /** Forgets the collection; its rows are cleared later, in small steps. */
  drop(collection: Collection): void
  addIndex(collection: Collection, specification: BsonDocument, isBuilding: boolean): Index
  /** A build has entered every document: from now on the index is read by. */
  markBuilt(index: Index): void
  dropIndex(collection: Collection, index: Index): void
  replaceIndex(collection: Collection, index: Index, specification: BsonDocument): void
  /** Notes that documents have arrays on these paths of an index; does nothing when that is known. */
  markArrays(index: Index, paths: ReadonlySet<string>): void
  /** Numbers whose rows may be cleared: dropped collections and indexes. */
  garbage(): { id: number; kind: 'dropped-collection' | 'dropped-index' }[]
  forgetGarbage(id: number): void
}

const longestNamespaceBytes = 255

/** Reads the catalogue of an open storage. Index builds that a crash cut short are given up. */
export function openCatalogue(writer: WriteConnection): Catalogue {
  const statements = prepareStatements(writer)
  for (const { id, kind, body } of statements.all.all()) {
    if (kind === 'index' && decodeDocument(body).get('isBuilding') === true) {
      statements.update.run('dropped-index', encodeDocument(new Map()), id)
    }
  }
  let collections = new Map<string, Collection>()
  let version = 0
  let isDirty = false
  const dropped = new Map<string, number>()
  const droppedIds = new Set<number>()

  function reload(): void {
    collections = new Map()
    isDirty = false
    version += 1
    const rows = statements.all
      .all()
      .map((row) => ({ id: Number(row.id), kind: String(row.kind), body: decodeDocument(row.body) }))
    const byId = new Map<number, Collection>()
    for (const row of rows) {
      if (row.kind !== 'collection') continue
      const collection = collectionFrom(row.id, row.body, version)
      collections.set(collection.namespace, collection)
      byId.set(row.id, collection)
      droppedIds.delete(row.id)
    }
    for (const row of rows) {
      if (row.kind !== 'index') continue
      const collection = byId.get(Number(row.body.get('collection')))
      const specification = row.body.get('specification')
      if (!collection || !(specification instanceof Map)) continue
      droppedIds.delete(row.id)
      collection.indexes.push(indexFromSpecification(row.id, specification, stateFrom(row.body, specification, version)))
    }
  }

  function insert(kind: string, body: BsonDocument): number {
    return Number(statements.insert.run(kind, encodeDocument(body)).lastInsertRowid)
  }

  function changed(): void {
    isDirty = true
    version += 1
  }

  reload()
  return {
    version: () => version,
    find: (database, name) => collections.get(`${database}.${name}`),
    isDropped: (id) => droppedIds.has(id),
    droppedAfter: (namespace, than) => (dropped.get(namespace) ?? 0) > than,
    collections: (database) => [...collections.values()].filter((one) => database === undefined || one.database === database),
    isDirty: () => isDirty,
    settle: () => {
      isDirty = false
    },
    reload,
    create: (database, name, options) => {
      checkNamespace(database, name)
      const facts = documentOf({ database, name, uuid: randomUUID() })
      facts.set('options', options)
      const id = insert('collection', facts)
      changed()
      const collection = collectionFrom(id, facts, version)
      collections.set(collection.namespace, collection)
      return collection
    },
    drop: (collection) => {
      statements.update.run('dropped-collection', encodeDocument(new Map()), collection.id)
      droppedIds.add(collection.id)
      for (const index of collection.indexes) {
        statements.update.run('dropped-index', encodeDocument(new Map()), index.id)
        droppedIds.add(index.id)
      }
      collections.delete(collection.namespace)
      changed()
      dropped.set(collection.namespace, version)
    },
    addIndex: (collection, specification, isBuilding) => {
      const state = { isMultikey: false, arrayPaths: new Set<string>(), isBuilding }
      const id = insert('index', indexFacts(collection.id, specification, state))
      changed()
      const index = indexFromSpecification(id, specification, { ...state, createdAtVersion: version })
      collection.indexes.push(index)
      return index
    },
    markBuilt: (index) => {
      index.isBuilding = false
      statements.change(index.id, 'isBuilding', false)
      changed()
      index.createdAtVersion = version
    },
    dropIndex: (collection, index) => {
      statements.update.run('dropped-index', encodeDocument(new Map()), index.id)
      droppedIds.add(index.id)
      collection.indexes.splice(collection.indexes.indexOf(index), 1)
      changed()
    },
    replaceIndex: (collection, index, specification) => {
      readIndexSpecification(specification, collection.namespace)
      statements.update.run('index', encodeDocument(indexFacts(collection.id, specification, index)), index.id)
      const replaced = indexFromSpecification(index.id, specification, index)
      collection.indexes.splice(collection.indexes.indexOf(index), 1, replaced)
      changed()
    },
    markArrays: (index, paths) => {
      if ([...paths].every((path) => index.arrayPaths.has(path))) return
      index.isMultikey = true
      index.arrayPaths = new Set([...index.arrayPaths, ...paths])
      isDirty = true
      statements.change(index.id, 'isMultikey', true)
      statements.change(index.id, 'arrayPaths', [...index.arrayPaths])
    },
    garbage: () =>
      statements.garbage.all().map((row) => ({
        id: Number(row.id),
        kind: row.kind === 'dropped-index' ? ('dropped-index' as const) : ('dropped-collection' as const),
      })),
    forgetGarbage: (id) => void statements.remove.run(id),
  }
}

function prepareStatements(writer: WriteConnection) {
  const prepare = (sql: string): StatementSyncInstance => writer.sqlite.prepare(sql)
  const one = prepare('SELECT body FROM catalogue WHERE id = ?')
  const update = prepare('UPDATE catalogue SET kind = ?, body = ? WHERE id = ?')
  return {
    all: prepare('SELECT id, kind, body FROM catalogue ORDER BY id'),
    insert: prepare('INSERT INTO catalogue (kind, body) VALUES (?, ?)'),
    update,
    garbage: prepare(`SELECT id, kind FROM catalogue WHERE kind LIKE 'dropped-%'`),
    remove: prepare('DELETE FROM catalogue WHERE id = ?'),
    change: (id: number, fact: 'isMultikey' | 'arrayPaths' | 'isBuilding', value: boolean | string[]) => {
      const facts = decodeDocument(one.get(id).body)
      facts.set(fact, value)
      update.run('index', encodeDocument(facts), id)
    },
  }
}

function indexFacts(
  collection: number,
  specification: BsonDocument,
  { isMultikey, arrayPaths, isBuilding }: Pick<Index, 'isMultikey' | 'arrayPaths' | 'isBuilding'>,
): BsonDocument {
  const facts = documentOf({ collection, isMultikey, arrayPaths: [...arrayPaths], isBuilding })
  facts.set('specification', specification)
  return facts
}

/** The state of an index as its row keeps it. A row of before array paths were noted leaves open which they are. */
function stateFrom(facts: BsonDocument, specification: BsonDocument, createdAtVersion: number): IndexState {
  const isMultikey = facts.get('isMultikey') === true
  const [noted, key] = [facts.get('arrayPaths'), specification.get('key')]
  const everyPath = isMultikey && key instanceof Map ? [...key.keys()] : []
  return {
    isMultikey,
    arrayPaths: new Set(Array.isArray(noted) ? noted.map(String) : everyPath),
    isBuilding: facts.get('isBuilding') === true,
    createdAtVersion,
  }
}

function collectionFrom(id: number, facts: BsonDocument, version: number): Collection {
  const database = String(facts.get('database'))
  const name = String(facts.get('name'))
  const options = facts.get('options')
  return {
    id,
    database,
    name,
    namespace: `${database}.${name}`,
    uuid: String(facts.get('uuid')),
    options: options instanceof Map ? options : new Map(),
    indexes: [],
    createdAtVersion: version,
  }
}

/** Refuses names MongoDB refuses (73): empty, with `$`, a NUL, a leading or trailing dot, `system.`, or too long. */
export function checkNamespace(database: string, name: string): void {
  const isDatabaseFine = database !== '' && !/[/\\. "$*<>:|?\0]/.test(database) && Buffer.byteLength(database) < 64
  if (!isDatabaseFine) throw new CommandError('InvalidNamespace', `Invalid database name: '${database}'`)
  const isNameFine =
    name !== '' && !/[$\0]/.test(name) && !name.startsWith('.') && !name.endsWith('.') && !name.startsWith('system.')
  if (!isNameFine || Buffer.byteLength(`${database}.${name}`) > longestNamespaceBytes) {
    throw new CommandError('InvalidNamespace', `Invalid namespace specified '${database}.${name}'`)
  }
}
