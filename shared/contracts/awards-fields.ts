import { z } from 'zod'
import { awardPeriodNames } from '../catalogue/award-clocks.ts'
import { awardProcedures, awardStates } from '../lifecycle/award.ts'
import { changeCauses } from '../scoring/changes.ts'
import { rejectionField } from '../scoring/lot-result.ts'
import { digestField, idField, instantField, lineField, yuanField } from './fields.ts'

/** The tender in the path. */
export const tenderParams = z.object({ tender: idField })

/** The lot in the path. */
export const awardParams = z.object({ tender: idField, lot: idField })

/** What an act after the report is about: the lot, and the version of its award the signer saw. */
export const awardSubject = z.strictObject({ tender: idField, lot: idField, version: z.int().min(1) })

/** Why somebody else than the first candidate wins (TL 55, 87-68; X15): the causes of the law, and no other. */
export const passOverCauses = ['gave-up', 'force-majeure', 'no-performance-bond', 'unlawful-conduct', 'cannot-perform'] as const

const scoreText = z.string().nullable()

/** A candidate as it is published (A1, A7, A8). */
const candidateField = z.strictObject({
  place: z.int().min(1),
  bid: digestField,
  party: idField,
  name: z.string(),
  price: yuanField,
  total: scoreText,
  /** The letter's other fields, as opened: period, quality, … */
  fields: z.record(z.string(), z.string()),
})

const objectionField = z.strictObject({
  id: idField,
  text: z.string(),
  at: instantField,
  answerBy: instantField,
  /** Told to those who run the tender, the regulator and its author. */
  by: lineField.nullable(),
  answer: z.strictObject({ text: z.string(), at: instantField }).nullable(),
})

const complaintField = z.strictObject({
  id: idField,
  at: instantField,
  state: z.enum(['filed', 'accepted', 'refused', 'dismissed', 'upheld']),
  acceptBy: instantField.nullable(),
  decideBy: instantField.nullable(),
  /** Until when at most it holds the award; null: until it is decided (G10). */
  holdEndsAt: instantField.nullable(),
  /** To its author, the tenderer and the regulator. */
  text: z.string().nullable(),
  finding: z.string().nullable(),
})

/** Where a bid stood, or stands, by a report. */
const standingField = z.strictObject({
  bid: digestField,
  name: z.string(),
  rank: z.int().nullable(),
  total: scoreText,
  isCandidate: z.boolean(),
})

/** A re-review of the report a lot is awarded by (87-64, X13): why, what came of it, and the standing before and after. */
const awardReReviewField = z.strictObject({
  ground: z.enum(changeCauses),
  reason: z.string(),
  orderedAt: instantField,
  /** Null while it runs, and the award stands still. */
  endedAt: instantField.nullable(),
  isChanged: z.boolean().nullable(),
  /** Another lot's re-review that may move this one's candidates: one bidder may stand first on so many lots only. */
  isOfAnotherLot: z.boolean(),
  /** The report it took up again, which stays readable, and the one that took its place. */
  earlierReportSha256: digestField,
  reportSha256: digestField.nullable(),
  /** Of all bids for those who run the tender and the regulator; else of candidates, and not before their publication (ZTB 44). */
  before: z.array(standingField),
  after: z.array(standingField),
})

/** Where the award of a lot stands, as the caller may know it. */
export const awardView = z.strictObject({
  tender: idField,
  lot: idField,
  name: z.string(),
  /** By which law it is awarded. */
  procedure: z.enum(awardProcedures),
  state: z.enum(awardStates),
  version: z.int(),
  /** From publication on; before it for those who run the tender. */
  candidates: z.array(candidateField),
  /** Bids of equal rank the tenderer chooses from (87-68); for those who run the tender. */
  undecided: z.array(digestField),
  publishedAt: instantField.nullable(),
  publicityEndsAt: instantField.nullable(),
  objections: z.array(objectionField),
  complaints: z.array(complaintField),
  /** Whether an accepted complaint holds the award, or in procurement an open query. */
  isHeld: z.boolean(),
  /** The limits it stands under, the earliest first. */
  limits: z.array(z.strictObject({ name: z.enum(awardPeriodNames), about: idField.nullable(), dueAt: instantField })),
  winner: z
    .strictObject({
      bid: digestField,
      party: idField,
      name: z.string(),
      price: yuanField,
      at: instantField,
      cause: z.enum(passOverCauses).nullable(),
      reason: z.string().nullable(),
      /** The buyer was silent, and the clock decided (G7). */
      isByClock: z.boolean(),
    })
    .nullable(),
  /** Names of the committee, from the result on (X3). */
  committee: z.array(z.strictObject({ seat: z.int(), name: z.string(), isTenderers: z.boolean() })),
  contract: z
    .strictObject({ sha256: digestField, dueAt: instantField, signedAs: z.array(z.enum(['tenderer', 'winner'])) })
    .nullable(),
  contractDueAt: instantField.nullable(),
  /** Procurement: how long the notice of the result stands, and until when it may be queried (G7, G10). */
  resultNoticeEndsAt: instantField.nullable(),
  queryUntil: instantField.nullable(),
  /** The concluded contract as PDF, with both signatures attached. */
  contractPdfSha256: digestField.nullable(),
  /** Procurement: when the copy was filed with the regulator (G9). */
  contractFiledAt: instantField.nullable(),
  /** Bidding: the written report the regulator was given, and whether after its time (A5). */
  regulatorReport: z.strictObject({ sha256: digestField, at: instantField, isLate: z.boolean() }).nullable(),
  failure: z.string().nullable(),
  /** The re-reviews of its report, the oldest first. */
  reReviews: z.array(awardReReviewField),
})

/** A published result of a lot, as lists show it. */
export const resultRow = z.strictObject({
  tender: idField,
  lot: idField,
  code: z.string(),
  title: z.string(),
  lotName: z.string(),
  tendererName: z.string(),
  procedure: z.enum(awardProcedures),
  state: z.enum(awardStates),
  winner: z.string(),
  price: yuanField,
  at: instantField,
})

/** A bidder's own result (87-69, A3, G8): score, rank, and why. */
export const ownResult = z.strictObject({
  lot: idField,
  bid: digestField,
  isWinner: z.boolean(),
  isValid: z.boolean(),
  rank: z.int().nullable(),
  total: scoreText,
  technical: scoreText,
  commercial: scoreText,
  priceScore: scoreText,
  criteria: z.array(z.strictObject({ criterion: z.string(), points: z.string() })),
  rejections: z.array(rejectionField),
  standsBehind: z.boolean(),
  winner: z.string(),
  winningPrice: yuanField,
})
