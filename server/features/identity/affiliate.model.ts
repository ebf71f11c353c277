import { type Connection, type Model, Schema } from 'mongoose'

/** A party, registered here or not, that may not bid on this platform (rule P6, E20-23). */
export interface AffiliateDocument {
  /** Its unified social credit code. */
  readonly _id: string
  readonly name: string
  readonly reason: string
  readonly declaredAt: Date
}

const text = { type: String, required: true } as const

const schema = new Schema<AffiliateDocument>(
  { _id: text, name: text, reason: text, declaredAt: { type: Date, required: true } },
  { collection: 'affiliates', versionKey: false, autoIndex: false, autoCreate: false },
)

/** Affiliates of the operator. */
export function affiliateModel(connection: Connection): Model<AffiliateDocument> {
  return (
    (connection.models['Affiliate'] as Model<AffiliateDocument> | undefined) ??
    connection.model<AffiliateDocument>('Affiliate', schema)
  )
}
