import { type Connection, type Model, Schema } from 'mongoose'
import type { Instant } from '#shared/primitives/instant.ts'

/**
 * A question as stored. Nobody's name, address or time lies beside it: whoever holds the token whose digest it carries is the asker.
 */
export interface Question {
  readonly _id: string
  readonly tender: string
  readonly text: string
  readonly tokenSha256: string
  readonly answer: QuestionAnswer | null
}

/** The answer everybody reads, with the question as it is published. */
interface QuestionAnswer {
  readonly question: string
  readonly text: string
  readonly affectsBids: boolean
  readonly at: Instant
  readonly actSha256: string
}

const text = { type: String, required: true } as const

const schema = new Schema<Question>(
  {
    _id: text,
    tender: text,
    text,
    tokenSha256: text,
    answer: {
      type: new Schema(
        { question: text, text, affectsBids: { type: Boolean, required: true }, at: text, actSha256: text },
        { _id: false, strict: 'throw' },
      ),
      default: null,
    },
  },
  { collection: 'questions', versionKey: false, autoIndex: false, autoCreate: false, minimize: false, strict: 'throw' },
)
schema.index({ tender: 1, _id: 1 })
schema.index({ tokenSha256: 1 }, { unique: true })

/** Questions on tenders. */
export function questionModel(connection: Connection): Model<Question> {
  return (connection.models['Question'] as Model<Question> | undefined) ?? connection.model<Question>('Question', schema)
}
