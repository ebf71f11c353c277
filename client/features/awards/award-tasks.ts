import { type AwardState, reReviewableStates } from '#shared/lifecycle/award.ts'
import type { Award, AwardTender } from './use-awards.ts'

/** What somebody can do about an award. */
export type AwardTask =
  | 'publishCandidates'
  | 'answerAwardObjection'
  | 'handOverReport'
  | 'decideAward'
  | 'publishResult'
  | 'draftContract'
  | 'signContract'
  | 'fileContract'
  | 'reportToRegulator'
  | 'orderReReview'
  | 'failAward'
  | 'objectToCandidates'
  | 'complainOfAward'
  | 'decideComplaint'

/** Who looks at an award. */
export interface AwardViewer {
  readonly party: string
  readonly isRunning: boolean
  readonly isTenderer: boolean
  readonly isRegulator: boolean
  /** Whether the party bid on this lot. */
  readonly isBidder: boolean
  /** The policy's word on an operation. */
  may(operation: AwardTask): boolean
}

/** States in which a bidder can complain, by its law (A6, G10). */
const complainable: Readonly<Record<Award['procedure'], readonly AwardState[]>> = {
  bidding: ['reported', 'publicity', 'objected', 'deciding', 'awarded', 'signing'],
  procurement: ['awarded', 'signing', 'contracted'],
}
/** States in which objections are open, or answered, by its law (A2, G10). */
const objectable: Readonly<Record<Award['procedure'], readonly AwardState[]>> = {
  bidding: ['publicity', 'objected'],
  procurement: ['awarded', 'signing', 'contracted'],
}
/** States in which the written report to the regulator is owed (A5). */
const reportable: readonly AwardState[] = ['awarded', 'signing', 'contracted']
/** States in which an award can still end without a winner. */
const failable: readonly AwardState[] = ['reported', 'publicity', 'objected', 'deciding', 'decided', 'awarded', 'signing']

/** What goes on while a report is re-reviewed: complaints, which are the regulator's (X13). */
const inReReview: readonly AwardTask[] = ['decideComplaint', 'complainOfAward']

/** The re-review an award stands still for, or undefined. */
export function runningReReview({ reReviews }: Pick<Award, 'reReviews'>): Award['reReviews'][number] | undefined {
  return reReviews.find(({ endedAt }) => endedAt === null)
}

/** What is open to whoever looks at a moment (ms), in the order of importance; nothing while the tender stands still. */
export function tasksOf(award: Award, tender: Pick<AwardTender, 'isSuspended'>, viewer: AwardViewer, now: number): AwardTask[] {
  if (tender.isSuspended) return []
  const { state, procedure } = award
  const isProcurement = procedure === 'procurement'
  const isOpenToQueries = award.queryUntil === null || now < Date.parse(award.queryUntil)
  const own = award.objections.filter(({ by }) => by !== null)
  const isAnswered = own.some(({ answer, answerBy }) => answer !== null || now >= Date.parse(answerBy))
  const { isRunning, isBidder } = viewer
  const isAnswerDue = award.objections.some(({ answer }) => answer === null)
  const isHeldByReReview = runningReReview(award) !== undefined
  const open: Record<AwardTask, boolean> = {
    publishCandidates: isRunning && state === 'reported' && !isProcurement && !isAnswerDue,
    handOverReport: isRunning && state === 'reported' && isProcurement,
    answerAwardObjection: isRunning && isAnswerDue && (isProcurement || state === 'objected' || state === 'reported'),
    decideAward: isRunning && state === 'deciding' && !award.isHeld,
    publishResult: isRunning && state === 'decided',
    draftContract: isRunning && state === 'awarded',
    signContract: state === 'signing' && !award.isHeld && signatureAwaited(award, viewer) !== undefined,
    fileContract: isRunning && isProcurement && state === 'contracted' && award.contractFiledAt === null,
    reportToRegulator: isRunning && !isProcurement && reportable.includes(state) && award.regulatorReport === null,
    decideComplaint:
      viewer.isRegulator &&
      complainable[procedure].includes(state) &&
      award.complaints.some((complaint) => complaint.state === 'filed' || complaint.state === 'accepted'),
    objectToCandidates: isBidder && objectable[procedure].includes(state) && isOpenToQueries,
    complainOfAward: isBidder && complainable[procedure].includes(state) && (isProcurement ? isAnswered : own.length > 0),
    orderReReview: isRunning && reReviewableStates[procedure].includes(state),
    failAward: isRunning && failable.includes(state),
  }
  return (Object.keys(open) as AwardTask[]).filter(
    (task) => open[task] && viewer.may(task) && (!isHeldByReReview || inReReview.includes(task)),
  )
}

/** As what the viewer still has to sign the contract; undefined when nothing is asked of it. */
export function signatureAwaited(award: Award, viewer: AwardViewer): 'tenderer' | 'winner' | undefined {
  const as = viewer.isTenderer ? 'tenderer' : award.winner?.party === viewer.party ? 'winner' : undefined
  return as !== undefined && award.contract?.signedAs.includes(as) === false ? as : undefined
}

/**
 * Since when the clock of the publicity stands (A2): the first objection of the unbroken row of unanswered time that reaches up to now.
 * Undefined while it runs.
 */
export function stoppedSince({ objections }: Pick<Award, 'objections'>): string | undefined {
  let since: string | undefined
  let until = Number.NEGATIVE_INFINITY
  for (const { at, answer } of [...objections].sort((left, right) => Date.parse(left.at) - Date.parse(right.at))) {
    if (Date.parse(at) > until) since = at
    until = Math.max(until, answer === null ? Number.POSITIVE_INFINITY : Date.parse(answer.at))
  }
  return until === Number.POSITIVE_INFINITY ? since : undefined
}
