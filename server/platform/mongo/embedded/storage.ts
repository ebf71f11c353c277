import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite'

/**
 * The one SQLite file of a data folder and its four tables. Collections and indexes are rows of `catalogue`, never
 * SQLite tables of their own, so that creating or dropping one changes no SQLite schema and every snapshot stays readable.
 *
 * - `documents (collection, id, body)`: `id` is the order-preserving key of `_id`, `body` the document as BSON
 * - `entries (index, key, id)`: one row per index key of a document
 * - `catalogue (id, kind, body)`: collections and indexes as BSON
 * - `sessions (lsid, body, at)`: the last retryable write or transaction of a session, for retries after a crash
 */
const schema = `
  CREATE TABLE IF NOT EXISTS documents (collection INTEGER NOT NULL, id BLOB NOT NULL, body BLOB NOT NULL, PRIMARY KEY (collection, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS entries (ix INTEGER NOT NULL, key BLOB NOT NULL, id BLOB NOT NULL, PRIMARY KEY (ix, key, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS catalogue (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, body BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS sessions (lsid BLOB PRIMARY KEY, body BLOB NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
`

/** The format of the file, as SQLite's user_version; a newer one is refused instead of guessed at. */
const formatVersion = 1

/** The database's one file in its folder; SQLite keeps `-wal` and `-shm` beside it. */
export const databaseFileName = 'kaibiao.sqlite'

/** When a commit reaches the disk: 'full' before the reply, 'off' whenever the system likes (tests only). */
export type Synchronous = 'full' | 'off'

/** A stored document: its key and its BSON. */
export type DocumentRow = readonly [id: Uint8Array, body: Uint8Array]

/** A row of a scan: the document's key, its BSON (null when a companion is missing), and for an index scan the index key it was found by. */
export type ScanRow = readonly [id: Uint8Array, body: Uint8Array | null, key?: Uint8Array]

/** One SQLite connection with the statements reads need. */
export interface ReadConnection {
  readonly sqlite: DatabaseSyncInstance
  /** The document with this key, or undefined. */
  get(collection: number, id: Uint8Array): Uint8Array | undefined
  /** Documents with `from <= id < to`, ascending; descending when reversed. */
  documents(collection: number, from: Uint8Array, to: Uint8Array, isReversed: boolean, limit: number): DocumentRow[]
  /** Documents by index key, ascending or reversed. */
  entries(scan: EntryScan, limit: number): ScanRow[]
  /** Keys of the documents that have this index key: at most two. */
  owners(index: number, key: Uint8Array): Uint8Array[]
  count(collection: number): number
  /** Holds the last commit as it is now, until `end`. */
  begin(): void
  end(): void
  /** How many documents there are from a key on, up to `most`, and the key of the last of them. */
  countFrom(collection: number, from: Uint8Array, most: number): { count: number; last: Uint8Array | undefined }
  /** Entries of an index between two keys, counted up to `most`. */
  countEntries(index: number, from: Uint8Array, to: Uint8Array, most: number): number
  close(): void
}

/** `from <= (key, id) < to`. Read upward only `to.key` counts, read downward only `from.key`: those ends are whole keys. */
export interface EntryScan {
  readonly collection: number
  readonly index: number
  readonly from: EntryPosition
  readonly to: EntryPosition
  readonly isReversed: boolean
  /** Rows without these come without their documents. */
  readonly companions: Companions | undefined
}

/** Other keys of the same index a document must have: each begins with one of `prefixes` and ends as the key read, from byte `cut` on. */
export interface Companions {
  readonly prefixes: readonly Uint8Array[]
  readonly cut: number
}

/** A place between index entries. */
export interface EntryPosition {
  readonly key: Uint8Array
  readonly id: Uint8Array
}

/** The single writing connection. */
export interface WriteConnection extends ReadConnection {
  put(collection: number, id: Uint8Array, body: Uint8Array): void
  remove(collection: number, id: Uint8Array): void
  addEntry(index: number, key: Uint8Array, id: Uint8Array): void
  removeEntry(index: number, key: Uint8Array, id: Uint8Array): void
}

