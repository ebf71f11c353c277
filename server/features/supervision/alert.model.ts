import { type Connection, type Model, Schema } from 'mongoose'
import type { Indication, Strength } from '#shared/alerts/indicator.ts'
import type { AlertState, AlertStep } from '#shared/lifecycle/alert.ts'

/** A bid as the alert compares it: what the opening has shown. */
export interface AlertBid {
  readonly number: number
  readonly manifestSha256: string
  readonly party: string
  readonly name: string
  readonly price: string
}

/** One indicator as stored: exact fractions lie with the lot's figures. */
export type StoredIndication = Omit<Indication, 'exact'>

/** What a regulator did with an alert. */
export interface Disposition {
  readonly step: AlertStep
  readonly reason: string
  readonly person: string
  readonly party: string
  readonly at: string
  readonly actSha256: string
}

/** An alert: one for each lot in which an indicator found something. */
export interface AlertRecord {
  readonly _id: string
  readonly version: number
  readonly tender: string
  readonly lot: string
  readonly code: string
  readonly title: string
  readonly lotName: string
  readonly raisedAt: Date
  readonly state: AlertState
  readonly strength: Strength
  readonly event: { readonly log: number; readonly index: number; readonly commitment: string }
  readonly ceiling: string | null
  readonly bids: readonly AlertBid[]
  readonly indications: readonly StoredIndication[]
  readonly dispositions: readonly Disposition[]
}

/** Exact values of a lot that was assessed, alert or not: the population later lots of its market are compared with. */
export interface LotFigures {
  /** Tender ‖ lot. */
  readonly _id: string
  /** Buyer, category and method. */
  readonly market: string
  readonly isAlerted: boolean
  /** Numerator and denominator in decimal text, by indicator. */
  readonly values: Readonly<Record<string, readonly [numerator: string, denominator: string]>>
}

const text = { type: String, required: true } as const
const list = { type: [Schema.Types.Mixed] as never, default: [] } as const
const options = { versionKey: false, autoIndex: false, autoCreate: false, minimize: false } as const

const alertSchema = new Schema<AlertRecord>(
  {
    _id: text,
    version: { type: Number, required: true },
    tender: text,
    lot: text,
    code: text,
    title: text,
    lotName: text,
    raisedAt: { type: Date, required: true },
    state: text,
    strength: text,
    event: { type: Schema.Types.Mixed, required: true } as never,
    ceiling: { type: String, default: null },
    bids: list,
    indications: list,
    dispositions: list,
  },
  { ...options, collection: 'alerts' },
)
alertSchema.index({ raisedAt: -1, _id: -1 })
alertSchema.index({ tender: 1, lot: 1 }, { unique: true })

const figuresSchema = new Schema<LotFigures>(
  {
    _id: text,
    market: text,
    isAlerted: { type: Boolean, required: true },
    values: { type: Schema.Types.Mixed, required: true } as never,
  },
  { ...options, collection: 'lotFigures' },
)
figuresSchema.index({ market: 1 })

/** Alerts, whatever became of them. */
export function alertModel(connection: Connection): Model<AlertRecord> {
  return (connection.models['Alert'] as Model<AlertRecord> | undefined) ?? connection.model<AlertRecord>('Alert', alertSchema)
}

/** Figures of every lot that was assessed. */
export function lotFiguresModel(connection: Connection): Model<LotFigures> {
  return (
    (connection.models['LotFigures'] as Model<LotFigures> | undefined) ??
    connection.model<LotFigures>('LotFigures', figuresSchema)
  )
}

/** Makes the collections and indexes of supervision: at start, before any transaction. */
export async function ensureIndexes(connection: Connection): Promise<void> {
  for (const model of [alertModel(connection), lotFiguresModel(connection)] as unknown as Model<object>[]) {
    await model.createCollection()
    await model.createIndexes()
  }
}
