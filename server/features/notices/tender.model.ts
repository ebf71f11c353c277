import { type Connection, type Model, Schema } from 'mongoose'
import type { Notice, NoticeDraft } from '#shared/catalogue/notice.ts'
import { type TenderState, tenderStates } from '#shared/lifecycle/tender.ts'
import type { Instant } from '#shared/primitives/instant.ts'
import { dueFields } from '../../platform/scheduler/due-fields.ts'
import type { NextDue, NoticeRecord, Suspension, Tender, TenderDocument, TenderLot } from './tender.ts'

/** One seat of custody, from being asked to the destruction of its key. Everything but the first three is set by acts. */
export interface SeatRecord {
  readonly i: number
  readonly party: string
  readonly name: string
  readonly state: 'asked' | 'accepted' | 'declined'
  readonly person: string | null
  readonly certSha256: string | null
  readonly keySpki: string | null
  readonly keySha256: string | null
  readonly acceptActSha256: string | null
  readonly readinessAskedAt: Instant | null
  readonly readyAt: Instant | null
  readonly destroyedAt: Instant | null
}

/** A tender as stored. Instants are texts, which sort as time does; `nextDueAt` is a Date because the scheduler compares it. */
export interface TenderRecord {
  readonly _id: string
  readonly version: number
  readonly project: string
  readonly code: string
  readonly title: string
  readonly category: string
  readonly kind: 'works' | 'goods' | 'services'
  readonly industry: string
  readonly method: string
  readonly region: string
  readonly regionName: string
  readonly round: number
  readonly rulePack: 'cn' | 'demo'
  readonly state: TenderState
  readonly isSuspended: boolean
  readonly suspensions: readonly Suspension[]
  /** Since when the tender has stood still without a break. */
  readonly pausedAt: Instant | null
  readonly lots: readonly TenderLot[]
  /** Lots of an opened tender that ended without an award while others go on: free for a new round. */
  readonly failedLots?: readonly string[]
  readonly tendererParty: string
  readonly agencyParty: string | null
  readonly centreParty: string | null
  readonly tendererName: string
  readonly agencyName: string | null
  readonly draft: NoticeDraft | null
  readonly seats: readonly SeatRecord[]
  readonly attached: readonly TenderDocument[]
  /** The notice in force, whole; from `filed` on. */
  readonly notice: Notice | null
  readonly noticeSha256: string | null
  readonly noticeHistory: readonly NoticeRecord[]
  /** The last amendment, if there was one. */
  readonly amended?: { readonly at: Instant; readonly isDeadlineMoved: boolean } | null
  readonly returnReason: string | null
  readonly publishAt: Instant | null
  readonly publishedAt: Instant | null
  readonly deadlineAt: Instant | null
  readonly isReadinessAsked: boolean
  readonly nextDue: NextDue | null
  readonly nextDueAt: Date | null
  readonly leaseUntil: Date | null
  readonly summary: string
  /** Sum of the lots' budgets in fen, 18 digits with leading zeros: its text order is its order. */
  readonly budgetKey: string
  /** Sorts by "closing soonest": tenders that take bids first, then by deadline. */
  readonly closingKey: string
  readonly searchText: string
  readonly searchTokens: readonly string[]
}

const text = { type: String, required: true } as const
const textOrNull = { type: String, default: null } as const
const whole = { type: Number, required: true } as const
const flag = { type: Boolean, required: true } as const
const mixed = { type: Schema.Types.Mixed, default: null } as const
const inner = { _id: false, strict: 'throw' } as const

