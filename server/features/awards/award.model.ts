import { type Connection, type Model, Schema } from 'mongoose'
import type { passOverCauses } from '#shared/contracts/awards-fields.ts'
import type { AwardProcedure, AwardState } from '#shared/lifecycle/award.ts'
import type { ChangeCause } from '#shared/scoring/changes.ts'
import type { LotResultText } from '#shared/scoring/lot-result.ts'
import { dueFields, dueIndex } from '../../platform/scheduler/due-fields.ts'
import type { ReportedBid } from '../evaluation/index.ts'

/** An objection to the candidates (A2), in procurement a query (质疑) of the result (G10). */
export interface AwardObjection {
  readonly id: string
  readonly party: string
  readonly name: string
  readonly text: string
  readonly at: string
  readonly answerBy: string
  readonly actSha256: string
  readonly answer: { readonly text: string; readonly at: string; readonly actSha256: string } | null
}

/** A complaint to the regulator, with its own clock (A6). */
export interface Complaint {
  readonly id: string
  readonly party: string
  readonly text: string
  readonly at: string
  readonly actSha256: string
  readonly state: 'filed' | 'accepted' | 'refused' | 'dismissed' | 'upheld'
  readonly acceptBy: string | null
  readonly decideBy: string | null
  /** In procurement an accepted complaint holds the award until then at most (G10); null: until it is decided. */
  readonly holdEndsAt?: string | null
  readonly finding: string | null
}

/** How a bid stands by a report. */
export interface BidStanding {
  readonly bid: string
  readonly rank: number | null
  readonly total: string | null
  readonly isCandidate: boolean
}

/** A re-review of the report of an award (X13). */
export interface AwardReReview {
  /** The lot it was ordered for: another one where lots hang together. */
  readonly lot: string
  readonly ground: ChangeCause
  readonly reason: string
  readonly orderedAt: string
  readonly actSha256: string
  readonly earlierReportSha256: string
  readonly before: readonly BidStanding[]
  /** Whether everybody knew the candidates by then. */
  readonly wasPublished: boolean
  /** Null while it runs. */
  readonly endedAt: string | null
  readonly isChanged: boolean | null
  readonly reportSha256: string | null
  readonly after: readonly BidStanding[]
}

/** The award of one lot. */
export interface AwardRecord {
  /** Tender ‖ lot. */
  readonly _id: string
  readonly tender: string
  readonly lot: string
  readonly name: string
  readonly version: number
  /** By which law it is awarded. */
  readonly procedure: AwardProcedure
  /** Whether its periods are not those of the law (rule pack `demo`). */
  readonly isShortened: boolean
  readonly state: AwardState
  readonly nextDueAt: Date | null
  readonly leaseUntil: Date | null
  readonly reportSha256: string | null
  readonly reportedAt: string
  readonly priceField: string
  readonly maxCandidates: number
  readonly bids: readonly ReportedBid[]
  readonly result: LotResultText | null
  readonly recommended: readonly string[]
  readonly undecided: readonly string[]
  readonly committee: readonly { readonly seat: number; readonly who: string; readonly isTenderers: boolean }[]
  /** Until when the present step is to be taken, where its law says. */
  readonly stepDueAt: string | null
  /** Limits that have been told to be near, or passed. */
  readonly told: readonly string[]
  /** As published; in procurement from the hand-over of the report on, published with the result. */
  readonly candidates: readonly string[]
  readonly publishedAt: string | null
  readonly publicityEndsAt: string | null
  /** Since when the publicity stands still because of an objection (A2). */
  readonly stoppedAt: string | null
  readonly objections: readonly AwardObjection[]
  readonly complaints: readonly Complaint[]
  readonly winner: {
    readonly bid: string
    readonly at: string
    /** Null when the clock decided: the buyer was silent (G7). */
    readonly actSha256: string | null
    readonly cause: (typeof passOverCauses)[number] | null
    readonly reason: string | null
  } | null
  /** Since when everybody may know the result. */
  readonly resultAt: string | null
  /** The act under which the notice was issued. */
  readonly resultActSha256: string | null
  /** Procurement: when the notice of the result has stood its time, and until when its bidders may query it (G7, G10). */
  readonly resultNoticeEndsAt: string | null
  readonly queryUntil: string | null
  readonly noticePdfSha256: string | null
  readonly contractDueAt: string | null
  readonly contract: {
    readonly text: string
    readonly sha256: string
    readonly signatures: readonly {
      readonly as: 'tenderer' | 'winner'
      readonly person: string
      readonly at: string
      readonly actSha256: string
    }[]
  } | null
  /** The concluded contract with both signatures. */
  readonly contractPdfSha256: string | null
  /** Procurement: when the copy of the contract was filed with the regulator (G9). */
  readonly contractFiledAt: string | null
  /** Bidding: until when the written report is due at the regulator (A5); null once it was given. Absent where none was ever due. */
  readonly regulatorReportDueAt?: string | null
  /** Bidding: the written report on the tendering as it was given to the regulator. */
  readonly regulatorReport?: {
    /** `regulator-report/1`. */
    readonly text: string
    readonly sha256: string
    readonly at: string
    readonly isLate: boolean
    readonly actSha256: string
  } | null
  readonly failure: string | null
  /** Absent where nothing was ever re-reviewed. */
  readonly reReviews?: readonly AwardReReview[]
  /** Place in the tender's chain up to which suspensions have moved the limits. */
  readonly movedThrough: number
}

