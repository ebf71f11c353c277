import { type Connection, type Model, Schema } from 'mongoose'
import type { BeijingDay } from '#shared/calendar/beijing.ts'
import type { ClaimGround, DepositForm, KeepGround } from '#shared/deposits/grounds.ts'
import type { DepositState } from '#shared/lifecycle/deposit.ts'
import type { Yuan } from '#shared/primitives/money.ts'
import { dueFields, dueIndex } from '../../platform/scheduler/due-fields.ts'

/** What was paid or given, and the act that says so. `reference`: the payer's account, or the guarantee's number. */
export interface DepositPayment {
  readonly form: DepositForm
  readonly amount: Yuan
  readonly receivedOn: BeijingDay
  readonly reference: string
  readonly at: string
  readonly actSha256: string
}

/** How a deposit ended. */
export interface DepositSettlement {
  readonly kind: 'returned' | 'kept' | 'bonded' | 'refused'
  readonly at: string
  readonly actSha256: string
  readonly on: BeijingDay | null
  readonly interest: Yuan | null
  readonly daysLate: number
  readonly ownFault: string | null
  readonly ground: KeepGround | null
  readonly reason: string | null
}

/** The deposit of one bidder for one lot: an obligation, not money. None exists before the opening is published (O3). */
export interface DepositRecord {
  /** Random: it stands on the public chain, and says nothing of whose it is. */
  readonly _id: string
  readonly tender: string
  readonly lot: string
  readonly party: string
  readonly name: string
  /** The parties that run the tender: who owes it back. */
  readonly keepers: readonly string[]
  readonly version: number
  readonly state: DepositState
  readonly receipt: DepositPayment | null
  readonly claim:
    | (DepositPayment & {
        readonly ground: ClaimGround
        readonly refundTo: string
        /** The keeper's answer that the claim is not founded: then nothing runs from it. */
        readonly refusal: { readonly reason: string; readonly at: string; readonly actSha256: string } | null
      })
    | null
  readonly settlement: DepositSettlement | null
  readonly contests: readonly { readonly text: string; readonly at: string; readonly actSha256: string }[]
  /** The first moment its return is late; null: nothing has happened yet that its time runs from. */
  readonly dueAt: Date | null
  /** The due moment whose passing has been told. */
  readonly toldDueAt: Date | null
  readonly nextDueAt: Date | null
  readonly leaseUntil: Date | null
}

const text = { type: String, required: true } as const
const mixed = { type: Schema.Types.Mixed, default: null } as never

const schema = new Schema<DepositRecord>(
  {
    _id: text,
    tender: text,
    lot: text,
    party: text,
    name: text,
    keepers: { type: [String], required: true },
    version: { type: Number, required: true },
    state: text,
    receipt: mixed,
    claim: mixed,
    settlement: mixed,
    contests: { type: [Schema.Types.Mixed] as never, default: [] },
    dueAt: { type: Date, default: null },
    toldDueAt: { type: Date, default: null },
    ...dueFields,
  },
  { collection: 'deposits', versionKey: false, autoIndex: false, autoCreate: false, minimize: false },
)
schema.index({ tender: 1, lot: 1, party: 1 }, { unique: true })
schema.index({ party: 1 })
schema.index({ keepers: 1, state: 1 })
schema.index({ state: 1, dueAt: 1 })
schema.index(...dueIndex)

/** Deposits, one for each bidder of a lot whose keeper or who itself has said something of it. */
export function depositModel(connection: Connection): Model<DepositRecord> {
  return (connection.models['Deposit'] as Model<DepositRecord> | undefined) ?? connection.model<DepositRecord>('Deposit', schema)
}

/** Makes the deposits' collection and indexes: at start, before any transaction. */
export async function ensureIndexes(connection: Connection): Promise<void> {
  await depositModel(connection).createCollection()
  await depositModel(connection).createIndexes()
}
