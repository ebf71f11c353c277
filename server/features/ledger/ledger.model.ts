import { type Connection, type Model, Schema } from 'mongoose'
import type { LedgerEvent } from '#shared/transparency/event.ts'

/** What a clear event adds to its commitment. Opaque entries and fillers have none of it and cannot be told apart. */
export interface ClearFields {
  readonly event: LedgerEvent
  /** Hex. */
  readonly salt: string
  /** JSON (`Json`), typed loosely: the driver's types do not bear a recursive one. */
  readonly facts?: unknown
  /** Tender whose public chain it stands on, and its place there. */
  readonly tender?: string
  readonly seq?: number | undefined
}

/** Waits for the next beat, under a random id. */
export interface PendingDocument extends Partial<ClearFields> {
  readonly _id: string
  readonly c: string
}

/** An entry of the log. `_id` is `<year>/<index>`. */
export interface EntryDocument extends Partial<ClearFields> {
  readonly _id: string
  readonly log: number
  readonly index: number
  readonly c: string
}

/** A tile of hashes, grown in place until it is full. `_id` is `<year>/<level>/<index>`. */
interface TileDocument {
  readonly _id: string
  readonly log: number
  readonly level: number
  readonly index: number
  readonly hashes: Buffer
}

/** The state of the log of a year. `frontier`: hashes of its whole nodes, left to right, hex. */
export interface LogDocument {
  /** The year, four digits. */
  readonly _id: number
  readonly origin: string
  readonly size: number
  readonly frontier: readonly string[]
  readonly root: string
}

/** A signed checkpoint. `_id` is `<year>/<size>`. */
export interface CheckpointDocument {
  readonly _id: string
  readonly log: number
  readonly size: number
  readonly root: string
  /** The signed note. */
  readonly note: string
}

/** The checkpoint that closed a tender's box, and its timestamp once it is there. */
export interface DeadlineDocument {
  /** The tender. */
  readonly _id: string
  readonly at: string
  readonly log: number
  readonly size: number
  readonly token?: Buffer | null
  readonly authority?: string | null
  readonly isPlatformsOwn?: boolean | null
  readonly isMissing: boolean
  readonly lastFailure?: string | null
}

/** A signed act, whole. */
interface ActDocument {
  /** SHA-256 of `bytes`, hex. */
  readonly _id: string
  readonly bytes: Uint8Array
  readonly p7s: Uint8Array
  /** `<certificate digest>:<nonce>`. */
  readonly nonce: string
  readonly type: string
  readonly isPublic: boolean
}

/** The end of a tender's public chain. */
interface ChainDocument {
  /** The tender. */
  readonly _id: string
  readonly seq: number
  readonly previous?: string | null
}

/** How far a reaction has come. */
export interface ReactionDocument {
  readonly _id: string
  readonly log: number
  /** The last leaf index handled; −1 before the first. */
  readonly index: number
  readonly holder?: string | null
  readonly leaseUntil?: Date | null
}

/** Who sequences. */
interface SequencerDocument {
  readonly _id: string
  readonly holder?: string | null
  readonly leaseUntil?: Date | null
}

const text = { type: String, required: true } as const
const whole = { type: Number, required: true } as const
const mixed = { type: Schema.Types.Mixed } as const
const bytes = { type: Schema.Types.Buffer, required: true } as const
const options = {
  versionKey: false,
  timestamps: false,
  autoIndex: false,
  autoCreate: false,
  minimize: false,
  strict: 'throw',
} as const

const clearFields = { event: mixed, salt: String, facts: mixed, tender: String, seq: Number }

/** Entries on their way to the log. */
export function pendingModel(connection: Connection): Model<PendingDocument> {
  return modelOf(connection, 'ledgerPending', () =>
    new Schema({ _id: text, c: text, ...clearFields }, { ...options, collection: 'ledgerPending' })
      .index({ c: 1 })
      .index({ tender: 1, seq: 1 }, { partialFilterExpression: { tender: { $exists: true } } }),
  )
}

