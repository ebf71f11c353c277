import type { ClientSession } from 'mongoose'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { isSuspended, type PublishedTender, readPublishedTender } from '../notices/index.ts'
import type { EvaluationNames, EvaluationReads } from './deps.ts'
import { type EvaluationRecord, evaluationModel, type Seat } from './evaluation.model.ts'
import { type Opinion, opinionModel } from './opinion.model.ts'
import { type Question, questionModel } from './question.model.ts'
import { memberKey } from './secrecy.ts'

/** The evaluation of a tender. Throws `not-found` for a tender nobody may know, `evaluation-not-begun` before the committee is seated. */
export async function readEvaluation(deps: EvaluationReads, tender: string, session?: ClientSession): Promise<EvaluationRecord> {
  const evaluation = await evaluationModel(deps.connection)
    .findById(tender)
    .session(session ?? null)
    .lean<EvaluationRecord>()
  if (evaluation !== null) return evaluation
  await readPublishedTender(deps, tender, session)
  throw new DomainProblem('evaluation-not-begun')
}

/** The tender of an act. Throws `evaluation-suspended` while it stands still. */
export async function readRunningTender(
  deps: EvaluationReads,
  tender: string,
  session?: ClientSession,
): Promise<PublishedTender> {
  const published = await readPublishedTender(deps, tender, session)
  if (isSuspended(published)) throw new DomainProblem('evaluation-suspended')
  return published
}

/** The seat a person holds now. Throws `not-on-committee`. */
export function seatOf(deps: EvaluationNames, evaluation: Pick<EvaluationRecord, '_id' | 'seats'>, person: string): Seat {
  const seat = seatIfAny(deps, evaluation, person)
  if (seat === undefined) throw new DomainProblem('not-on-committee')
  return seat
}

/** The seat a person holds now, or undefined. */
export function seatIfAny(
  deps: EvaluationNames,
  evaluation: Pick<EvaluationRecord, '_id' | 'seats'>,
  person: string,
): Seat | undefined {
  const key = memberKey(deps, evaluation._id, person)
  return evaluation.seats.find((each) => each.key === key && !each.isVacant)
}

/** The seats that are taken. */
export function activeSeats(evaluation: Pick<EvaluationRecord, 'seats'>): Seat[] {
  return evaluation.seats.filter(({ isVacant }) => !isVacant)
}

/** The opinions that count. */
export async function readOpinions(deps: EvaluationReads, tender: string, session?: ClientSession): Promise<Opinion[]> {
  return opinionModel(deps.connection)
    .find({ tender, isVoid: false })
    .sort({ lot: 1, seat: 1 })
    .session(session ?? null)
    .lean<Opinion[]>()
}

/** The questions to bidders, oldest first. */
export async function readQuestions(deps: EvaluationReads, tender: string, session?: ClientSession): Promise<Question[]> {
  return questionModel(deps.connection)
    .find({ tender })
    .sort({ askedAt: 1, _id: 1 })
    .session(session ?? null)
    .lean<Question[]>()
}
