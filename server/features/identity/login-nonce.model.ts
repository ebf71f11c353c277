import { type Connection, type Model, Schema } from 'mongoose'

/** A nonce given out for one login. Deleting it is using it. */
export interface LoginNonceDocument {
  /** The nonce, base64url. */
  readonly _id: string
  readonly expiresAt: Date
}

const schema = new Schema<LoginNonceDocument>(
  { _id: { type: String, required: true }, expiresAt: { type: Date, required: true } },
  { collection: 'loginNonces', versionKey: false, autoIndex: false, autoCreate: false },
)
schema.index({ expiresAt: 1 })

/** Nonces of logins. */
export function loginNonceModel(connection: Connection): Model<LoginNonceDocument> {
  return (
    (connection.models['LoginNonce'] as Model<LoginNonceDocument> | undefined) ??
    connection.model<LoginNonceDocument>('LoginNonce', schema)
  )
}
