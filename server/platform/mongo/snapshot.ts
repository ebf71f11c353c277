import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import mongoose, { type ClientSession, type Connection } from 'mongoose'
import { decodeDocument } from './embedded/values/document.ts'

/** One collection of a dump. */
export interface DumpedCollection {
  readonly name: string
  readonly documents: number
  /** SHA-256 of the file of documents, hexadecimal. */
  readonly sha256: string
}

/** What a dump holds: the content of its manifest.json. */
export interface SnapshotManifest {
  readonly format: 'kaibiao-snapshot/1'
  readonly collections: readonly DumpedCollection[]
}

type Db = mongoose.mongo.Db
const { EJSON } = mongoose.mongo.BSON
const manifestName = 'manifest.json'
const mostInBatch = 1_000
const batchBytes = 8 * 1024 * 1024

/**
 * Writes every collection as it was at one moment into an empty folder: `<name>.bson` (documents one after another) and
 * `<name>.metadata.json` (indexes), which mongorestore reads as well, and manifest.json with counts and digests, written
 * last: a folder without it is no dump. Works alike on MongoDB and on the embedded database.
 */
export async function dumpSnapshot(connection: Connection, folder: string): Promise<SnapshotManifest> {
  const db = databaseOf(connection)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if ((await readdir(folder)).length > 0) throw new Error(`the folder ${folder} is not empty`)
  const infos = await plainCollections(db)
  const collections: DumpedCollection[] = []
  await atOneMoment(connection, db, async (session) => {
    for (const { name } of infos) {
      collections.push(await dumpCollection(db, name, folder, session))
    }
  })
  for (const { name } of infos) {
    const indexes = (await db.listCollections({ name }).hasNext()) ? await db.collection(name).listIndexes().toArray() : []
    const metadata = EJSON.stringify({ options: {}, indexes, collectionName: name, type: 'collection' }, { relaxed: false })
    await writeFile(join(folder, `${fileNameOf(name)}.metadata.json`), metadata, { mode: 0o600 })
  }
  const manifest: SnapshotManifest = { format: 'kaibiao-snapshot/1', collections }
  await writeFile(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
  return manifest
}

/** Runs reads that all see the same moment: a transaction on the embedded database, a snapshot session on MongoDB (no limit of 60 s). */
async function atOneMoment(connection: Connection, db: Db, work: (session: ClientSession) => Promise<void>): Promise<void> {
  const { modules } = await db.admin().command({ buildInfo: 1 })
  const isEmbedded = Array.isArray(modules) && modules.includes('kaibiao-embedded')
  const session = await connection.startSession(isEmbedded ? {} : { snapshot: true })
  try {
    if (isEmbedded) session.startTransaction({ readConcern: { level: 'snapshot' } })
    await work(session)
    if (isEmbedded) await session.commitTransaction()
  } finally {
    await session.endSession()
  }
}

/**
 * What a database holds at one moment, as the manifest of a dump would tell it, without writing anything: two databases with the same
 * collections have the same documents, bit for bit.
 */
export async function digestSnapshot(connection: Connection): Promise<SnapshotManifest> {
  const db = databaseOf(connection)
  const collections: DumpedCollection[] = []
  await atOneMoment(connection, db, async (session) => {
    for (const { name } of await plainCollections(db)) {
      const digest = createHash('sha256')
      let documents = 0
      for await (const bytes of rawDocuments(db, name, session)) {
        digest.update(bytes)
        documents += 1
      }
      collections.push({ name, documents, sha256: digest.digest('hex') })
    }
  })
  return { format: 'kaibiao-snapshot/1', collections }
}

async function plainCollections(db: Db): Promise<readonly { readonly name: string }[]> {
  return (await db.listCollections({}, { nameOnly: false }).toArray())
    .filter((info) => info.type === 'collection' && !info.name.startsWith('system.'))
    .sort((left, right) => (left.name < right.name ? -1 : 1))
}

/** The documents of a collection as BSON, in the order of `_id`. */
async function* rawDocuments(db: Db, name: string, session: ClientSession): AsyncGenerator<Uint8Array> {
  const cursor = db.collection(name).find({}, { session, raw: true, batchSize: mostInBatch, sort: { _id: 1 } })
  for await (const raw of cursor) yield raw as unknown as Uint8Array
}

async function dumpCollection(db: Db, name: string, folder: string, session: ClientSession): Promise<DumpedCollection> {
  const file = createWriteStream(join(folder, `${fileNameOf(name)}.bson`), { flags: 'wx', mode: 0o600 })
  const digest = createHash('sha256')
  let documents = 0
  for await (const bytes of rawDocuments(db, name, session)) {
    digest.update(bytes)
    documents += 1
    if (!file.write(bytes)) await once(file, 'drain')
  }
  file.end()
  await finished(file)
  return { name, documents, sha256: digest.digest('hex') }
}

/**
 * Reads a dump back into a database whose collections of those names are empty. The whole dump is checked against its
 * manifest before anything is written, and the counts afterwards; throws when something does not agree.
 */
export async function restoreSnapshot(connection: Connection, folder: string): Promise<SnapshotManifest> {
  const db = databaseOf(connection)
  const manifest = await readManifest(folder)
  for (const dumped of manifest.collections) await checkFile(folder, dumped)
  for (const { name } of manifest.collections) {
    if ((await db.collection(name).findOne({}, { projection: { _id: 1 } })) !== null) {
      throw new Error(`the collection ${name} is not empty: a snapshot is restored into an empty database only`)
    }
  }
  for (const dumped of manifest.collections) {
    await restoreIndexes(db, dumped.name, folder)
    for await (const batch of batchesOf(join(folder, `${fileNameOf(dumped.name)}.bson`))) {
      // Maps keep every type and the order of fields; the driver writes them as they are.
      const documents = batch.map((bytes) =>
        decodeDocument(bytes),
      ) as unknown as mongoose.mongo.OptionalId<mongoose.mongo.Document>[]
      await db.collection(dumped.name).insertMany(documents, { ordered: true, forceServerObjectId: true })
    }
    const restored = await db.collection(dumped.name).countDocuments({})
    if (restored !== dumped.documents) throw new Error(`${dumped.name}: ${restored} documents restored of ${dumped.documents}`)
  }
  return manifest
}

async function readManifest(folder: string): Promise<SnapshotManifest> {
  const manifest: unknown = JSON.parse(await readFile(join(folder, manifestName), 'utf8'))
  if (typeof manifest !== 'object' || manifest === null || !('format' in manifest) || manifest.format !== 'kaibiao-snapshot/1') {
    throw new Error(`${folder} holds no snapshot this program can read`)
  }
  return manifest as SnapshotManifest
}

async function checkFile(folder: string, dumped: DumpedCollection): Promise<void> {
  const digest = createHash('sha256')
  for await (const chunk of createReadStream(join(folder, `${fileNameOf(dumped.name)}.bson`))) digest.update(chunk)
  if (digest.digest('hex') !== dumped.sha256) throw new Error(`${dumped.name}.bson is not the file the manifest names`)
}

async function restoreIndexes(db: Db, name: string, folder: string): Promise<void> {
  const metadata: unknown = EJSON.parse(await readFile(join(folder, `${fileNameOf(name)}.metadata.json`), 'utf8'), {
    relaxed: false,
  })
  const indexes =
    typeof metadata === 'object' && metadata !== null && 'indexes' in metadata && Array.isArray(metadata.indexes)
      ? metadata.indexes
      : []
  const wanted = indexes.filter((index) => index.name !== '_id_').map(({ v: _version, ns: _namespace, ...index }) => index)
  if (!(await db.listCollections({ name }).hasNext())) await db.createCollection(name)
  if (wanted.length > 0) await db.command({ createIndexes: name, indexes: wanted })
}

/** Documents of a file of BSON, some thousand or some megabytes at a time. */
async function* batchesOf(path: string): AsyncGenerator<Uint8Array[]> {
  let rest: Buffer = Buffer.alloc(0)
  let batch: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0)
      batch.push(rest.subarray(0, length))
      bytes += length
      rest = rest.subarray(length)
      if (batch.length < mostInBatch && bytes < batchBytes) continue
      yield batch
      batch = []
      bytes = 0
    }
  }
  if (rest.length > 0) throw new Error(`${path} ends within a document`)
  if (batch.length > 0) yield batch
}

function databaseOf(connection: Connection): Db {
  if (!connection.db) throw new Error('the connection is not open')
  return connection.db
}

/** A collection's name as a file name: everything unusual as %XX, as mongodump writes it. */
function fileNameOf(name: string): string {
  return encodeURIComponent(name)
}
