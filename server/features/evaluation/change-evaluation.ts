import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import type { EvaluationEvent, EvaluationState } from '#shared/lifecycle/evaluation.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import type { PublishedTender } from '../notices/index.ts'
import { advance } from './advance.ts'
import type { EvaluationRecords } from './deps.ts'
import type { EvaluationRecord, Seat } from './evaluation.model.ts'
import { moveLimits } from './move-limits.ts'
import { readEvaluation, readRunningTender, seatOf } from './read-evaluation.ts'
import { assertState, record, writeEvaluation } from './write-evaluation.ts'

/** What an act of the committee names. */
export interface EvaluationSubject {
  readonly tender: string
  readonly round: number
}

/** Where an act of the committee stands while it is judged. */
export interface ActContext {
  readonly session: ClientSession
  readonly evaluation: EvaluationRecord
  readonly tender: PublishedTender
  readonly at: number
}

/** What an act changes: the fact that goes on the public chain (no name, no opinion: X3, X8), and what of the evaluation. */
export interface ActEffect {
  readonly fact: string
  readonly facts: { readonly [name: string]: Json }
  readonly set: Partial<EvaluationRecord>
  readonly event?: EvaluationEvent
}

/**
 * Does what an act of the committee does, in one transaction, then whatever follows because it was the last one waited for. The act itself
 * is kept back (X3). Throws `act-wrong-subject` when its signer saw another round, `evaluation-wrong-step`, and what `work` throws.
 */
export async function changeByAct(
  deps: EvaluationRecords,
  input: { readonly act: VerifiedAct<EvaluationSubject>; readonly at: number; readonly states: readonly EvaluationState[] },
  work: (context: ActContext) => Promise<ActEffect>,
): Promise<void> {
  const { act, at, states } = input
  await inTransaction(deps.connection, async (session) => {
    const tender = await readRunningTender(deps, act.subject.tender, session)
    const evaluation = await moveLimits(deps, session, await readEvaluation(deps, act.subject.tender, session))
    assertState(evaluation, states)
    if (act.subject.round !== evaluation.round) throw new DomainProblem('act-wrong-subject', { round: evaluation.round })
    const effect = await work({ session, evaluation, tender, at })
    await record(deps, session, evaluation._id, { ...effect, committeeAct: act, at })
    const changed = await writeEvaluation(deps, session, evaluation, effect.set, effect.event)
    await advance(deps, { session, evaluation: changed, tender, at })
  })
}

/** As `changeByAct`, by a member: gives its seat. Throws `not-on-committee`, `undertaking-missing`. */
export async function changeByMember<Body>(
  deps: EvaluationRecords,
  input: { readonly act: VerifiedAct<EvaluationSubject, Body>; readonly at: number; readonly states: readonly EvaluationState[] },
  work: (context: ActContext & { readonly seat: Seat }) => Promise<ActEffect>,
): Promise<void> {
  await changeByAct(deps, input, async (context) => {
    const seat = seatOf(deps, context.evaluation, input.act.by.person)
    if (seat.undertaking === null) throw new DomainProblem('undertaking-missing')
    return work({ ...context, seat })
  })
}
