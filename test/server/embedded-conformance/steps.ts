import { expect } from 'chai'
import mongoose from 'mongoose'
import type { Plain } from '../embedded-values/notation.ts'
import { refused, store, toldBytes, toldPlain, type Wire } from './wire.ts'

const { Long, serialize } = mongoose.mongo.BSON

/** A refusal as a case states it: MongoDB's code, and what else counts. */
export interface Refusal {
  readonly code: number
  readonly name?: string
  /** Words of the message. */
  readonly says?: RegExp
  readonly labels?: readonly string[]
  /** Fields of the error document. */
  readonly facts?: Plain
}

/** One command of a case and what the server must answer. */
export interface Step {
  /** The text `@` stands for the case's collection, `@2` for a second one, `@ns` for its namespace, `@cursor` for the last cursor. */
  readonly run: Plain
  readonly on?: 'admin'
  /** Another session than the case's own. */
  readonly session?: string
  /** Fields the reply must have with these values; documents in batches and `value` must be the same bit for bit. */
  readonly reply?: Plain
  readonly error?: Refusal
  /** The entries of `writeErrors`, with their index. */
  readonly writeErrors?: readonly (Refusal & { readonly index: number })[]
}

/** A rule of a page of the manual or of a drivers' specification, shown by commands. */
export interface CommandCase {
  readonly rule: string
  readonly given?: readonly Plain[]
  readonly indexes?: readonly Plain[]
  readonly steps: readonly Step[]
  /** What the collection holds at the end, by `_id`. */
  readonly left?: readonly Plain[]
  /** A refusal or an answer of this server alone. */
  readonly isOwn?: boolean
}

let cases = 0

/** The command with its number counted from where no case before has counted to. */
function renumbered(command: mongoose.mongo.Document, base: number): mongoose.mongo.Document {
  const { txnNumber } = command
  if (!(txnNumber instanceof Long) || txnNumber.isNegative()) return command
  return { ...command, txnNumber: txnNumber.add(base) }
}

/** Runs a case in a collection of its own. */
export async function runCase(wire: Wire, { given = [], indexes = [], steps, left }: CommandCase): Promise<void> {
  const collection = wire.fresh()
  const client = wire.stepsClient()
  cases += 1
  const base = cases * 1_000
  const sessions = new Map<string, mongoose.mongo.ClientSession>()
  await store(collection, given)
  if (indexes.length > 0) await collection.createIndexes(indexes as unknown as mongoose.mongo.IndexDescription[])
  let cursor: unknown
  try {
    for (const step of steps) {
      const name = step.session ?? 'own'
      const session = sessions.get(name) ?? client.startSession()
      sessions.set(name, session)
      const words: Readonly<Record<string, unknown>> = {
        '@': collection.collectionName,
        '@2': `${collection.collectionName}-2`,
        '@ns': collection.namespace,
        '@cursor': cursor,
      }
      const command = renumbered(filled(step.run, words) as mongoose.mongo.Document, base)
      const { txnNumber } = command
      // The driver writes its own number over that of a commit.
      if (txnNumber instanceof Long) session.serverSession.txnNumber = txnNumber.toNumber()
      const database = client.db(step.on === 'admin' ? 'admin' : wire.db().databaseName)
      const work = database.command(command, { session, promoteValues: false, bsonRegExp: true } as object)
      if (step.error) checkRefusal(await refused(work), step.error, JSON.stringify(step.run))
      else {
        const reply = await work
        cursor = reply['cursor']?.id ?? cursor
        if (step.reply) holds(reply, filled(step.reply, words), '')
        checkWriteErrors(reply, step)
      }
    }
  } finally {
    for (const session of sessions.values()) await letGo(client, session)
  }
  if (left) {
    const found = await collection.find({}, { raw: true, sort: { _id: 1 } }).toArray()
    expect(found.map((one) => toldBytes(one as unknown as Uint8Array))).to.deep.equal(left.map(toldPlain))
  }
}

/** Ends a session and whatever transaction a case left open in it. */
async function letGo(client: mongoose.mongo.MongoClient, session: mongoose.mongo.ClientSession): Promise<void> {
  await client.db('admin').command({ endSessions: [session.id] })
  await session.endSession()
}

function checkRefusal(refusal: mongoose.mongo.MongoServerError, wanted: Refusal, where: string): void {
  expect(Number(refusal.code), `${where}: ${refusal.message}`).to.equal(wanted.code)
  if (wanted.name !== undefined) expect(refusal.codeName).to.equal(wanted.name)
  if (wanted.says) expect(refusal.message).to.match(wanted.says)
  if (wanted.labels) expect([...refusal.errorLabels].sort()).to.deep.equal([...wanted.labels].sort())
  if (wanted.facts) holds(refusal.errorResponse, wanted.facts, where)
}

function checkWriteErrors(reply: mongoose.mongo.Document, { writeErrors = [], run }: Step): void {
  const told = (reply['writeErrors'] ?? []) as mongoose.mongo.Document[]
  expect(
    told.map(({ index, code }) => ({ index: Number(index), code: Number(code) })),
    `writeErrors of ${JSON.stringify(run)}: ${told.map(({ errmsg }) => errmsg).join('; ')}`,
  ).to.deep.equal(writeErrors.map(({ index, code }) => ({ index, code })))
  for (const [position, { says, facts }] of writeErrors.entries()) {
    if (says) expect(told[position]?.['errmsg']).to.match(says)
    if (facts) holds(told[position], facts, `writeErrors.${position}`)
  }
}

function filled(value: unknown, words: Readonly<Record<string, unknown>>): unknown {
  if (typeof value === 'string') return Object.hasOwn(words, value) ? words[value] : value
  if (Array.isArray(value)) return value.map((inner) => filled(inner, words))
  if (value instanceof Map) return new Map([...value].map(([name, inner]) => [name, filled(inner, words)]))
  if (!isPlainObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filled(inner, words)]))
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

const exact = new Set(['firstBatch', 'nextBatch', 'value', 'values', 'keyValue', 'keyPattern'])

/** Every field named must be there with this value; `null` in the place of a field that is not there is a difference. */
function holds(actual: unknown, wanted: unknown, path: string): void {
  if (wanted === absent) {
    expect(actual, `${path} is not there`).to.equal(undefined)
    return
  }
  if (typeof wanted === 'number') {
    expect(Number(actual), path).to.equal(wanted)
    return
  }
  if (Array.isArray(wanted)) {
    expect(Array.isArray(actual) ? actual.length : actual, `${path}: ${JSON.stringify(actual)}`).to.equal(wanted.length)
    for (const [index, inner] of wanted.entries()) holds((actual as unknown[])[index], inner, `${path}.${index}`)
    return
  }
  if (isPlainObject(wanted)) {
    for (const [name, inner] of Object.entries(wanted)) {
      const there = (actual as Record<string, unknown> | undefined)?.[name]
      if (exact.has(name) && inner !== absent) expect(spelledOut(there), `${path}.${name}`).to.equal(spelledOut(inner))
      else holds(there, inner, `${path}.${name}`)
    }
    return
  }
  expect(spelledOut(actual), path).to.equal(spelledOut(wanted))
}

/** Stands in a reply for a field that must not be there. */
export const absent = Symbol('absent')

function spelledOut(value: unknown): string {
  if (value === undefined) return 'not there'
  return toldBytes(serialize({ value }, { ignoreUndefined: false }))
}
