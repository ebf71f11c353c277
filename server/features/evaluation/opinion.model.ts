import { type Connection, type Model, Schema } from 'mongoose'
import type { PreliminaryVote } from '#shared/scoring/preliminary.ts'
import type { ScoreSheet } from '#shared/scoring/sheet.ts'

/** What one member thinks of one lot: its whole preliminary review, or its locked sheet. */
export interface Opinion {
  readonly _id: string
  readonly tender: string
  readonly lot: string
  readonly seat: number
  readonly kind: 'review' | 'sheet'
  readonly at: string
  readonly actSha256: string
  /** Its member was replaced, or what it is about has changed (X4): kept, and counted nowhere. */
  readonly isVoid: boolean
  readonly votes: readonly Omit<PreliminaryVote, 'member'>[]
  readonly sheet: ScoreSheet | null
  readonly salt: string | null
  readonly digest: string | null
}

const schema = new Schema<Opinion>(
  {
    _id: { type: String, required: true },
    tender: { type: String, required: true },
    lot: { type: String, required: true },
    seat: { type: Number, required: true },
    kind: { type: String, required: true },
    at: { type: String, required: true },
    actSha256: { type: String, required: true },
    isVoid: { type: Boolean, default: false },
    votes: { type: [Schema.Types.Mixed] as never, default: [] },
    sheet: { type: Schema.Types.Mixed, default: null } as never,
    salt: { type: String, default: null },
    digest: { type: String, default: null },
  },
  { collection: 'evaluationOpinions', versionKey: false, autoIndex: false, autoCreate: false, minimize: false },
)
schema.index({ tender: 1, lot: 1, seat: 1 })

/** Reviews and sheets of members. */
export function opinionModel(connection: Connection): Model<Opinion> {
  return (
    (connection.models['EvaluationOpinion'] as Model<Opinion> | undefined) ??
    connection.model<Opinion>('EvaluationOpinion', schema)
  )
}