const mixed = (fallback: unknown) => ({ type: Schema.Types.Mixed, default: fallback }) as never
const text = { type: String, required: true } as const
const textOrNull = { type: String, default: null } as const
const list = { type: [Schema.Types.Mixed] as never, default: [] } as const

const schema = new Schema<AwardRecord>(
  {
    _id: text,
    tender: text,
    lot: text,
    name: text,
    version: { type: Number, required: true },
    procedure: { type: String, default: 'bidding' },
    isShortened: { type: Boolean, default: false },
    state: text,
    ...dueFields,
    reportSha256: textOrNull,
    reportedAt: text,
    priceField: text,
    maxCandidates: { type: Number, required: true },
    bids: list,
    result: mixed(null),
    recommended: { type: [String], default: [] },
    undecided: { type: [String], default: [] },
    committee: list,
    stepDueAt: textOrNull,
    told: { type: [String], default: [] },
    candidates: { type: [String], default: [] },
    publishedAt: textOrNull,
    publicityEndsAt: textOrNull,
    stoppedAt: textOrNull,
    objections: list,
    complaints: list,
    winner: mixed(null),
    resultAt: textOrNull,
    resultActSha256: textOrNull,
    resultNoticeEndsAt: textOrNull,
    queryUntil: textOrNull,
    noticePdfSha256: textOrNull,
    contractDueAt: textOrNull,
    contract: mixed(null),
    contractPdfSha256: textOrNull,
    contractFiledAt: textOrNull,
    regulatorReportDueAt: textOrNull,
    regulatorReport: mixed(null),
    failure: textOrNull,
    reReviews: list,
    movedThrough: { type: Number, default: 0 },
  },
  { collection: 'awards', versionKey: false, autoIndex: false, autoCreate: false, minimize: false },
)
schema.index({ tender: 1 })
schema.index({ resultAt: -1, _id: -1 }, { partialFilterExpression: { resultAt: { $type: 'string' } } })
schema.index(...dueIndex)

/** Awards, one for each lot of an evaluation that has ended. */
export function awardModel(connection: Connection): Model<AwardRecord> {
  return (connection.models['Award'] as Model<AwardRecord> | undefined) ?? connection.model<AwardRecord>('Award', schema)
}

/** Makes the awards' collection and indexes: at start, before any transaction. */
export async function ensureIndexes(connection: Connection): Promise<void> {
  await awardModel(connection).createCollection()
  await awardModel(connection).createIndexes()
}
