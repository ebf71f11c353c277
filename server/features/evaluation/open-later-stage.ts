import type { VerifiedAct } from '#shared/acts/act.ts'
import type { LaterStage } from '#shared/catalogue/letter-form.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import type { getStageToOpen } from '#shared/contracts/opening-stages.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readPublishedTender } from '../notices/index.ts'
import { isHost, type OpenStageAct, openStage, readOpening, sealedAt } from '../opening/index.ts'
import type { EvaluationReads, EvaluationRecords } from './deps.ts'
import { admittedBids } from './later-prices.ts'
import { readEvaluation, readRunningTender } from './read-evaluation.ts'
import { assertState, writeEvaluation } from './write-evaluation.ts'

type StageToOpen = ResultOf<typeof getStageToOpen>

type LaterStageAct = OpenStageAct &
  VerifiedAct<{ readonly tender: string; readonly list: string; readonly stage: LaterStage; readonly round: number }>

/**
 * Which bids the act of a later stage opens, and which it leaves shut for good: for those who run the tender and for the regulator, once
 * everything that waits to be judged without knowing a price is locked (X8). Throws `evaluation-wrong-step` before, `not-a-participant`.
 */
export async function presentStageToOpen(
  deps: EvaluationReads,
  { tender: id, stage }: { readonly tender: string; readonly stage: LaterStage },
  actor: Actor,
): Promise<StageToOpen> {
  const tender = await readPublishedTender(deps, id)
  if (!isHost(tender, actor) && !actor.roles.includes('regulator')) throw new DomainProblem('not-a-participant')
  const evaluation = await readEvaluation(deps, id)
  assertState(evaluation, ['awaiting-prices'])
  const admitted = admittedBids(evaluation)
  const opening = await readOpening(deps, id)
  const rejections = new Map(evaluation.lots.flatMap((lot) => Object.entries(lot.rejections)))
  return {
    tender: id,
    stage,
    list: opening.list ?? '',
    round: evaluation.round,
    bids: (await sealedAt(deps, id, stage)).map(({ _id, number, lot, identity }) => ({
      number,
      manifestSha256: _id,
      lot,
      bidder: identity?.name ?? '',
      isAdmitted: admitted.has(_id),
      grounds: [...new Set((rejections.get(_id) ?? []).map(({ ground }) => ground))],
    })),
  }
}

/**
 * The tenderer or its agency opens a later stage, once every sheet is locked (X8): for the bids nothing has rejected and for no other. The
 * evaluation is written too, so that a member replaced at this very moment comes either before or after. Throws `evaluation-wrong-step`,
 * `evaluation-suspended`, `act-wrong-subject` when its signer saw another round, and what `openStage` throws.
 */
export async function openLaterStage(
  deps: EvaluationRecords,
  { act, at }: { readonly act: LaterStageAct; readonly at: number },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const tender = await readRunningTender(deps, act.subject.tender, session)
    const evaluation = await readEvaluation(deps, act.subject.tender, session)
    assertState(evaluation, ['awaiting-prices'])
    if (act.subject.round !== evaluation.round) throw new DomainProblem('act-wrong-subject', { round: evaluation.round })
    await openStage(deps, session, { act, tender, admitted: admittedBids(evaluation), at })
    await writeEvaluation(deps, session, evaluation, {})
  })
}
