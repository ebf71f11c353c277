import type { AwardState } from '#shared/lifecycle/award.ts'
import type { Award, AwardTender } from './use-awards.ts'

/** What somebody can do about an award. */
export type AwardTask =
  | 'publishCandidates'
  | 'answerAwardObjection'
  | 'decideAward'
  | 'draftContract'
  | 'signContract'
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

/** States in which a bidder can complain (A6). */
const complainable: readonly AwardState[] = ['publicity', 'objected', 'deciding', 'awarded', 'signing']
/** States in which an award can still end without a winner. */
const failable: readonly AwardState[] = ['reported', 'publicity', 'objected', 'deciding', 'awarded', 'signing']

/** What is open to whoever looks, in the order of importance; nothing while the tender stands still. */
export function tasksOf(award: Award, tender: Pick<AwardTender, 'isSuspended'>, viewer: AwardViewer): AwardTask[] {
  if (tender.isSuspended) return []
  const { state } = award
  const { isRunning, isBidder } = viewer
  const isAnswerDue = award.objections.some(({ answer }) => answer === null)
  const open: Record<AwardTask, boolean> = {
    publishCandidates: isRunning && state === 'reported',
    answerAwardObjection: isRunning && state === 'objected' && isAnswerDue,
    decideAward: isRunning && state === 'deciding' && !award.isHeld,
    draftContract: isRunning && state === 'awarded',
    signContract: state === 'signing' && signatureAwaited(award, viewer) !== undefined,
    decideComplaint:
      viewer.isRegulator &&
      complainable.includes(state) &&
      award.complaints.some((complaint) => complaint.state === 'filed' || complaint.state === 'accepted'),
    objectToCandidates: isBidder && (state === 'publicity' || state === 'objected'),
    complainOfAward: isBidder && complainable.includes(state) && award.objections.some(({ by }) => by !== null),
    failAward: isRunning && failable.includes(state),
  }
  return (Object.keys(open) as AwardTask[]).filter((task) => open[task] && viewer.may(task))
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
