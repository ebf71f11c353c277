import { type Connection, type Model, Schema } from 'mongoose'
import type { OpeningState } from '#shared/lifecycle/opening.ts'
import { dueFields, dueIndex } from '../../platform/scheduler/due-fields.ts'

/** What one custodian has done at this opening: the acts that did it. */
export interface CustodianProgress {
  readonly i: number
  readonly identitiesActSha256: string | null
  readonly reportActSha256: string | null
  readonly releaseActSha256: string | null
}

/** A document prepared for signature, its canonical text and who has signed. */
export interface SignedPaper {
  readonly text: string
  readonly sha256: string
  readonly signatures: readonly PaperSignature[]
}

/** One signature under a prepared document, or its refusal. */
export interface PaperSignature {
  readonly as: string
  readonly party: string
  readonly person: string
  readonly actSha256: string
  readonly at: string
  readonly isRefusal: boolean
  readonly reason: string | null
}

/** One lot at the opening. */
export interface OpeningLot {
  readonly lot: string
  readonly name: string
  /** Parties with a live whole bid; null until they are found. */
  readonly liveBids: number | null
  /** Fewer than three (O6). */
  readonly isFailed: boolean
}

/** The opening of one tender, or one later stage of it. `_id` is the tender's, or `<tender>/<stage>`: see `stages.ts`. */
export interface OpeningRecord {
  readonly _id: string
  readonly version: number
  readonly state: OpeningState
  readonly nextDueAt: Date | null
  readonly leaseUntil: Date | null
  /** When the step ends by itself; null while it waits for custodians without a limit. */
  readonly stepEndsAt: Date | null
  /** Place in the tender's chain up to which suspensions have moved `stepEndsAt`. */
  readonly movedThrough: number
  /** The step's limit has passed with too few custodians: it goes on as soon as enough have come. */
  readonly isOverdue: boolean
  readonly deadlineAt: Date
  /** Commitment of the last event of this opening: under a checkpoint before the next step begins. */
  readonly lastEvent: string
  /** Size of the log at the deadline: an entry at or past it does not count. */
  readonly boxSize: number | null
  readonly boxLog: number | null
  readonly lots: readonly OpeningLot[]
  readonly list: string | null
  /** Whether bidders have been given their time to replace identities that did not open. */
  readonly hasAskedIdentities: boolean
  /** Whether anybody has been given time to supply payloads that the platform does not have whole. */
  readonly hasAskedPayloads: boolean
  readonly custodians: readonly CustodianProgress[]
  readonly settlement: SignedPaper | null
  readonly record: SignedPaper | null
  readonly recordPdfSha256: string | null
  /** Digests read out, in the order they were. */
  readonly readOut: readonly string[]
}

const paper = {
  type: { text: String, sha256: String, signatures: { type: [Schema.Types.Mixed], default: [] }, _id: false },
  default: null,
}

const schema = new Schema<OpeningRecord>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    state: { type: String, required: true },
    ...dueFields,
    stepEndsAt: { type: Date, default: null },
    movedThrough: { type: Number, default: 0 },
    isOverdue: { type: Boolean, default: false },
    deadlineAt: { type: Date, required: true },
    lastEvent: { type: String, required: true },
    boxSize: { type: Number, default: null },
    boxLog: { type: Number, default: null },
    lots: { type: [Schema.Types.Mixed] as never, required: true },
    list: { type: String, default: null },
    hasAskedIdentities: { type: Boolean, default: false },
    hasAskedPayloads: { type: Boolean, default: false },
    custodians: { type: [Schema.Types.Mixed] as never, required: true },
    settlement: paper as never,
    record: paper as never,
    recordPdfSha256: { type: String, default: null },
    readOut: { type: [String], default: [] },
  },
  { collection: 'openings', versionKey: false, autoIndex: false, autoCreate: false },
)
schema.index(...dueIndex)
schema.index({ state: 1 })

/** Openings, one for each tender whose deadline has passed. */
export function openingModel(connection: Connection): Model<OpeningRecord> {
  return (connection.models['Opening'] as Model<OpeningRecord> | undefined) ?? connection.model<OpeningRecord>('Opening', schema)
}
