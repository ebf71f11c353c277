import { type Connection, type Model, Schema } from 'mongoose'
import type { CallOutcome } from '#shared/draw/calls.ts'
import type { answers, voidReasons } from '#shared/draw/record.ts'
import type { DrawState } from '#shared/lifecycle/draw.ts'
import type { SealedShare } from '#shared/sealed-bid/manifest.ts'
import { dueFields, dueIndex } from '../../platform/scheduler/due-fields.ts'

/** What was asked for, kept for the next reckoning of the pool. */
export interface DrawRequest {
  readonly evaluationAt: string
  readonly committee: { readonly size: number; readonly representatives: number; readonly isComplex: boolean }
  readonly strata: readonly { readonly speciality: string; readonly seats: number }[]
  readonly region: string | null
  readonly parties: readonly string[]
  readonly answerSeconds: number
  readonly stepSeconds: number
  readonly reason: string | null
  /** Of a supplementary draw: the name of the draw that seated the committee. */
  readonly completes?: string | undefined
}

/** One call as stored: under a random seat id; who it is lies in `who`, sealed under the key of names. */
export interface StoredCall {
  readonly seat: string
  readonly stratum: string
  readonly rank: number
  readonly outcome: CallOutcome
  readonly answer: (typeof answers)[number] | null
  readonly calledAt: string
  readonly until: string
  readonly endedAt: string | null
  readonly commitment: string
  /** base64url. */
  readonly who: string
  /** The signed answer, or the evidence of delivery, sealed alike; null while there is none. */
  readonly paper: string | null
}

/** What ended a call that came to nothing, from the release on: sealed under a key of the key folder. */
export interface StoredPaper {
  readonly seat: string
  /** Says to nobody without that key whose it is. */
  readonly key: string
  readonly sealed: string
}

/** One party's part. `box`: number and shares it revealed, sealed under the key of names. */
export interface StoredParty {
  readonly party: string
  readonly c: string | null
  readonly box: string | null
  readonly fault: 'escrow-inconsistent' | 'escrow-mismatch' | null
  /** Shares that show the fault, hex. */
  readonly faultShares: readonly string[]
}

/** A draw of one tender. `_id` is `<tender>/<attempt>`; `draw`, its name, is the digest of the pool and changes with it until both have signed. */
export interface DrawDocument {
  readonly _id: string
  readonly version: number
  readonly state: DrawState
  readonly nextDueAt: Date | null
  readonly leaseUntil: Date | null
  readonly stepEndsAt: Date | null
  readonly movedThrough: number
  readonly lastEvent: string
  readonly draw: string
  readonly tender: string
  readonly attempt: number
  readonly requester: string
  readonly request: DrawRequest
  readonly regulatorListed: readonly string[]
  /** Canonical text of the pool commitment. */
  readonly pool: string
  readonly signed: readonly { readonly as: 'requester' | 'regulator'; readonly actSha256: string }[]
  readonly parties: readonly StoredParty[]
  readonly escrows: readonly { readonly of: string; readonly sealed: readonly SealedShare[]; readonly box?: string }[]
  readonly confirmations: readonly {
    readonly i: number
    readonly unreadable: readonly { readonly of: string; readonly cause: string }[]
  }[]
  /** Key of the platform's proof and its shares, sealed under the key of names. */
  readonly platformBox: string | null
  readonly seedSha256: string | null
  readonly calls: readonly StoredCall[]
  /** Who the tenderer's representatives are, sealed under the key of names. */
  readonly representatives: string | null
  readonly voidReason: (typeof voidReasons)[number] | null
  readonly release: string | null
  /** Absent before the release, and before a draw with calls comes to nothing. */
  readonly papers?: readonly StoredPaper[]
  readonly names: readonly { readonly seat: string | null; readonly name: string }[] | null
}

const text = { type: String, required: true } as const
const optionalText = { type: String, default: null } as const
const mixed = { type: [Schema.Types.Mixed], default: [] } as never

const schema = new Schema<DrawDocument>(
  {
    _id: text,
    version: { type: Number, required: true },
    state: text,
    ...dueFields,
    stepEndsAt: { type: Date, default: null },
    movedThrough: { type: Number, default: 0 },
    lastEvent: text,
    draw: text,
    tender: text,
    attempt: { type: Number, required: true },
    requester: text,
    request: { type: Schema.Types.Mixed, required: true } as never,
    regulatorListed: { type: [String], default: [] },
    pool: text,
    signed: mixed,
    parties: mixed,
    escrows: mixed,
    confirmations: mixed,
    platformBox: optionalText,
    seedSha256: optionalText,
    calls: mixed,
    representatives: optionalText,
    voidReason: optionalText as never,
    release: optionalText,
    papers: { type: [Schema.Types.Mixed], default: undefined } as never,
    names: { type: [Schema.Types.Mixed], default: null } as never,
  },
  { collection: 'draws', versionKey: false, autoIndex: false, autoCreate: false },
)
schema.index(...dueIndex)
schema.index({ draw: 1 }, { unique: true })
schema.index({ tender: 1, attempt: 1 })
schema.index({ state: 1 })

/** Draws. */
export function drawModel(connection: Connection): Model<DrawDocument> {
  return (connection.models['Draw'] as Model<DrawDocument> | undefined) ?? connection.model<DrawDocument>('Draw', schema)
}

/** Who is in a pool: in the clear until the key of names is dealt, sealed under it from then on. */
export interface DrawPoolDocument {
  /** Name of the draw. */
  readonly _id: string
  readonly text: string | null
  readonly box: Buffer | null
}

const poolSchema = new Schema<DrawPoolDocument>(
  { _id: text, text: optionalText, box: { type: Schema.Types.Buffer, default: null } as never },
  { collection: 'draw-pools', versionKey: false, autoIndex: false, autoCreate: false },
)

/** Pools. */
export function drawPoolModel(connection: Connection): Model<DrawPoolDocument> {
  return (
    (connection.models['DrawPool'] as Model<DrawPoolDocument> | undefined) ??
    connection.model<DrawPoolDocument>('DrawPool', poolSchema)
  )
}
