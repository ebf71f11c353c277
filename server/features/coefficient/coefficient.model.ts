import { type Connection, type Model, Schema } from 'mongoose'
import type { coefficientVoidReasons, leftOutFaults } from '#shared/coefficient/record.ts'
import type { Contributor } from '#shared/coefficient/terms.ts'
import type { CoefficientState } from '#shared/lifecycle/coefficient.ts'
import type { SealedShare } from '#shared/sealed-bid/manifest.ts'
import { dueFields, dueIndex } from '../../platform/scheduler/due-fields.ts'

/** The part of one contributor. Everything in it is public. */
export interface StoredContributor {
  readonly of: Contributor
  readonly c: string | null
  readonly sealed: readonly SealedShare[] | null
  /** Hex. */
  readonly r: string | null
  readonly isOpened: boolean
  readonly fault: (typeof leftOutFaults)[number] | 'not-committed' | null
}

/** The draw of the coefficient of one tender. `_id` is the tender's. */
export interface CoefficientDocument {
  readonly _id: string
  readonly version: number
  readonly state: CoefficientState
  readonly nextDueAt: Date | null
  readonly leaseUntil: Date | null
  readonly stepEndsAt: Date | null
  /** Place in the tender's chain up to which suspensions have moved the limit. */
  readonly movedThrough: number
  /** Commitment of the last step's event, hex: the next begins once it is under a checkpoint. */
  readonly lastEvent: string
  /** Digest of the terms. */
  readonly draw: string
  /** Canonical text. */
  readonly terms: string
  /** The platform's number and shares under a key of the key folder, base64url; null until it has committed. */
  readonly own: string | null
  readonly contributors: readonly StoredContributor[]
  readonly confirmations: readonly {
    readonly i: number
    readonly unreadable: readonly { readonly of: Contributor; readonly cause: string }[]
  }[]
  /** Shares custodians have given of silent parties, hex. */
  readonly given: readonly { readonly of: Contributor; readonly share: string }[]
  /** Whether those who have not committed were told that the deadline is near. */
  readonly isWarned: boolean
  /** Whether the custodians were asked to open who stays silent. */
  readonly isSilenceTold: boolean
  readonly seed: string | null
  readonly lots: readonly { readonly lot: string; readonly coefficient: string }[] | null
  readonly voidReason: (typeof coefficientVoidReasons)[number] | null
}

const text = { type: String, required: true } as const
const optionalText = { type: String, default: null } as const
const mixed = { type: [Schema.Types.Mixed], default: [] } as never

const schema = new Schema<CoefficientDocument>(
  {
    _id: text,
    version: { type: Number, required: true },
    state: text,
    ...dueFields,
    stepEndsAt: { type: Date, default: null },
    movedThrough: { type: Number, default: 0 },
    lastEvent: text,
    draw: text,
    terms: text,
    own: optionalText,
    contributors: mixed,
    confirmations: mixed,
    given: mixed,
    isWarned: { type: Boolean, default: false },
    isSilenceTold: { type: Boolean, default: false },
    seed: optionalText,
    lots: { type: [Schema.Types.Mixed], default: null } as never,
    voidReason: optionalText as never,
  },
  { collection: 'coefficients', versionKey: false, autoIndex: false, autoCreate: false },
)
schema.index(...dueIndex)

/** Draws of coefficients, one for each tender whose notice asks for it. */
export function coefficientModel(connection: Connection): Model<CoefficientDocument> {
  return (
    (connection.models['Coefficient'] as Model<CoefficientDocument> | undefined) ??
    connection.model<CoefficientDocument>('Coefficient', schema)
  )
}