/** The file: one connection that writes, and readers of its commits. */
export interface Storage {
  readonly writer: WriteConnection
  /** Shared by all reads outside transactions; every statement sees the last commit. */
  readonly reader: ReadConnection
  /** A connection that holds a snapshot of the last commit until it is released. */
  openSnapshot(): ReadConnection
  releaseSnapshot(connection: ReadConnection): void
  /** Grows with every commit: a snapshot taken at the same number still shows the newest of everything. */
  version(): number
  /** The writer has committed. */
  advance(): void
  /** How many snapshots are held. */
  snapshots(): number
  /** Length of the write-ahead log in bytes. */
  logBytes(): number
  /** Writes the log into the file and begins it anew; false when a snapshot still needs it. Outside jobs only. */
  emptyLog(): boolean
  close(): void
}

const idleSnapshotConnections = 16
/** No bytes: less than every key and every id. */
export const noBytes: Uint8Array = new Uint8Array(0)

/** Opens (and if need be creates) the database file of a folder. */
export function openStorage(folder: string, synchronous: Synchronous): Storage {
  const file = join(folder, databaseFileName)
  const writer = openWriter(file, synchronous)
  const reader = openReader(file, 65_536)
  const emptyLog = writer.sqlite.prepare('PRAGMA wal_checkpoint(TRUNCATE)')
  const idle: ReadConnection[] = []
  const open = new Set<ReadConnection>()
  let version = 0
  return {
    writer,
    reader,
    openSnapshot: () => {
      const connection = idle.pop() ?? openReader(file, 2_048)
      connection.begin()
      open.add(connection)
      return connection
    },
    releaseSnapshot: (connection) => {
      if (!open.delete(connection)) return
      connection.end()
      if (idle.length < idleSnapshotConnections) idle.push(connection)
      else connection.close()
    },
    version: () => version,
    advance: () => {
      version += 1
    },
    snapshots: () => open.size,
    logBytes: () => statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0,
    emptyLog: () => Number(Object.values(emptyLog.get())[0]) === 0,
    close: () => {
      for (const connection of [...open, ...idle, reader]) connection.close()
      writer.sqlite.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      writer.close()
    },
  }
}

function openWriter(file: string, synchronous: Synchronous): WriteConnection {
  const sqlite = new DatabaseSync(file, { timeout: 0 })
  sqlite.exec('PRAGMA page_size = 8192')
  sqlite.exec('PRAGMA journal_mode = WAL')
  sqlite.exec(`PRAGMA synchronous = ${synchronous}`)
  sqlite.exec(
    'PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY',
  )
  const version = Number(Object.values(sqlite.prepare('PRAGMA user_version').get())[0])
  if (version > formatVersion) {
    sqlite.close()
    throw new Error(`${file} has format ${version}; this program reads up to ${formatVersion}`)
  }
  sqlite.exec(`BEGIN IMMEDIATE; ${schema} PRAGMA user_version = ${formatVersion}; COMMIT`)
  const put = sqlite.prepare('INSERT INTO documents VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body')
  const remove = sqlite.prepare('DELETE FROM documents WHERE collection = ? AND id = ?')
  const addEntry = sqlite.prepare('INSERT OR IGNORE INTO entries VALUES (?, ?, ?)')
  const removeEntry = sqlite.prepare('DELETE FROM entries WHERE ix = ? AND key = ? AND id = ?')
  return {
    ...readStatements(sqlite),
    put: (collection, id, body) => void put.run(collection, id, body),
    remove: (collection, id) => void remove.run(collection, id),
    addEntry: (index, key, id) => void addEntry.run(index, key, id),
    removeEntry: (index, key, id) => void removeEntry.run(index, key, id),
  }
}

function openReader(file: string, cacheKibibytes: number): ReadConnection {
  const sqlite = new DatabaseSync(file, { timeout: 0, readOnly: true })
  sqlite.exec(`PRAGMA cache_size = -${cacheKibibytes}; PRAGMA temp_store = MEMORY`)
  return readStatements(sqlite)
}

