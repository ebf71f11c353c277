import { type Connection, type Model, Schema } from 'mongoose'

/** A certificate and whose it is. Its id is the SHA-256 of its DER, so one certificate never belongs to two persons. */
export interface CertificateDocument {
  readonly _id: string
  readonly person: string
  readonly party: string
  readonly usage: 'sign' | 'encrypt'
  readonly state: 'requested' | 'bound' | 'suspended' | 'refused'
  /** DER, base64url. */
  readonly der: string
  readonly requestedAt: Date
  readonly reason?: string | undefined
  readonly boundAt?: Date | undefined
  readonly notAfter: Date
}

const text = { type: String, required: true } as const

const schema = new Schema<CertificateDocument>(
  {
    _id: text,
    person: text,
    party: text,
    usage: { type: String, enum: ['sign', 'encrypt'], required: true },
    state: { type: String, enum: ['requested', 'bound', 'suspended', 'refused'], required: true },
    der: text,
    requestedAt: { type: Date, required: true },
    reason: String,
    boundAt: Date,
    notAfter: { type: Date, required: true },
  },
  { collection: 'certificates', versionKey: false, autoIndex: false, autoCreate: false },
)
schema.index({ person: 1 })
schema.index({ party: 1 })
schema.index({ state: 1, requestedAt: 1, _id: 1 })

/** Certificates. */
export function certificateModel(connection: Connection): Model<CertificateDocument> {
  return (
    (connection.models['Certificate'] as Model<CertificateDocument> | undefined) ??
    connection.model<CertificateDocument>('Certificate', schema)
  )
}
