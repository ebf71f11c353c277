import { type Connection, type Model, Schema } from 'mongoose'
import type { EvaluationState } from '#shared/lifecycle/evaluation.ts'
import type { ChangeCause } from '#shared/scoring/changes.ts'
import type { LotResultText } from '#shared/scoring/lot-result.ts'
import type { EvaluationPlan } from '#shared/scoring/plan.ts'
import type { QualificationVote } from '#shared/scoring/qualification.ts'
import type { Rejection } from '#shared/scoring/rejection.ts'
import { dueFields, dueIndex } from '../../platform/scheduler/due-fields.ts'

/** A seat of the committee. A member that is replaced leaves its seat vacant; who comes for it gets a seat of its own (X4). */
export interface Seat {
  readonly seat: number
  /** What its holder is known by here, and who it is, sealed (X3): see `secrecy.ts`. */
  readonly key: string
  readonly who: string
  readonly isTenderers: boolean
  readonly isVacant: boolean
  readonly undertaking: { readonly actSha256: string; readonly at: string } | null
  readonly chairVote: number | null
  readonly signature: { readonly actSha256: string; readonly at: string; readonly dissent: string | null } | null
}

/** What a member said of its own abnormal score, and what it made of it (X13). */
export interface Explanation {
  readonly seat: number
  readonly bid: string
  readonly criterion: string
  readonly before: string
  readonly after: string
  readonly explanation: string
  readonly at: string
  readonly actSha256: string
  /** In a re-review: its round, and the cause the score may change for. */
  readonly round?: number
  readonly cause?: ChangeCause
}

/** A re-review of a signed report (87-64, X13): the last one is under way, or its report is signed. */
export interface ReReview {
  readonly lot: string
  readonly ground: ChangeCause
  readonly reason: string
  readonly orderedAt: string
  readonly actSha256: string
  /** The report it took up again. Its text lies among the files, under its digest. */
  readonly earlier: { readonly round: number; readonly sha256: string; readonly pdfSha256: string }
  /** What the lot came to by that report. */
  readonly before: LotResultText | null
  readonly conclusions: readonly {
    readonly seat: number
    readonly isGiven: boolean
    readonly text: string
    readonly at: string
    readonly actSha256: string
  }[]
}

/** What the buyer or its agency found of the bidders' qualification (G6; 87-44), before the committee read a bid. */
export interface Qualification {
  /** Who checked: the name of the tenderer or of its agency. */
  readonly by: string
  readonly at: string
  readonly actSha256: string
  readonly votes: readonly QualificationVote[]
  /** Why the lot ended there (G5); null where it goes on. */
  readonly failure: EvaluationLot['failure']
}

/** One lot under evaluation. */
export interface EvaluationLot {
  readonly lot: string
  readonly name: string
  readonly ceilingPrice: string
  readonly isFailed: boolean
  readonly failure: 'all-rejected' | 'too-few-qualified' | null
  /** Digests of the opened bids, in byte order. */
  readonly bids: readonly string[]
  /** In procurement, once qualification has been checked. */
  readonly qualification?: Qualification
  /** Rejections found by the check of qualification, review, correction or inquiry, by bid. */
  readonly rejections: Readonly<Record<string, readonly Rejection[]>>
  /** Prices their bidders have confirmed (X11), in yuan, by bid. */
  readonly correctedPrices: Readonly<Record<string, string>>
  /** Places of files that name their author, by bid. */
  readonly traces: Readonly<Record<string, readonly number[]>>
  /** Drawn in public for this lot where the plan says so; absent otherwise, and until the totals. */
  readonly coefficient?: string
  readonly result: LotResultText | null
  readonly explanations: readonly Explanation[]
}

/** The evaluation of one tender. `_id` is the tender's. */
export interface EvaluationRecord {
  readonly _id: string
  readonly version: number
  readonly state: EvaluationState
  readonly round: number
  readonly nextDueAt: Date | null
  readonly leaseUntil: Date | null
  readonly stepEndsAt: Date | null
  /** How many members the committee has when no seat is vacant. */
  readonly size: number
  readonly seats: readonly Seat[]
  readonly chair: number | null
  /** 32 bytes in hex from the draw: pseudonyms and drawn ties. Released with the draw. */
  readonly seed: string
  readonly plan: EvaluationPlan
  readonly isProcurement: boolean
  readonly lots: readonly EvaluationLot[]
  readonly report: { readonly text: string; readonly sha256: string } | null
  readonly reportPdfSha256: string | null
  /** Absent where nothing was ever re-reviewed. */
  readonly reReviews?: readonly ReReview[]
  /** Digests of superseded reports, as JSON and as PDF. */
  readonly earlierFiles?: readonly string[]
  /** Whether the chair has ended the review of prices that were opened later. */
  readonly arePricesReviewed?: boolean
  /** Seats that have asked for more time at this step (X16). */
  readonly moreTime: readonly number[]
  /** Place in the tender's chain up to which suspensions have moved the limits. */
  readonly movedThrough: number
}

const mixed = (fallback: unknown) => ({ type: Schema.Types.Mixed, default: fallback }) as never

const schema = new Schema<EvaluationRecord>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    state: { type: String, required: true },
    round: { type: Number, required: true },
    ...dueFields,
    stepEndsAt: { type: Date, default: null },
    size: { type: Number, required: true },
    seats: { type: [Schema.Types.Mixed] as never, required: true },
    chair: { type: Number, default: null },
    seed: { type: String, required: true },
    plan: mixed(null),
    isProcurement: { type: Boolean, required: true },
    lots: { type: [Schema.Types.Mixed] as never, required: true },
    report: mixed(null),
    reportPdfSha256: { type: String, default: null },
    reReviews: { type: [Schema.Types.Mixed] as never, default: [] },
    earlierFiles: { type: [String], default: [] },
    arePricesReviewed: { type: Boolean, default: false },
    moreTime: { type: [Number], default: [] },
    movedThrough: { type: Number, default: 0 },
  },
  { collection: 'evaluations', versionKey: false, autoIndex: false, autoCreate: false, minimize: false },
)
schema.index(...dueIndex)

/** Evaluations, one for each tender whose committee is seated. */
export function evaluationModel(connection: Connection): Model<EvaluationRecord> {
  return (
    (connection.models['Evaluation'] as Model<EvaluationRecord> | undefined) ??
    connection.model<EvaluationRecord>('Evaluation', schema)
  )
}
