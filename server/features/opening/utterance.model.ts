import { type Connection, type Model, Schema } from 'mongoose'

/** Something said at an opening: an objection with its answer (a signed fact), or a message of the chat (never a fact). */
export interface Utterance {
  readonly _id: string
  readonly tender: string
  readonly kind: 'objection' | 'message'
  readonly party: string
  readonly person: string
  readonly role: string
  readonly text: string
  readonly at: Date
  readonly isHidden: boolean
  readonly actSha256: string | null
  readonly answer: { readonly text: string; readonly at: string; readonly actSha256: string } | null
}

const schema = new Schema<Utterance>(
  {
    _id: { type: String, required: true },
    tender: { type: String, required: true },
    kind: { type: String, required: true },
    party: { type: String, required: true },
    person: { type: String, required: true },
    role: { type: String, required: true },
    text: { type: String, required: true },
    at: { type: Date, required: true },
    isHidden: { type: Boolean, default: false },
    actSha256: { type: String, default: null },
    answer: { type: Schema.Types.Mixed, default: null } as never,
  },
  { collection: 'openingUtterances', versionKey: false, autoIndex: false, autoCreate: false },
)
schema.index({ tender: 1, kind: 1, at: 1, _id: 1 })

/** What was said at openings. */
export function utteranceModel(connection: Connection): Model<Utterance> {
  return (
    (connection.models['OpeningUtterance'] as Model<Utterance> | undefined) ??
    connection.model<Utterance>('OpeningUtterance', schema)
  )
}
