import { type Connection, type Model, Schema } from 'mongoose'

/** A person as stored. */
export interface PersonDocument {
  readonly _id: string
  readonly version: number
  readonly party: string
  readonly name: string
  readonly phone: string
  readonly mail?: string | undefined
  readonly state: 'active' | 'disabled'
  /** May invite and disable colleagues, ask for roles, change the profile. */
  readonly isAdministrator: boolean
  readonly hasPassword: boolean
  readonly joinedAt: Date
}

const text = { type: String, required: true } as const

const schema = new Schema<PersonDocument>(
  {
    _id: text,
    version: { type: Number, required: true },
    party: text,
    name: text,
    phone: text,
    mail: String,
    state: { type: String, enum: ['active', 'disabled'], required: true },
    isAdministrator: { type: Boolean, required: true },
    hasPassword: { type: Boolean, required: true },
    joinedAt: { type: Date, required: true },
  },
  { collection: 'persons', versionKey: false, autoIndex: false, autoCreate: false },
)
schema.index({ party: 1 })

/** Persons. */
export function personModel(connection: Connection): Model<PersonDocument> {
  return (connection.models['Person'] as Model<PersonDocument> | undefined) ?? connection.model<PersonDocument>('Person', schema)
}
