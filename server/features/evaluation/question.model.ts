import { type Connection, type Model, Schema } from 'mongoose'
import type { Correction } from '#shared/scoring/arithmetic-correction.ts'

/** A question to a bidder: a clarification (X7), a correction to confirm (X11), or a price to explain (X12). */
export interface Question {
  readonly _id: string
  readonly tender: string
  readonly lot: string
  readonly bid: string
  readonly party: string
  readonly kind: 'clarification' | 'correction' | 'low-price'
  readonly text: string
  readonly askedAt: string
  readonly answerBy: string
  readonly correction: {
    readonly price: string
    readonly steps: readonly {
      readonly rule: Correction['rule']
      readonly of: string
      readonly from: string
      readonly to: string
    }[]
  } | null
  readonly answer: {
    readonly text: string
    readonly at: string
    readonly isConfirmed: boolean | null
    readonly actSha256: string
  } | null
  /** Answered, or its time is over. */
  readonly isClosed: boolean
  /** Members on the explanation of a low price. */
  readonly judgements: readonly {
    readonly seat: number
    readonly isAccepted: boolean
    readonly reason: string
    readonly actSha256: string
  }[]
  readonly isAccepted: boolean | null
}

const mixed = (fallback: unknown) => ({ type: Schema.Types.Mixed, default: fallback }) as never

const schema = new Schema<Question>(
  {
    _id: { type: String, required: true },
    tender: { type: String, required: true },
    lot: { type: String, required: true },
    bid: { type: String, required: true },
    party: { type: String, required: true },
    kind: { type: String, required: true },
    text: { type: String, required: true },
    askedAt: { type: String, required: true },
    answerBy: { type: String, required: true },
    correction: mixed(null),
    answer: mixed(null),
    isClosed: { type: Boolean, default: false },
    judgements: { type: [Schema.Types.Mixed] as never, default: [] },
    isAccepted: { type: Boolean, default: null },
  },
  { collection: 'evaluationQuestions', versionKey: false, autoIndex: false, autoCreate: false, minimize: false },
)
schema.index({ tender: 1, party: 1 })

/** Questions of committees to bidders. */
export function questionModel(connection: Connection): Model<Question> {
  return (
    (connection.models['EvaluationQuestion'] as Model<Question> | undefined) ??
    connection.model<Question>('EvaluationQuestion', schema)
  )
}
