import type { Collection } from './catalogue.ts'
import type { ReadSource } from './document-store.ts'
import type { Engine } from './engine.ts'
import type { HeldSnapshot } from './held-snapshots.ts'
import { snapshotUnavailable } from './refusals.ts'
import type { Reply } from './replies.ts'
import type { Transaction } from './transactions.ts'
import { integerOf, isDocument } from './values/bson-value.ts'
import { CommandError } from './values/command-error.ts'
import type { BsonDocument, BsonValue } from './values/document.ts'

/** One command on its way. The command and its sequences are attacker-controlled. */
export interface CommandContext {
  readonly engine: Engine
  readonly name: string
  readonly command: BsonDocument
  readonly sequences: ReadonlyMap<string, readonly Uint8Array[]>
  readonly database: string
  readonly connectionId: number
  /** Logical session, as the bytes of its id and the user's digest; none when the client sent none. */
  readonly sessionKey: string | undefined
  /** Number of the retryable write or of the transaction. */
  readonly txnNumber: bigint | undefined
  readonly transaction: Transaction | undefined
  /** The moment a read outside transactions asked for. */
  readonly snapshot?: HeldSnapshot | undefined
  readonly maxTimeMs: number
  readonly receivedAt: Date
}

/** A command: the fields it knows beyond the generic ones, where it may run, and what it does. */
export interface CommandDefinition {
  readonly fields: readonly string[]
  /** Whether it may run inside a transaction. */
  readonly isTransactional?: boolean
  /** Whether it may carry the number of a retryable write. */
  readonly isRetryable?: boolean
  readonly run: (context: CommandContext) => Reply | Promise<Reply>
}

/** Where a command reads from: the snapshot and overlay of its transaction, a moment held for its session, or the last commit. */
export function sourceOf(context: CommandContext): ReadSource {
  const { transaction, snapshot, engine } = context
  if (transaction) return { connection: transaction.snapshot, transaction }
  if (snapshot) return { connection: snapshot.connection, transaction, catalogueVersion: snapshot.catalogueVersion }
  return { connection: engine.storage.reader, transaction, isDropped: engine.catalogue.isDropped }
}

/** The collection a command names in its first field; undefined when there is none (a read of it finds nothing). */
export function collectionOf(context: CommandContext): Collection | undefined {
  return findCollection(context, collectionName(context))
}

/** A collection by name as the command's snapshot knows it. */
export function findCollection(context: CommandContext, name: string): Collection | undefined {
  const { engine, transaction, snapshot, database } = context
  const collection = engine.catalogue.find(database, name)
  const moment = transaction ?? snapshot
  if (moment && engine.catalogue.droppedAfter(`${database}.${name}`, moment.catalogueVersion)) {
    throw snapshotUnavailable(`${database}.${name}`)
  }
  return collection
}

/** The collection name in the command's first field; refuses what cannot be one (73). */
export function collectionName(context: CommandContext): string {
  const name = context.command.get(context.name)
  if (typeof name !== 'string' || name === '') {
    throw new CommandError('InvalidNamespace', `collection name has invalid type or is empty in '${context.name}'`)
  }
  return name
}

/** A document argument, or undefined when absent; refuses another type (14). */
export function documentArgument(command: BsonDocument, name: string): BsonDocument | undefined {
  const value = command.get(name)
  if (value === undefined || value === null) return undefined
  if (isDocument(value)) return value
  throw new CommandError('TypeMismatch', `BSON field '${name}' is the wrong type, expected type 'object'`)
}

/** An array of documents, from the body or from a document sequence already decoded; refuses another type (14). */
export function arrayArgument(command: BsonDocument, name: string): BsonValue[] | undefined {
  const value = command.get(name)
  if (value === undefined || value === null) return undefined
  if (Array.isArray(value)) return value
  throw new CommandError('TypeMismatch', `BSON field '${name}' is the wrong type, expected type 'array'`)
}

/** A whole number, not negative; `fallback` when absent. */
export function countArgument(command: BsonDocument, name: string, fallback: number): number {
  const value = command.get(name)
  if (value === undefined || value === null) return fallback
  const number = integerOf(value)
  if (number === undefined) throw new CommandError('TypeMismatch', `BSON field '${name}' must be a whole number`)
  if (number < 0) throw new CommandError(51024, `BSON field '${name}' value must be >= 0, actual value '${number}'`)
  return number
}

/** A flag: true, or a number that is not zero; `fallback` when absent. */
export function flagArgument(command: BsonDocument, name: string, fallback = false): boolean {
  const value = command.get(name)
  if (value === undefined || value === null) return fallback
  if (typeof value === 'boolean') return value
  const number = integerOf(value)
  if (number === undefined) throw new CommandError('TypeMismatch', `BSON field '${name}' is the wrong type, expected type 'bool'`)
  return number !== 0
}
