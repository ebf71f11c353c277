import { type Connection, type Model, Schema } from 'mongoose'

/** The right to do one recurring work until `nextAt`. */
export interface LeaseDocument {
  readonly _id: string
  owner: string
  nextAt: Date
}

const schema = new Schema<LeaseDocument>(
  { _id: { type: String, required: true }, owner: { type: String, required: true }, nextAt: { type: Date, required: true } },
  { collection: 'leases', versionKey: false, autoIndex: false, autoCreate: false },
)

/** Leases of recurring work. */
export function leaseModel(connection: Connection): Model<LeaseDocument> {
  return (connection.models['Lease'] as Model<LeaseDocument> | undefined) ?? connection.model<LeaseDocument>('Lease', schema)
}