/** Entries of the logs. */
export function entryModel(connection: Connection): Model<EntryDocument> {
  return modelOf(connection, 'ledgerEntries', () =>
    new Schema({ _id: text, log: whole, index: whole, c: text, ...clearFields }, { ...options, collection: 'ledgerEntries' })
      .index({ log: 1, index: 1 }, { unique: true })
      .index({ c: 1 })
      .index({ tender: 1, seq: 1 }, { partialFilterExpression: { tender: { $exists: true } } })
      .index({ 'event.actSha256': 1 }, { partialFilterExpression: { 'event.actSha256': { $exists: true } } }),
  )
}

/** Tiles of the logs. */
export function tileModel(connection: Connection): Model<TileDocument> {
  return modelOf(
    connection,
    'ledgerTiles',
    () =>
      new Schema({ _id: text, log: whole, level: whole, index: whole, hashes: bytes }, { ...options, collection: 'ledgerTiles' }),
  )
}

/** Logs, one for each year. */
export function logModel(connection: Connection): Model<LogDocument> {
  return modelOf(
    connection,
    'ledgerLogs',
    () =>
      new Schema(
        { _id: Number, origin: text, size: whole, frontier: [String], root: text },
        { ...options, collection: 'ledgerLogs' },
      ),
  )
}

/** Signed checkpoints. */
export function checkpointModel(connection: Connection): Model<CheckpointDocument> {
  return modelOf(connection, 'ledgerCheckpoints', () =>
    new Schema(
      { _id: text, log: whole, size: whole, root: text, note: text },
      { ...options, collection: 'ledgerCheckpoints' },
    ).index({ log: 1, size: 1 }, { unique: true }),
  )
}

/** Deadline checkpoints. */
export function deadlineModel(connection: Connection): Model<DeadlineDocument> {
  return modelOf(connection, 'ledgerDeadlines', () =>
    new Schema(
      {
        _id: text,
        at: text,
        log: whole,
        size: whole,
        token: Schema.Types.Buffer,
        authority: String,
        isPlatformsOwn: Boolean,
        isMissing: { type: Boolean, required: true },
        lastFailure: String,
      },
      { ...options, collection: 'ledgerDeadlines' },
    ).index({ isMissing: 1 }),
  )
}

/** Signed acts. */
export function actModel(connection: Connection): Model<ActDocument> {
  return modelOf(connection, 'ledgerActs', () =>
    new Schema(
      { _id: text, bytes, p7s: bytes, nonce: text, type: text, isPublic: { type: Boolean, required: true } },
      { ...options, collection: 'ledgerActs' },
    ).index({ nonce: 1 }, { unique: true }),
  )
}

/** Ends of the tenders' public chains. */
export function chainModel(connection: Connection): Model<ChainDocument> {
  return modelOf(
    connection,
    'ledgerChains',
    () => new Schema({ _id: text, seq: whole, previous: String }, { ...options, collection: 'ledgerChains' }),
  )
}

/** Cursors of the reactions. */
export function reactionModel(connection: Connection): Model<ReactionDocument> {
  return modelOf(
    connection,
    'ledgerReactions',
    () =>
      new Schema(
        { _id: text, log: whole, index: whole, holder: String, leaseUntil: Date },
        { ...options, collection: 'ledgerReactions' },
      ),
  )
}

/** The sequencer's lease. */
export function sequencerModel(connection: Connection): Model<SequencerDocument> {
  return modelOf(
    connection,
    'ledgerSequencer',
    () => new Schema({ _id: text, holder: String, leaseUntil: Date }, { ...options, collection: 'ledgerSequencer' }),
  )
}

/** Creates the collections and indexes of the ledger; they must exist before the first transaction. */
export async function ensureIndexes(connection: Connection): Promise<void> {
  for (const model of [
    pendingModel,
    entryModel,
    tileModel,
    logModel,
    checkpointModel,
    deadlineModel,
    actModel,
    chainModel,
    reactionModel,
    sequencerModel,
  ]) {
    const made = model(connection) as unknown as Model<object>
    await made.createCollection()
    await made.ensureIndexes()
  }
}

function modelOf<D>(connection: Connection, name: string, schema: () => unknown): Model<D> {
  const known = connection.models[name] as Model<D> | undefined
  return known ?? (connection.model(name, schema() as Schema) as unknown as Model<D>)
}
