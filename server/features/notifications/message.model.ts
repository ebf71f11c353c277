import { type Connection, type Model, Schema } from 'mongoose'

/** A message in an inbox. Every person of the party sees it, or one person only; each has read it or not. */
export interface MessageDocument {
  readonly _id: string
  readonly party: string
  /** The one person it is for; null: everybody of the party. */
  readonly person: string | null
  /** Type of the event, a key of `messageKinds`. */
  readonly kind: string
  readonly at: Date
  readonly subject: Readonly<Record<string, string>>
  /** What fills the braces of its text. */
  readonly facts: Readonly<Record<string, string>>
  /** Persons who have read it. */
  readonly readBy: readonly string[]
}

/** A mail that waits to be sent: that there is something to see, to one address, once for all that came meanwhile. */
export interface MailDocument {
  /** SHA-256 of the address, hex. */
  readonly _id: string
  readonly to: string
  readonly attempts: number
  readonly nextDueAt: Date | null
  readonly leaseUntil: Date | null
}

const text = { type: String, required: true } as const
const options = { versionKey: false, timestamps: false, autoIndex: false, autoCreate: false, minimize: false } as const

/** Inboxes. */
export function messageModel(connection: Connection): Model<MessageDocument> {
  const known = connection.models['Message'] as Model<MessageDocument> | undefined
  if (known !== undefined) return known
  const schema = new Schema(
    {
      _id: text,
      party: text,
      person: { type: String, default: null },
      kind: text,
      at: { type: Date, required: true },
      subject: { type: Schema.Types.Mixed, required: true },
      facts: { type: Schema.Types.Mixed, required: true },
      readBy: { type: [String], required: true },
    },
    { ...options, collection: 'messages' },
  ).index({ party: 1, at: -1, _id: -1 })
  return connection.model('Message', schema) as unknown as Model<MessageDocument>
}

/** Mails that wait. */
export function mailModel(connection: Connection): Model<MailDocument> {
  const known = connection.models['Mail'] as Model<MailDocument> | undefined
  if (known !== undefined) return known
  const schema = new Schema(
    {
      _id: text,
      to: text,
      attempts: { type: Number, required: true },
      nextDueAt: { type: Date, default: null },
      leaseUntil: { type: Date, default: null },
    },
    { ...options, collection: 'mails' },
  ).index({ nextDueAt: 1 })
  return connection.model('Mail', schema) as unknown as Model<MailDocument>
}

/** Creates collections and indexes. */
export async function ensureIndexes(connection: Connection): Promise<void> {
  for (const model of [messageModel, mailModel]) {
    const made = model(connection) as unknown as Model<object>
    await made.createCollection()
    await made.ensureIndexes()
  }
}