const schema = new Schema<TenderRecord>(
  {
    _id: text,
    version: whole,
    project: text,
    code: text,
    title: { type: String, default: '' },
    category: text,
    kind: text,
    industry: text,
    method: text,
    region: text,
    regionName: text,
    round: whole,
    rulePack: text,
    state: { type: String, enum: tenderStates, required: true },
    isSuspended: flag,
    suspensions: [new Schema({ id: text, cause: text, reason: text, actSha256: text, since: text }, inner)],
    pausedAt: textOrNull,
    lots: [new Schema({ id: text, name: text, budget: text, ceilingPrice: text }, inner)],
    failedLots: { type: [String], default: [] },
    tendererParty: text,
    agencyParty: textOrNull,
    centreParty: textOrNull,
    tendererName: text,
    agencyName: textOrNull,
    draft: mixed,
    seats: [
      new Schema(
        {
          i: whole,
          party: text,
          name: text,
          state: text,
          person: textOrNull,
          certSha256: textOrNull,
          keySpki: textOrNull,
          keySha256: textOrNull,
          acceptActSha256: textOrNull,
          readinessAskedAt: textOrNull,
          readyAt: textOrNull,
          destroyedAt: textOrNull,
        },
        inner,
      ),
    ],
    attached: [new Schema({ name: text, version: whole, sha256: text, size: whole }, inner)],
    notice: mixed,
    noticeSha256: textOrNull,
    noticeHistory: [new Schema({ sha256: text, kind: text, at: text }, inner)],
    amended: { type: new Schema({ at: text, isDeadlineMoved: flag }, inner), default: null },
    returnReason: textOrNull,
    publishAt: textOrNull,
    publishedAt: textOrNull,
    deadlineAt: textOrNull,
    isReadinessAsked: flag,
    nextDue: textOrNull,
    ...dueFields,
    summary: { type: String, default: '' },
    budgetKey: text,
    closingKey: { type: String, default: '' },
    searchText: { type: String, default: '' },
    searchTokens: [String],
  },
  { collection: 'tenders', versionKey: false, autoIndex: false, autoCreate: false, minimize: false, strict: 'throw' },
)
schema.index({ nextDueAt: 1 })
schema.index({ project: 1 })
schema.index({ searchTokens: 1, publishedAt: -1, _id: -1 })
schema.index({ closingKey: 1, _id: 1 })
schema.index({ publishedAt: -1, _id: -1 })
schema.index({ tendererParty: 1 })
schema.index({ agencyParty: 1 })
schema.index({ 'seats.party': 1 })
schema.index({ 'seats.keySha256': 1 })

/** Tenders in every state. */
export function tenderModel(connection: Connection): Model<TenderRecord> {
  return (connection.models['Tender'] as Model<TenderRecord> | undefined) ?? connection.model<TenderRecord>('Tender', schema)
}

/** What other features read of a stored tender: nothing in it is a secret before the opening. */
export function tenderOf(record: TenderRecord): Tender {
  const { notice, draft } = record
  return {
    _id: record._id,
    version: record.version,
    project: record.project,
    code: record.code,
    title: record.title,
    category: record.category,
    method: record.method,
    kind: record.kind,
    evaluation: notice?.evaluation ?? draft?.evaluation ?? null,
    region: record.region,
    round: record.round,
    rulePack: record.rulePack,
    state: record.state,
    suspensions: record.suspensions,
    lots: record.lots,
    tendererParty: record.tendererParty,
    agencyParty: record.agencyParty,
    centreParty: record.centreParty,
    tendererName: record.tendererName,
    agencyName: record.agencyName,
    publishAt: record.publishAt,
    publishedAt: record.publishedAt,
    deadlineAt: record.deadlineAt,
    openingPolicy: notice?.openingPolicy ?? draft?.openingPolicy ?? null,
    custodians: notice?.custodians ?? acceptedSeats(record.seats),
    envelopes: notice?.envelopes ?? draft?.envelopes ?? [],
    deposits: notice?.deposits ?? draft?.deposits ?? [],
    limits: notice?.limits ?? draft?.limits ?? { maxEnvelopeBytes: 0 },
    documents: notice?.documents ?? [],
    noticeSha256: record.noticeSha256,
    noticeHistory: record.noticeHistory,
  }
}

/** The custodians who have accepted, in the order of their seats. */
export function acceptedSeats(seats: readonly SeatRecord[]): Notice['custodians'] {
  return seats.flatMap(({ i, party, name, state, person, certSha256, keySpki, keySha256, acceptActSha256 }) =>
    state !== 'accepted' ||
    person === null ||
    certSha256 === null ||
    keySpki === null ||
    keySha256 === null ||
    acceptActSha256 === null
      ? []
      : [{ i, party, name, person, certSha256, keySpki, keySha256, acceptActSha256 }],
  )
}
