import type { LifecycleTable } from './table.ts'

/** Where the award of one lot stands, from the report to the published contract. */
export const awardStates = [
  'reported',
  'publicity',
  'objected',
  'deciding',
  'awarded',
  'signing',
  'contracted',
  'failed',
] as const

/** One state of an award. */
export type AwardState = (typeof awardStates)[number]

/**
 * What happens to an award. `publish-candidates` begins the publicity (A1); `object` stops its clock until `answer` (A2); `end-publicity`
 * is the clock's; `decide` names the winner (X15); `draft-contract` makes the contract from the bid; `contract` is the second of two
 * signatures (A4). `fail` ends it without a winner.
 */
export type AwardEvent =
  | 'publish-candidates'
  | 'object'
  | 'answer'
  | 'end-publicity'
  | 'decide'
  | 'draft-contract'
  | 'contract'
  | 'fail'

/** The first state: the committee's report is signed. */
export const firstAwardState: AwardState = 'reported'

/** No award before the publicity has ended with every objection answered (A1, A2); no contract but with the winner (A4). */
export const awardLifecycle: LifecycleTable<AwardState, AwardEvent> = {
  reported: { 'publish-candidates': 'publicity', fail: 'failed' },
  publicity: { object: 'objected', 'end-publicity': 'deciding', fail: 'failed' },
  objected: { object: 'objected', answer: 'publicity', fail: 'failed' },
  deciding: { decide: 'awarded', fail: 'failed' },
  awarded: { 'draft-contract': 'signing', fail: 'failed' },
  signing: { contract: 'contracted', fail: 'failed' },
  contracted: {},
  failed: {},
}
