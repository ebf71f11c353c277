import { serialize } from 'bson'
import { expect } from 'chai'
import mongoose from 'mongoose'
import type { Database } from '../../../server/platform/mongo/database.ts'
import { type BsonDocument, type BsonValue, decodeDocument } from '../../../server/platform/mongo/embedded/values/document.ts'
import { useDatabase } from '../../support/database.ts'
import { type Plain, spelled } from '../embedded-values/notation.ts'

/** What is refused by this server alone is not asked of a real MongoDB. */
export const isOwnServer = !process.env['MONGODB_URI']

/** A database of the suite's server, and collections that nobody else uses. */
export interface Wire {
  db(): mongoose.mongo.Db
  /** A client whose sessions nobody else numbers writes of. */
  stepsClient(): mongoose.mongo.MongoClient
  /** A collection of a new name. */
  fresh(): mongoose.mongo.Collection
}

/** The conformance suite's way to the server under test: the driver itself, no mongoose. */
export function useWire(): Wire {
  const database: () => Database = useDatabase()
  let made = 0
  let steps: mongoose.mongo.MongoClient | undefined
  before(async () => {
    steps = await new mongoose.mongo.MongoClient(database().uri).connect()
  })
  after(() => steps?.close())
  const db = (): mongoose.mongo.Db => database().connection.getClient().db(database().connection.name)
  return {
    db,
    stepsClient: () => {
      if (!steps) throw new Error('the client is there inside tests and hooks only')
      return steps
    },
    fresh: () => {
      made += 1
      return db().collection(`c${made}`)
    },
  }
}

const mark = 'given by the suite '

/** The documents with an `_id` each: one of the suite's own, in their order, where they have none. */
export function withIds(documents: readonly Plain[]): Plain[] {
  return documents.map((document, index) => {
    const hasId = document instanceof Map ? document.has('_id') : Object.hasOwn(document, '_id')
    if (hasId) return document
    const own: [string, unknown] = ['_id', `${mark}${String(index).padStart(4, '0')}`]
    return (document instanceof Map ? new Map([own, ...document]) : { [own[0]]: own[1], ...document }) as Plain
  })
}

/** A document as text with its types and order, without the ids the suite gave. */
export function told(document: BsonDocument): string {
  return spelled(withoutOwnIds(document) as BsonDocument)
}

/** Raw BSON as the same text. */
export function toldBytes(bytes: Uint8Array): string {
  return told(decodeDocument(Uint8Array.from(bytes)))
}

/** A case's document as it would come back. */
export function toldPlain(document: Plain): string {
  return toldBytes(serialize(document, { ignoreUndefined: false }))
}

function withoutOwnIds(value: BsonValue): BsonValue {
  if (Array.isArray(value)) return value.map(withoutOwnIds)
  if (!(value instanceof Map)) return value
  const kept = [...value].filter(([name, inner]) => name !== '_id' || typeof inner !== 'string' || !inner.startsWith(mark))
  return new Map(kept.map(([name, inner]) => [name, withoutOwnIds(inner)]))
}

/** Stores a case's documents, unchecked and untouched by the driver. */
export async function store(collection: mongoose.mongo.Collection, documents: readonly Plain[]): Promise<void> {
  if (documents.length > 0) await collection.insertMany(withIds(documents) as mongoose.mongo.OptionalId<object>[])
}

/** Every document of a cursor as text. */
export async function readAll(cursor: { toArray(): Promise<unknown[]> }): Promise<string[]> {
  return (await cursor.toArray()).map((one) => toldBytes(one as Uint8Array))
}

/** The code a server refuses with; fails when it does not. */
export async function codeOf(work: Promise<unknown>): Promise<number> {
  const refusal = await refused(work)
  return Number(refusal.code)
}

/** The server's error; fails when there is none. */
export async function refused(work: Promise<unknown>): Promise<mongoose.mongo.MongoServerError> {
  try {
    await work
  } catch (error) {
    if (error instanceof mongoose.mongo.MongoServerError) return error
    throw error
  }
  expect.fail('the server did not refuse it')
}
