import type { Binary } from 'bson'
import { type ClientSession, type Connection, type Model, Schema } from 'mongoose'
import type { Bytes } from '#shared/primitives/bytes.ts'
import type { IdentityRecord } from '#shared/sealed-bid/identity-envelope.ts'
import { parseManifest } from '#shared/sealed-bid/manifest.ts'
import type { StoredBid } from './stored-bid.ts'

/**
 * A sealed bid in the database. There is no field for a time, a counter, an account, an address or a file name, and the
 * schema refuses any other field: what is not written cannot leak (rule P9).
 */
export interface BidRecord {
  /** SHA-256 of the manifest, hex. */
  readonly _id: string
  /** Copied out of the manifest, to find the bids of a lot by. */
  readonly tender: string
  readonly lot: string
  readonly round: number
  readonly manifest: Binary | Buffer
  readonly identityEnc: Binary | Buffer
  readonly identityRecord: IdentityRecord
  readonly eventEnc: Binary | Buffer
  /** SHA-256 of each payload, copied out of the manifest, but for those destroyed: to find who else names a file before it is removed. */
  readonly payloads: readonly string[]
  readonly isDestroyed: boolean
}

const text = { type: String, required: true } as const
const bytes = { type: Schema.Types.Buffer, required: true } as const

const schema = new Schema<BidRecord>(
  {
    _id: text,
    tender: text,
    lot: text,
    round: { type: Number, required: true },
    manifest: bytes,
    identityEnc: bytes,
    identityRecord: { type: Schema.Types.Mixed, required: true },
    eventEnc: bytes,
    payloads: { type: [String], required: true },
    isDestroyed: { type: Boolean, required: true },
  },
  { collection: 'bids', versionKey: false, autoIndex: false, autoCreate: false, strict: 'throw' },
)
schema.index({ tender: 1, lot: 1, round: 1, _id: 1 })
schema.index({ payloads: 1 })

/** Sealed bids. */
export function bidModel(connection: Connection): Model<BidRecord> {
  return (connection.models['Bid'] as Model<BidRecord> | undefined) ?? connection.model<BidRecord>('Bid', schema)
}

/** Makes the collection and its indexes: at start, since a transaction can make neither. */
export async function ensureIndexes(connection: Connection): Promise<void> {
  await bidModel(connection).createCollection()
  await bidModel(connection).createIndexes()
}

/** Writes a new bid. Rejects with the database's duplicate-key error (11000) when the manifest is known. */
export async function insertBid(
  connection: Connection,
  session: ClientSession,
  bid: Pick<StoredBid, 'manifestSha256' | 'manifestBytes' | 'manifest' | 'identity' | 'eventEnc'>,
): Promise<void> {
  const { tender, lot, round } = bid.manifest.bind
  const record: BidRecord = {
    _id: bid.manifestSha256,
    tender,
    lot,
    round,
    manifest: Buffer.from(bid.manifestBytes),
    identityEnc: Buffer.from(bid.identity.enc),
    identityRecord: bid.identity.record,
    eventEnc: Buffer.from(bid.eventEnc),
    payloads: bid.manifest.envelopes.map(({ payload }) => payload.sha256),
    isDestroyed: false,
  }
  await connection.collection<BidRecord>('bids').insertOne(record, { session })
}

/** A stored record as the rest of the server reads it. */
export function storedBidOf(record: BidRecord): StoredBid {
  const manifestBytes = bytesOf(record.manifest)
  return {
    manifestSha256: record._id,
    manifestBytes,
    manifest: parseManifest(manifestBytes),
    identity: { record: record.identityRecord, enc: bytesOf(record.identityEnc) },
    eventEnc: bytesOf(record.eventEnc),
    isDestroyed: record.isDestroyed,
    payloads: record.payloads,
  }
}

/** Bytes of what the driver gives for binary data: a Binary when read lean, its buffer otherwise. */
function bytesOf(value: Binary | Buffer): Bytes {
  return new Uint8Array('position' in value ? value.buffer.subarray(0, value.position) : value)
}
