import { type Connection, type Model, Schema } from 'mongoose'
import { type Role, roles } from '#shared/policy/roles.ts'

/** A role of a party and how it came to it. */
export interface PartyRole {
  readonly role: Role
  readonly state: 'requested' | 'approved' | 'refused'
  readonly requestedAt: Date
  readonly decidedAt?: Date | undefined
  readonly reason?: string | undefined
}

/** A party as stored. `approvedRoles` and `roleRequestedAt` follow from `roles`; they exist to be found by. */
export interface PartyDocument {
  readonly _id: string
  readonly version: number
  readonly name: string
  readonly creditCode: string
  readonly region: string
  readonly address?: string | undefined
  readonly contact: { readonly name: string; readonly phone: string; readonly mail?: string | undefined }
  readonly categories?: readonly string[] | undefined
  readonly roles: readonly PartyRole[]
  readonly approvedRoles: readonly Role[]
  /** Since when the oldest role request waits; null when none does. */
  readonly roleRequestedAt: Date | null
  readonly isAffiliateOfOperator: boolean
  readonly registeredAt: Date
}

const text = { type: String, required: true } as const

const schema = new Schema<PartyDocument>(
  {
    _id: text,
    version: { type: Number, required: true },
    name: text,
    creditCode: text,
    region: text,
    address: String,
    contact: { type: new Schema({ name: text, phone: text, mail: String }, { _id: false }), required: true },
    categories: { type: [String], default: undefined },
    roles: [
      new Schema(
        {
          role: { type: String, enum: roles, required: true },
          state: { type: String, enum: ['requested', 'approved', 'refused'], required: true },
          requestedAt: { type: Date, required: true },
          decidedAt: Date,
          reason: String,
        },
        { _id: false },
      ),
    ],
    approvedRoles: { type: [String], enum: roles, required: true },
    roleRequestedAt: { type: Date, default: null },
    isAffiliateOfOperator: { type: Boolean, required: true },
    registeredAt: { type: Date, required: true },
  },
  { collection: 'parties', versionKey: false, autoIndex: false, autoCreate: false },
)
schema.index({ creditCode: 1 }, { unique: true })
schema.index({ registeredAt: -1, _id: -1 })
schema.index({ roleRequestedAt: 1, _id: 1 })
schema.index({ approvedRoles: 1 })

/** Parties. */
export function partyModel(connection: Connection): Model<PartyDocument> {
  return (connection.models['Party'] as Model<PartyDocument> | undefined) ?? connection.model<PartyDocument>('Party', schema)
}

/** The fields that follow from a party's roles. */
export function withRoles(partyRoles: readonly PartyRole[]): Pick<PartyDocument, 'roles' | 'approvedRoles' | 'roleRequestedAt'> {
  const waiting = partyRoles.filter(({ state }) => state === 'requested').map(({ requestedAt }) => requestedAt.getTime())
  return {
    roles: partyRoles,
    approvedRoles: partyRoles.filter(({ state }) => state === 'approved').map(({ role }) => role),
    roleRequestedAt: waiting.length === 0 ? null : new Date(Math.min(...waiting)),
  }
}
