import type { LifecycleTable } from './table.ts'

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
 * winner.
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
  | 'fail'

/** The first state: the committee's report is signed. */
export const firstAwardState: AwardState = 'reported'

/**
 * The award by each law. Bidding: none before the publicity has ended with every objection answered (A1, A2). Procurement: no candidates are
 * published; the result is, and queries come after it (G7, G10). Neither has a contract but with the winner (A4).
 */
export const awardLifecycles: Readonly<Record<AwardProcedure, LifecycleTable<AwardState, AwardEvent>>> = {
  bidding: {
    reported: { 'publish-candidates': 'publicity', fail: 'failed' },
    publicity: { object: 'objected', 'end-publicity': 'deciding', fail: 'failed' },
    objected: { object: 'objected', answer: 'publicity', fail: 'failed' },
    deciding: { decide: 'awarded', fail: 'failed' },
    decided: {},
    awarded: { 'draft-contract': 'signing', fail: 'failed' },
    signing: { contract: 'contracted', fail: 'failed' },
    contracted: {},
    failed: {},
  },
  procurement: {
    reported: { 'hand-over': 'deciding', fail: 'failed' },
    publicity: {},
    objected: {},
    deciding: { decide: 'decided', fail: 'failed' },
    decided: { 'publish-result': 'awarded', fail: 'failed' },
    awarded: { 'draft-contract': 'signing', fail: 'failed' },
    signing: { contract: 'contracted', fail: 'failed' },
    contracted: {},
    failed: {},
  },
}

/** Whether an award has come to its end, by whichever law. */
export function isAwardOver(state: AwardState): boolean {
  return state === 'contracted' || state === 'failed'
}

/** Whether everybody may know who won: from the decision under the law of bidding, from the result's publication under procurement (G7). */
export function isResultPublic(state: AwardState): boolean {
  return state === 'awarded' || state === 'signing' || state === 'contracted'
}
