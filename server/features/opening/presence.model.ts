import { type Connection, type Model, Schema } from 'mongoose'
import type { Role } from '#shared/policy/roles.ts'

/** Somebody who checked in at an opening. `_id` is the act's digest. */
export interface Presence {
  readonly _id: string
  readonly tender: string
  readonly party: string
  readonly person: string
  readonly roles: readonly Role[]
  readonly manifestSha256: string | null
  readonly at: Date
}

const schema = new Schema<Presence>(
  {
    _id: { type: String, required: true },
    tender: { type: String, required: true },
    party: { type: String, required: true },
    person: { type: String, required: true },
    roles: { type: [String] as never, required: true },
    manifestSha256: { type: String, default: null },
    at: { type: Date, required: true },
  },
  { collection: 'openingPresences', versionKey: false, autoIndex: false, autoCreate: false },
)
schema.index({ tender: 1, person: 1 }, { unique: true })

/** Who was present at openings. */
export function presenceModel(connection: Connection): Model<Presence> {
  return (
    (connection.models['OpeningPresence'] as Model<Presence> | undefined) ?? connection.model<Presence>('OpeningPresence', schema)
  )
}
