import { type Connection, type Model, Schema } from 'mongoose'

/** Wrong passwords counted against an account, an address, or the two together. */
export interface SignInAttemptDocument {
  /** HMAC of what is counted: neither accounts nor addresses can be read from it. */
  readonly _id: string
  readonly count: number
  /** When the count starts anew. */
  readonly until: Date
}

const schema = new Schema<SignInAttemptDocument>(
  { _id: { type: String, required: true }, count: { type: Number, required: true }, until: { type: Date, required: true } },
  { collection: 'signInAttempts', versionKey: false, autoIndex: false, autoCreate: false },
)
schema.index({ until: 1 })

/** Counted attempts. */
export function signInAttemptModel(connection: Connection): Model<SignInAttemptDocument> {
  return (
    (connection.models['SignInAttempt'] as Model<SignInAttemptDocument> | undefined) ??
    connection.model<SignInAttemptDocument>('SignInAttempt', schema)
  )
}
