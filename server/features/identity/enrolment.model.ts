import { type Connection, type Model, Schema } from 'mongoose'
import type { Role } from '#shared/policy/roles.ts'

/** A one-time code: founding an administering party, joining a party, or setting a password anew. Only its digest is stored. */
export interface EnrolmentDocument {
  /** SHA-256 of the code's text. */
  readonly _id: string
  readonly kind: 'found' | 'join' | 'reset'
  /** The role a founded party gets. */
  readonly role?: Role | undefined
  readonly party?: string | undefined
  /** The person whose password is set anew. */
  readonly person?: string | undefined
  readonly personName?: string | undefined
  readonly isAdministrator: boolean
  readonly expiresAt: Date
  readonly usedAt: Date | null
  /** The authenticator's secret drawn for this code, encrypted, until the password is set. */
  readonly totpSecret?: string | undefined
}

const text = { type: String, required: true } as const

const schema = new Schema<EnrolmentDocument>(
  {
    _id: text,
    kind: { type: String, enum: ['found', 'join', 'reset'], required: true },
    role: String,
    party: String,
    person: String,
    personName: String,
    isAdministrator: { type: Boolean, required: true },
    expiresAt: { type: Date, required: true },
    usedAt: { type: Date, default: null },
    totpSecret: String,
  },
  { collection: 'enrolments', versionKey: false, autoIndex: false, autoCreate: false },
)
schema.index({ expiresAt: 1 })

/** One-time codes. */
export function enrolmentModel(connection: Connection): Model<EnrolmentDocument> {
  return (
    (connection.models['Enrolment'] as Model<EnrolmentDocument> | undefined) ??
    connection.model<EnrolmentDocument>('Enrolment', schema)
  )
}
