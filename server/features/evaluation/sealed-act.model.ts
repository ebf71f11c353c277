import { type Connection, type Model, Schema } from 'mongoose'

/** A signed act of a committee's member, sealed under a key outside the database (X3). `_id` is the act's digest, which its fact carries. */
export interface SealedAct {
  readonly _id: string
  readonly tender: string
  readonly sealed: string
}

const text = { type: String, required: true } as const

const schema = new Schema<SealedAct>(
  { _id: text, tender: text, sealed: text },
  { collection: 'evaluationActs', versionKey: false, autoIndex: false, autoCreate: false },
)
schema.index({ tender: 1 })

/** Acts of committees. */
export function sealedActModel(connection: Connection): Model<SealedAct> {
  return (
    (connection.models['EvaluationAct'] as Model<SealedAct> | undefined) ?? connection.model<SealedAct>('EvaluationAct', schema)
  )
}
