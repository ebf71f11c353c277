import type { ResultOf } from '#shared/contracts/contract.ts'
import type { EvaluationTask, listEvaluationTasks as tasksContract } from '#shared/contracts/evaluation-tasks.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { assertNever } from '#shared/primitives/assert.ts'
import { type Instant, instantOf } from '#shared/primitives/instant.ts'
import { readPublishedTender } from '../notices/index.ts'
import { isHost } from '../opening/index.ts'
import type { EvaluationNames, EvaluationReads } from './deps.ts'
import { type EvaluationRecord, evaluationModel, type Seat } from './evaluation.model.ts'
import { lotsToQualify } from './lots-to-qualify.ts'
import { type Question, questionModel } from './question.model.ts'
import { reReviewOf } from './re-review.ts'
import { readOpinions, readQuestions, seatIfAny } from './read-evaluation.ts'

type Tasks = ResultOf<typeof tasksContract>

/**
 * Where the caller sits in running evaluations, with what waits for it, the checks of qualification that wait for its party (G6), and the questions
 * it has not answered. Seats are found by
 * the key their holders are known by (X3): nothing is written down about who asked.
 */
export async function listEvaluationTasks(deps: EvaluationReads & EvaluationNames, actor: Actor): Promise<Tasks> {
  const items: Tasks['items'] = []
  const running = await evaluationModel(deps.connection)
    .find({ state: { $nin: ['completed', 'failed', 'terminated'] } })
    .sort({ _id: 1 })
    .lean<EvaluationRecord[]>()
  const isStaff = actor.roles.includes('tenderer') || actor.roles.includes('agency')
  for (const evaluation of running) {
    if (isStaff && evaluation.state === 'seated' && lotsToQualify(evaluation).length > 0) {
      const tender = await readPublishedTender(deps, evaluation._id)
      if (isHost(tender, actor)) items.push({ tender: evaluation._id, title: tender.title, task: 'qualify', until: null })
    }
    const seat = seatIfAny(deps, evaluation, actor.person)
    if (seat === undefined) continue
    const { title } = await readPublishedTender(deps, evaluation._id)
    const until = evaluation.stepEndsAt === null ? null : instantOf(evaluation.stepEndsAt.getTime())
    items.push({ tender: evaluation._id, title, task: await taskOf(deps, evaluation, seat), until })
  }
  const asked = await questionModel(deps.connection)
    .find({ party: actor.party, isClosed: false })
    .sort({ answerBy: 1, _id: 1 })
    .lean<Question[]>()
  for (const question of asked) {
    // Those of an evaluation that has ended stay open and are asked no more.
    if (question.answer !== null || !running.some(({ _id }) => _id === question.tender)) continue
    const { title } = await readPublishedTender(deps, question.tender)
    items.push({ tender: question.tender, title, task: 'answer', until: question.answerBy as Instant })
  }
  return { items }
}

/** What a member is to do; null while it waits for others. */
async function taskOf(deps: EvaluationReads, evaluation: EvaluationRecord, seat: Seat): Promise<EvaluationTask | null> {
  const { state, _id: tender } = evaluation
  const lots = evaluation.lots.filter(({ isFailed }) => !isFailed)
  const hasGiven = async (kind: 'review' | 'sheet') => {
    const given = (await readOpinions(deps, tender)).filter((each) => each.seat === seat.seat && each.kind === kind)
    return lots.every(({ lot }) => given.some((each) => each.lot === lot))
  }
  switch (state) {
    case 'seated':
      if (seat.undertaking === null) return 'undertake'
      return evaluation.chair === null && seat.chairVote === null ? 'elect' : null
    case 'preliminary':
      return (await hasGiven('review')) ? null : 'review'
    case 'inquiring':
    case 'pricing':
      if ((await readQuestions(deps, tender)).some((question) => mayJudge(question, seat))) return 'judge'
      return state === 'pricing' && evaluation.chair === seat.seat ? 'price-review' : null
    case 'scoring':
      return (await hasGiven('sheet')) ? null : 'score'
    case 'totalled':
      return lots.some((lot) => isToExplain(lot, seat)) ? 'explain' : null
    case 're-reviewing':
      return reReviewTask(evaluation, seat)
    case 'signing':
    case 're-signing':
      return seat.signature === null ? 'sign' : null
    case 'awaiting-prices':
    case 'completed':
    case 'failed':
    case 'terminated':
      return null
    default:
      return assertNever(state)
  }
}

/** Its part of a re-review until it has concluded; then what a correction has made abnormal anew (X13). */
function reReviewTask(evaluation: EvaluationRecord, seat: Seat): EvaluationTask | null {
  const { conclusions = [] } = reReviewOf(evaluation) ?? {}
  if (!conclusions.some((each) => each.seat === seat.seat)) return 're-review'
  return evaluation.lots.some((lot) => isToExplain(lot, seat)) ? 'explain' : null
}

function mayJudge({ kind, isClosed, isAccepted, judgements }: Question, { seat }: Seat): boolean {
  return kind === 'low-price' && isClosed && isAccepted === null && !judgements.some((judgement) => judgement.seat === seat)
}

function isToExplain({ result, explanations }: EvaluationRecord['lots'][number], { seat }: Seat): boolean {
  return (result?.abnormal ?? [])
    .filter((flag) => flag.seat === seat)
    .some(
      ({ bid, criterion }) =>
        !explanations.some((each) => each.seat === seat && each.bid === bid && each.criterion === criterion),
    )
}