function readStatements(sqlite: DatabaseSyncInstance): ReadConnection {
  const prepare = lazily(sqlite)
  const get = prepare('SELECT body FROM documents WHERE collection = ? AND id = ?')
  const documents = 'SELECT id, body FROM documents WHERE collection = ? AND id >= ? AND id < ? ORDER BY id'
  const upward = prepare(`${documents} LIMIT ?`)
  const downward = prepare(`${documents} DESC LIMIT ?`)
  const entries =
    'SELECT e.id, d.body, e.key FROM entries e CROSS JOIN documents d ON d.collection = ? AND d.id = e.id WHERE e.ix = ?'
  const entriesUp = prepare(`${entries} AND (e.key, e.id) >= (?, ?) AND e.key < ? ORDER BY e.key, e.id LIMIT ?`)
  const entriesDown = prepare(`${entries} AND (e.key, e.id) < (?, ?) AND e.key >= ? ORDER BY e.key DESC, e.id DESC LIMIT ?`)
  const companionEntries = [upward, downward].map((_, isDown) =>
    Array.from({ length: mostCompanions }, (_, position) => prepare(companionSql(position + 1, isDown === 1))),
  )
  const owners = prepare('SELECT id FROM entries WHERE ix = ? AND key = ? LIMIT 2')
  const countEntries = prepare('SELECT COUNT(*) FROM (SELECT 1 FROM entries WHERE ix = ? AND key >= ? AND key < ? LIMIT ?)')
  const countFrom = prepare(
    'SELECT COUNT(*), MAX(id) FROM (SELECT id FROM documents WHERE collection = ? AND id >= ? ORDER BY id LIMIT ?)',
  )
  const count = prepare('SELECT COUNT(*) FROM documents WHERE collection = ?')
  const begin = prepare('BEGIN')
  const end = prepare('ROLLBACK')
  // The snapshot is taken by the first look, not by BEGIN.
  const firstLook = prepare('SELECT 1 FROM catalogue LIMIT 1')
  return {
    sqlite,
    get: (collection, id) => get().get(collection, id)?.[0],
    documents: (collection, from, to, isReversed, limit) =>
      (isReversed ? downward() : upward()).all(collection, from, to, limit) as unknown as DocumentRow[],
    entries: ({ collection, index, from, to, isReversed, companions }, limit) => {
      const having = companions && companionEntries[isReversed ? 1 : 0]?.[companions.prefixes.length - 1]
      if (companions && having) {
        const sought = companions.prefixes.flatMap((prefix) => [prefix, companions.cut + 1])
        const ends = isReversed ? [to.key, to.id, from.key] : [from.key, from.id, to.key]
        return having().all(...sought, collection, index, ...ends, limit) as unknown as ScanRow[]
      }
      return (isReversed
        ? entriesDown().all(collection, index, to.key, to.id, from.key, limit)
        : entriesUp().all(collection, index, from.key, from.id, to.key, limit)) as unknown as ScanRow[]
    },
    owners: (index, key) =>
      owners()
        .all(index, key)
        .map((row) => row[0]),
    count: (collection) => Number(count().get(collection)[0]),
    begin: () => {
      begin().run()
      firstLook().get()
    },
    end: () => void end().run(),
    countEntries: (index, from, to, most) => Number(countEntries().get(index, from, to, most)[0]),
    countFrom: (collection, from, most) => {
      const [found, last] = countFrom().get(collection, from, most)
      return { count: Number(found), last: last ?? undefined }
    },
    close: () => sqlite.close(),
  }
}

/** Most companions one statement looks for; a plan names no more. */
export const mostCompanions = 6

/** Entries of a range, each with its document if every companion is there: SQLite looks, so that nothing else is read or decoded. */
function companionSql(companions: number, isReversed: boolean): string {
  const has = 'EXISTS (SELECT 1 FROM entries c WHERE c.ix = e.ix AND c.key = CAST(? || substr(e.key, ?) AS BLOB) AND c.id = e.id)'
  const all = Array.from({ length: companions }, () => has).join(' AND ')
  const body = `CASE WHEN ${all} THEN (SELECT body FROM documents WHERE collection = ? AND id = e.id) END`
  const range = isReversed ? '(e.key, e.id) < (?, ?) AND e.key >= ?' : '(e.key, e.id) >= (?, ?) AND e.key < ?'
  const direction = isReversed ? 'DESC' : 'ASC'
  return `SELECT e.id, ${body}, e.key FROM entries e WHERE e.ix = ? AND ${range} ORDER BY e.key ${direction}, e.id ${direction} LIMIT ?`
}

/** Statements are prepared when first used: a connection of a short transaction needs few of them. */
function lazily(sqlite: DatabaseSyncInstance) {
  return (sql: string) => {
    let statement: StatementSyncInstance | undefined
    return (): StatementSyncInstance => {
      statement ??= sqlite.prepare(sql, { returnArrays: true })
      return statement
    }
  }
}
