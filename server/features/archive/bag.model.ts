import { type Connection, type Model, Schema } from 'mongoose'
import type { BagFile } from './bag.ts'

/** A bag as written: what stands in it, file by file. Its bytes lie in the blob store, each content once. */
export interface BagRecord {
  /** Log and index of the event that had it written: given twice, it is written once. */
  readonly _id: string
  readonly tender: string
  /** 1 for a tender's first bag, counted up. */
  readonly number: number
  readonly cause: string
  readonly at: string
  readonly code: string
  /** Whether nothing of the tender was left to decide: bids and report are in it. */
  readonly isWhole: boolean
  readonly files: readonly BagFile[]
  /** Paths of what the platform should have and does not hold (any more): superseded, withdrawn, lost. */
  readonly missing: readonly string[]
  /** The whole as the ZIP file it is given out as; bags written before it was kept have none. */
  readonly zip?: { readonly size: number; readonly sha256: string } | null
}

const text = { type: String, required: true } as const

const schema = new Schema<BagRecord>(
  {
    _id: text,
    tender: text,
    number: { type: Number, required: true },
    cause: text,
    at: text,
    code: text,
    isWhole: { type: Boolean, required: true },
    files: { type: [Schema.Types.Mixed] as never, required: true },
    missing: { type: [String], default: [] },
    zip: { type: Schema.Types.Mixed, default: null },
  },
  { collection: 'bags', versionKey: false, autoIndex: false, autoCreate: false },
)
schema.index({ tender: 1, number: 1 }, { unique: true })

/** Bags, several for a tender: each holds what the ones before it held, and more. */
export function bagModel(connection: Connection): Model<BagRecord> {
  return (connection.models['Bag'] as Model<BagRecord> | undefined) ?? connection.model<BagRecord>('Bag', schema)
}

/** Makes the collection and its indexes: at start, before any transaction. */
export async function ensureIndexes(connection: Connection): Promise<void> {
  await bagModel(connection).createCollection()
  await bagModel(connection).createIndexes()
}

/** Digests of everything that stands in a bag: what the sweep of the blob store leaves alone. */
export async function filesNamed(deps: { readonly connection: Connection }): Promise<string[]> {
  const named: string[] = []
  for await (const { files } of bagModel(deps.connection).find({}, { files: 1 }).lean().cursor())
    named.push(...files.map(({ sha256 }) => sha256))
  return named
}
