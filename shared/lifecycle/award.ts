import { type LifecycleTable, statesBefore } from './table.ts'

/** Where the award of one lot stands, from the report to the published contract. */
export const awardStates = [
  'reported',
  'publicity',
  'objected',
  'deciding',
  'decided',
  'awarded',
  'signing',
  'contracted',
  'failed',
] as const

/** One state of an award. */
export type AwardState = (typeof awardStates)[number]

/** By which law a lot is awarded: that of tendering and bidding, or that of government procurement. */
export const awardProcedures = ['bidding', 'procurement'] as const

/** One of the laws a lot is awarded by. */
export type AwardProcedure = (typeof awardProcedures)[number]

/**
 * What happens to an award. Under the law of bidding `publish-candidates` begins the publicity (A1); `object` stops its clock until `answer`
 * (A2); `end-publicity` is the clock's; `decide` names the winner, in public (X15). Under the law of procurement `hand-over` gives the report
 * to the buyer and begins its time to decide; `decide` is the buyer's, or the clock's when it was silent; `publish-result` makes it public
 * (G7). `draft-contract` makes the contract from the bid; `contract` is the second of two signatures (A4, G9). `fail` ends it without a
 * winner. Where a re-review changed the result (X13), `begin-again` takes the lot back to its report, `decide-again` to a buyer that has the
 * report at once because no agency stands between.
 */
export type AwardEvent =
  | 'publish-candidates'
  | 'object'
  | 'answer'
  | 'end-publicity'
  | 'hand-over'
  | 'decide'
  | 'publish-result'
  | 'draft-contract'
  | 'contract'
  | 'begin-again'
  | 'decide-again'
  | 'fail'

/** The first state: the committee's report is signed. */
export const firstAwardState: AwardState = 'reported'

/**
 * The award by each law. Bidding: none before the publicity has ended with every objection answered (A1, A2). Procurement: no candidates are
 * published; the result is, and queries come after it (G7, G10). Neither has a contract but with the winner (A4).
 */
export const awardLifecycles: Readonly<Record<AwardProcedure, LifecycleTable<AwardState, AwardEvent>>> = {
  bidding: {
    reported: { 'publish-candidates': 'publicity', 'begin-again': 'reported', fail: 'failed' },
    publicity: { object: 'objected', 'end-publicity': 'deciding', 'begin-again': 'reported', fail: 'failed' },
    objected: { object: 'objected', answer: 'publicity', 'begin-again': 'reported', fail: 'failed' },
    deciding: { decide: 'awarded', 'begin-again': 'reported', fail: 'failed' },
    decided: {},
    awarded: { 'draft-contract': 'signing', fail: 'failed' },
    signing: { contract: 'contracted', fail: 'failed' },
    contracted: {},
    failed: {},
  },
  procurement: {
    reported: { 'hand-over': 'deciding', 'begin-again': 'reported', fail: 'failed' },
    publicity: {},
    objected: {},
    deciding: { decide: 'decided', 'begin-again': 'reported', 'decide-again': 'deciding', fail: 'failed' },
    decided: { 'publish-result': 'awarded', 'begin-again': 'reported', 'decide-again': 'deciding', fail: 'failed' },
    awarded: { 'draft-contract': 'signing', fail: 'failed' },
    signing: { contract: 'contracted', fail: 'failed' },
    contracted: {},
    failed: {},
  },
}

/**
 * In which states of an award its report may be re-reviewed (X13, 87-64): until the award notice. That binds the tenderer, who may not change
 * the result from then on (TL 45, 87-70); under the law of bidding it goes out with the decision, under that of procurement with the result.
 */
export const reReviewableStates: Readonly<Record<AwardProcedure, readonly AwardState[]>> = {
  bidding: statesBefore(awardLifecycles.bidding, 'begin-again'),
  procurement: statesBefore(awardLifecycles.procurement, 'begin-again'),
}

/** Whether an award has come to its end, by whichever law. */
export function isAwardOver(state: AwardState): boolean {
  return state === 'contracted' || state === 'failed'
}

/** Whether everybody may know who won: from the decision under the law of bidding, from the result's publication under procurement (G7). */
export function isResultPublic(state: AwardState): boolean {
  return state === 'awarded' || state === 'signing' || state === 'contracted'
}
