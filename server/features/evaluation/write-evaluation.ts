import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import { type EvaluationEvent, type EvaluationState, evaluationLifecycle } from '#shared/lifecycle/evaluation.ts'
import { nextState } from '#shared/lifecycle/table.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { appendEvent } from '../ledger/index.ts'
import type { EvaluationRecords } from './deps.ts'
import { type EvaluationRecord, evaluationModel, type Seat } from './evaluation.model.ts'
import { keepSealedAct } from './secrecy.ts'

/** Throws `evaluation-wrong-step` unless the evaluation is in one of the states. */
export function assertState(evaluation: Pick<EvaluationRecord, 'state'>, states: readonly EvaluationState[]): void {
  if (!states.includes(evaluation.state))
    throw new DomainProblem('evaluation-wrong-step', { state: evaluation.state, expected: states.join(', ') })
}

/**
 * Throws `evaluation-wrong-step` once the limit for signatures has passed, whether or not a server has looked at the clock since: what a late
 * act is worth must not hang on how busy a server is.
 */
export function assertInTime({ state, stepEndsAt }: Pick<EvaluationRecord, 'state' | 'stepEndsAt'>, at: number): void {
  if (stepEndsAt !== null && at >= stepEndsAt.getTime())
    throw new DomainProblem('evaluation-wrong-step', { state: 'completed', expected: state })
}

/** Writes an evaluation by compare-and-set on its version; with an event also moves it by the state table. Throws `state-changed`. */
export async function writeEvaluation(
  deps: Pick<EvaluationRecords, 'connection'>,
  session: ClientSession,
  evaluation: EvaluationRecord,
  set: Partial<EvaluationRecord>,
  event?: EvaluationEvent,
): Promise<EvaluationRecord> {
  const state = event === undefined ? evaluation.state : nextState(evaluationLifecycle, evaluation.state, event)
  assertHolds(state !== undefined, `evaluation event ${event ?? ''} in state ${evaluation.state}`)
  const changed = { ...evaluation, ...set, state, version: evaluation.version + 1 }
  const { matchedCount } = await evaluationModel(deps.connection).updateOne(
    { _id: evaluation._id, version: evaluation.version },
    { $set: { ...set, state, version: changed.version } },
    { session },
  )
  if (matchedCount === 0) throw new DomainProblem('state-changed')
  return changed
}

/** Puts a fact on the tender's public chain. Acts of the committee name their signers, and stay back until the result (X3). */
export async function record(
  deps: EvaluationRecords,
  session: ClientSession,
  tender: string,
  input: {
    readonly fact: string
    readonly facts: { readonly [name: string]: Json }
    readonly at: number
    readonly act?: VerifiedAct
    /** An act of the committee: kept sealed, its digest among the facts. */
    readonly committeeAct?: VerifiedAct
  },
): Promise<void> {
  const { committeeAct } = input
  if (committeeAct !== undefined) await keepSealedAct(deps, session, tender, committeeAct)
  await appendEvent(deps, session, {
    type: input.fact,
    subject: { tender },
    at: instantOf(input.at),
    ...(input.act === undefined ? {} : { act: input.act }),
    tender,
    facts: committeeAct === undefined ? input.facts : { ...input.facts, actSha256: committeeAct.sha256 },
    isActPublic: false,
  })
}

/** The seats with one of them changed. */
export function withSeat(evaluation: Pick<EvaluationRecord, 'seats'>, seat: number, change: Partial<Seat>): Seat[] {
  return evaluation.seats.map((each) => (each.seat === seat ? { ...each, ...change } : each))
}
