import { z } from 'zod'
import type { envelopeNames } from '../catalogue/letter-form.ts'
import { evaluationStates } from '../lifecycle/evaluation.ts'
import { correctionRules } from '../scoring/arithmetic-correction.ts'
import { changeCauses } from '../scoring/changes.ts'
import { lotResultField, rejectionField } from '../scoring/lot-result.ts'
import { evaluationPlanField } from '../scoring/plan.ts'
import { decimalField } from '../scoring/points.ts'
import { scoreSheetField, sheetSaltField } from '../scoring/sheet.ts'
import { digestField, idField, instantField, lineField, proseField, yuanField } from './fields.ts'

/** The tender in the path. */
export const tenderParams = z.object({ tender: idField })

/** What an act of the committee is about: the tender, and the round its signer saw (counted up when a member is replaced, X4). */
export const evaluationSubject = z.strictObject({ tender: idField, round: z.int().min(1).max(99) })

/** A member's number. Names stay secret until the result (X3). */
export const seatField = z.int().min(1).max(99)

/** Manifest digest of a bid, or the pseudonym of a blind one. */
export const bidNameField = z.string().regex(/^(?:[0-9a-f]{64}|[A-Z]{1,3})$/)

/** One judgement of one review item. */
export const reviewVoteField = z.strictObject({
  bid: digestField,
  item: z.string().min(1).max(40),
  isPassed: z.boolean(),
  reason: proseField.max(1000).nullable(),
})

/** What the chair found in a bid's price schedule (X11). */
export const correctionForm = z.strictObject({
  words: lineField.nullable(),
  fileTotal: yuanField.nullable(),
  items: z
    .array(z.strictObject({ id: z.string().min(1).max(60), quantity: decimalField, unitPrice: yuanField, amount: yuanField }))
    .max(2000),
})

/** Kinds of questions to a bidder. */
export const questionKinds = ['clarification', 'correction', 'low-price'] as const

/** A question to a bidder with its answer (X7). */
export const questionField = z.strictObject({
  id: idField,
  lot: idField,
  bid: digestField,
  kind: z.enum(questionKinds),
  text: z.string(),
  askedAt: instantField,
  answerBy: instantField,
  /** Price and steps of a correction the bidder is asked to confirm. */
  correction: z
    .strictObject({
      price: yuanField,
      steps: z.array(z.strictObject({ rule: z.enum(correctionRules), of: z.string(), from: yuanField, to: yuanField })),
    })
    .nullable(),
  answer: z.strictObject({ text: z.string(), at: instantField, isConfirmed: z.boolean().nullable() }).nullable(),
  isClosed: z.boolean(),
  /** Whether the committee accepted a low price's explanation; null until the majority has judged. */
  isAccepted: z.boolean().nullable(),
  /** How the caller itself has judged it; null while it has not, and for whoever does not sit. */
  ownJudgement: z.boolean().nullable(),
})

/** A file of a bid as a member sees it: a neutral name, no size. */
export const deskFileField = z.strictObject({ place: z.int().min(0), name: z.string() })

/** A bid as a member sees it at this stage: by name, or blind by its pseudonym. */
const deskBidField = z.strictObject({
  bid: bidNameField,
  bidder: z.string().nullable(),
  /** The name it was scored under; told once every score is in. */
  pseudonym: z.string().nullable(),
  isValid: z.boolean(),
  /** False where the buyer's check of qualification has put it out: nothing of it is read or judged (G6). */
  isQualified: z.boolean(),
  fields: z.record(z.string(), z.string()).nullable(),
  files: z.array(deskFileField),
  /** Places of files that name their author (暗标检查); what to make of it is the committee's. */
  traces: z.array(z.int().min(0)),
})

/** A re-review as everybody may know it (X13): of which lot's result, on which ground, why, and since when. */
const reReviewField = z.strictObject({ lot: idField, ground: z.enum(changeCauses), reason: z.string(), orderedAt: instantField })

/** What a member found of the ground of a re-review. */
export const conclusionForm = z.strictObject({ isGiven: z.boolean(), text: proseField.max(2000) })

/** The evaluation as everybody may know it: how far it is, never who sits or what it thinks (X3). */
export const evaluationView = z.strictObject({
  tender: idField,
  state: z.enum(evaluationStates),
  round: z.int(),
  seats: z.int(),
  stepEndsAt: instantField.nullable(),
  isSuspended: z.boolean(),
  /** The re-review that is under way; null when none is. */
  reReview: reReviewField.nullable(),
})

/** The evaluation as its committee, and the regulator who watches it, see it. */
export const evaluationDesk = z.strictObject({
  tender: idField,
  code: z.string(),
  title: z.string(),
  state: z.enum(evaluationStates),
  round: z.int(),
  stepEndsAt: instantField.nullable(),
  /** The caller's own seat; null for the regulator. */
  seat: seatField.nullable(),
  chair: seatField.nullable(),
  seats: z.array(
    z.strictObject({
      seat: seatField,
      isTenderers: z.boolean(),
      isVacant: z.boolean(),
      hasUndertaken: z.boolean(),
      /** Lots this seat has judged, and locked the scores of. */
      reviewed: z.array(idField),
      locked: z.array(idField),
      hasSigned: z.boolean(),
    }),
  ),
  chairVotes: z.array(z.strictObject({ seat: seatField, for: seatField })),
  plan: evaluationPlanField,
  /** By the law of procurement: items of qualification are the buyer's, not the committee's (G6). */
  isProcurement: z.boolean(),
  lots: z.array(
    z.strictObject({
      lot: idField,
      name: z.string(),
      ceilingPrice: yuanField,
      isFailed: z.boolean(),
      failure: z.string().nullable(),
      /** Whether the buyer has still to check the qualification of its bidders before anything is read (G6). */
      isToQualify: z.boolean(),
      /** By name: everything but blind documents. */
      bids: z.array(deskBidField),
      /** Blind technical documents by pseudonym; empty where nothing is blind, and before scoring. */
      blind: z.array(deskBidField),
      rejections: z.array(z.strictObject({ bid: digestField, rejections: z.array(rejectionField) })),
      /** The caller's own judgements and sheet; from the totals on everybody's sheets. */
      ownVotes: z.array(reviewVoteField),
      sheets: z.array(z.strictObject({ sheet: scoreSheetField, salt: sheetSaltField, digest: digestField })),
      result: lotResultField.nullable(),
      explanations: z.array(
        z.strictObject({
          seat: seatField,
          bid: digestField,
          criterion: z.string(),
          before: decimalField,
          after: decimalField,
          explanation: z.string(),
          at: instantField,
          /** The round of the re-review it was given in, and its cause; absent before any. */
          round: z.int().optional(),
          cause: z.enum(changeCauses).optional(),
        }),
      ),
    }),
  ),
  questions: z.array(questionField),
  /** The re-review that is under way, with the report it takes up again and what members have found so far. */
  reReview: reReviewField
    .extend({
      reportSha256: digestField,
      conclusions: z.array(z.strictObject({ seat: seatField, isGiven: z.boolean(), text: z.string(), at: instantField })),
    })
    .nullable(),
  report: z.strictObject({ sha256: digestField, text: z.string() }).nullable(),
})

/** What a bidder is asked, and what it answered. */
export const askedView = z.strictObject({ questions: z.array(questionField) })

/** A file name on the way to a member. */
export const documentParams = z.object({
  tender: idField,
  lot: idField,
  bid: bidNameField,
  place: z.string().regex(/^\d{1,4}$/),
})

/** Envelope whose documents are read blind. */
export const blindEnvelope: (typeof envelopeNames)[number] = 'technical'
