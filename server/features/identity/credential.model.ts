import { type Connection, type Model, Schema } from 'mongoose'

/** The second way in for the staff: password and authenticator. */
export interface CredentialDocument {
  /** The account name. */
  readonly _id: string
  readonly person: string
  /** Argon2id, PHC string. */
  readonly passwordHash: string
  /** The authenticator's secret, encrypted under a key outside the database. */
  readonly totpSecret: string
  /** The newest time step whose code was accepted: a code counts once. */
  readonly lastTimeStep: number
}

const text = { type: String, required: true } as const

const schema = new Schema<CredentialDocument>(
  { _id: text, person: text, passwordHash: text, totpSecret: text, lastTimeStep: { type: Number, required: true } },
  { collection: 'credentials', versionKey: false, autoIndex: false, autoCreate: false },
)
schema.index({ person: 1 }, { unique: true })

/** Credentials. */
export function credentialModel(connection: Connection): Model<CredentialDocument> {
  return (
    (connection.models['Credential'] as Model<CredentialDocument> | undefined) ??
    connection.model<CredentialDocument>('Credential', schema)
  )
}
