import type { LifecycleTable } from './table.ts'

/** Where the evaluation of a tender stands, from the seated committee to the signed report, and again where that is re-reviewed. */
export const evaluationStates = [
  'seated',
  'preliminary',
  'inquiring',
  'scoring',
  'awaiting-prices',
  'pricing',
  'totalled',
  'signing',
  'completed',
  're-reviewing',
  're-signing',
  'failed',
  'terminated',
] as const

/** One state of an evaluation. */
export type EvaluationState = (typeof evaluationStates)[number]

/**
 * What happens to an evaluation. In procurement `begin-review` also waits for the buyer's check of qualification, and a tender of whose lots
 * none has three qualified bidders fails before it (G5, G6; 87-44). Where the price lies in an envelope that opens later, `end-scoring` follows when every sheet is locked (X8),
 * `learn-prices` when that stage is recorded, and `total` when what the prices raised is decided (X11, X12). `begin-review` follows when all undertakings are signed and a chair is elected; `count-review` when every
 * member has judged every item (X17); `begin-scoring` when every inquiry is decided (X12); `total` when every sheet is locked (X8);
 * `correct` is a change after the totals (X13); `prepare-report` when every abnormal score is explained; `complete` when all have signed
 * or the limit has passed (X14). `excuse` takes a member away whose place must be drawn again (X4). `re-review` takes a signed report up
 * again on a ground of X13 (87-64): the same committee corrects what that ground lets it, and nothing else, and signs anew.
 */
export type EvaluationEvent =
  | 'begin-review'
  | 'count-review'
  | 'begin-scoring'
  | 'end-scoring'
  | 'learn-prices'
  | 'total'
  | 'correct'
  | 'prepare-report'
  | 'complete'
  | 'excuse'
  | 're-review'
  | 'fail'
  | 'terminate'

/** The first state: the committee is seated, nobody has read a bid. */
export const firstEvaluationState: EvaluationState = 'seated'

/**
 * No member reads a bid before its undertaking; no total before every score is locked; no report before abnormal scores are explained. A
 * re-review is the original committee's (87-64): nobody is excused from it, so that nobody is drawn for it.
 */
export const evaluationLifecycle: LifecycleTable<EvaluationState, EvaluationEvent> = {
  seated: { 'begin-review': 'preliminary', fail: 'failed', excuse: 'seated', terminate: 'terminated' },
  preliminary: { 'count-review': 'inquiring', fail: 'failed', excuse: 'seated', terminate: 'terminated' },
  inquiring: { 'begin-scoring': 'scoring', fail: 'failed', excuse: 'seated', terminate: 'terminated' },
  scoring: { total: 'totalled', 'end-scoring': 'awaiting-prices', excuse: 'seated', terminate: 'terminated' },
  'awaiting-prices': { 'learn-prices': 'pricing', fail: 'failed', excuse: 'seated', terminate: 'terminated' },
  pricing: { total: 'totalled', fail: 'failed', excuse: 'seated', terminate: 'terminated' },
  totalled: { correct: 'totalled', 'prepare-report': 'signing', excuse: 'seated', terminate: 'terminated' },
  signing: { complete: 'completed', excuse: 'seated', terminate: 'terminated' },
  completed: { 're-review': 're-reviewing' },
  're-reviewing': { correct: 're-reviewing', 'prepare-report': 're-signing', terminate: 'terminated' },
  're-signing': { complete: 'completed', terminate: 'terminated' },
  failed: {},
  terminated: {},
}

/** Whether members know each other's scores: from the totals on, never before (X8). */
export function areScoresShown(state: EvaluationState): boolean {
  return state === 'totalled' || state === 'signing' || state === 'completed' || isReReview(state)
}

/** Whether a signed report is being re-reviewed, or its successor waits for signatures (X13). */
export function isReReview(state: EvaluationState): boolean {
  return state === 're-reviewing' || state === 're-signing'
}

/** Whether a member may still leave, and be replaced (X4): never after the report, whose re-review is its own authors' (87-64). */
export function mayLeave(state: EvaluationState): boolean {
  return evaluationLifecycle[state].excuse !== undefined
}

/** Whether a report waits for signatures (X14). */
export function isSigning(state: EvaluationState): boolean {
  return state === 'signing' || state === 're-signing'
}
