import { type Connection, type Model, Schema } from 'mongoose'

/** One login and what became of it. Kept six months after its end (rule S7); of the refresh token only digests. */
export interface SessionDocument {
  readonly _id: string
  readonly person: string
  readonly party: string
  readonly way: 'certificate' | 'password'
  readonly certSha256: string | null
  readonly address: string
  readonly device: string
  readonly openedAt: Date
  readonly usedAt: Date
  readonly expiresAt: Date
  readonly endedAt: Date | null
  /** SHA-256 of the refresh token that is good now. */
  readonly refreshSha256: string
  /** SHA-256 of its direct predecessor, good for ten more seconds. */
  readonly previousSha256: string | null
  readonly rotatedAt: Date
}

const text = { type: String, required: true } as const
const date = { type: Date, required: true } as const

const schema = new Schema<SessionDocument>(
  {
    _id: text,
    person: text,
    party: text,
    way: { type: String, enum: ['certificate', 'password'], required: true },
    certSha256: { type: String, default: null },
    address: { type: String, default: '' },
    device: { type: String, default: '' },
    openedAt: date,
    usedAt: date,
    expiresAt: date,
    endedAt: { type: Date, default: null },
    refreshSha256: text,
    previousSha256: { type: String, default: null },
    rotatedAt: date,
  },
  { collection: 'sessions', versionKey: false, autoIndex: false, autoCreate: false },
)
schema.index({ person: 1, openedAt: -1 })
schema.index({ certSha256: 1 })
schema.index({ expiresAt: 1 })

/** Sessions. */
export function sessionModel(connection: Connection): Model<SessionDocument> {
  return (
    (connection.models['Session'] as Model<SessionDocument> | undefined) ?? connection.model<SessionDocument>('Session', schema)
  )
}
