import { type Connection, type Model, Schema } from 'mongoose'
import type { Instant } from '#shared/primitives/instant.ts'
import { dueFields } from '../../platform/scheduler/due-fields.ts'

/** An objection to the tender documents. Who made it is told to those who run the tender and to the regulator only (P9). */
export interface Objection {
  readonly _id: string
  readonly tender: string
  readonly party: string
  readonly partyName: string
  readonly person: string
  readonly text: string
  readonly actSha256: string
  readonly filedAt: Instant
  /** From this moment an answer is late. */
  readonly answerDueAt: Instant
  readonly answer: { readonly text: string; readonly at: Instant; readonly actSha256: string } | null
  /** When the regulator hears that no answer came; null once heard or answered. */
  readonly nextDueAt: Date | null
  readonly leaseUntil: Date | null
}

const text = { type: String, required: true } as const

const schema = new Schema<Objection>(
  {
    _id: text,
    tender: text,
    party: text,
    partyName: text,
    person: text,
    text,
    actSha256: text,
    filedAt: text,
    answerDueAt: text,
    answer: { type: new Schema({ text, at: text, actSha256: text }, { _id: false, strict: 'throw' }), default: null },
    ...dueFields,
  },
  { collection: 'documentObjections', versionKey: false, autoIndex: false, autoCreate: false, minimize: false, strict: 'throw' },
)
schema.index({ tender: 1, filedAt: 1 })
schema.index({ nextDueAt: 1 })

/** Objections to tender documents. */
export function objectionModel(connection: Connection): Model<Objection> {
  return (
    (connection.models['DocumentObjection'] as Model<Objection> | undefined) ??
    connection.model<Objection>('DocumentObjection', schema)
  )
}
