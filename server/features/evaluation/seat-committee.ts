import type { ClientSession } from 'mongoose'
import { findCategory } from '#shared/catalogue/catalogue.ts'
import { firstEvaluationState } from '#shared/lifecycle/evaluation.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { drawnCoefficients } from '../coefficient/index.ts'
import { isSuspended, readPublishedTender } from '../notices/index.ts'
import { readOpening } from '../opening/index.ts'
import { advance } from './advance.ts'
import type { EvaluationRecords } from './deps.ts'
import { type EvaluationLot, type EvaluationRecord, evaluationModel, type Seat } from './evaluation.model.ts'
import { openedBids } from './lot-bids.ts'
import { activeSeats } from './read-evaluation.ts'
import { memberKey, sealMember } from './secrecy.ts'
import { record, writeEvaluation } from './write-evaluation.ts'

/** A member as the draw seated it: a person, the tenderer's or an expert, under a number that says nothing about who it is (X3). */
export interface SeatedMember {
  readonly expert: string
  readonly party: string
  readonly isTenderers: boolean
  readonly pseudonymousIndex: number
}

/** The committee of a tender. `seed` is the draw's, 32 bytes in hex: it orders pseudonyms and drawn ties, and is released with the draw. */
export interface SeatedCommittee {
  readonly tender: string
  readonly members: readonly SeatedMember[]
  readonly seed: string
  /** In the same transaction: refuses where the order it was drawn by has moved since. Throws `state-changed`. */
  confirm?(session: ClientSession): Promise<void>
}

/**
 * Seats a committee: begins the evaluation, or fills the seats of members that were replaced (X4). The whole committee is given each time;
 * who sits already keeps its seat. Given the same committee again it does nothing. Throws `committee-refused` (X1), `evaluation-without-plan`,
 * `evaluation-wrong-step` before the opening's record, `coefficient-void` when nothing can be evaluated by what the notice says.
 */
export async function seatCommittee(deps: EvaluationRecords, committee: SeatedCommittee, at: number): Promise<void> {
  assertCommittee(committee)
  await inTransaction(deps.connection, async (session) => {
    const tender = await readPublishedTender(deps, committee.tender, session)
    if (isSuspended(tender)) throw new DomainProblem('evaluation-suspended')
    const known = await evaluationModel(deps.connection).findById(tender._id).session(session).lean<EvaluationRecord>()
    if (known !== null) return reseat(deps, { session, evaluation: known, tender, at }, committee)
    if ((await drawnCoefficients(deps, tender._id, session)).state === 'void') throw new DomainProblem('coefficient-void')
    const opening = await readOpening(deps, tender._id, session)
    if (opening.state !== 'recorded')
      throw new DomainProblem('evaluation-wrong-step', { state: opening.state, expected: 'recorded' })
    await committee.confirm?.(session)
    const plan = tender.evaluation?.plan
    if (plan === undefined) throw new DomainProblem('evaluation-without-plan')
    const opened = [...(await openedBids(deps, tender._id, session)).values()]
    const evaluation: EvaluationRecord = {
      _id: tender._id,
      version: 1,
      state: firstEvaluationState,
      round: 1,
      nextDueAt: null,
      leaseUntil: null,
      stepEndsAt: null,
      size: committee.members.length,
      seats: committee.members.map((member) => seatFor(deps, tender._id, member)),
      chair: null,
      seed: committee.seed,
      plan,
      isProcurement: findCategory(tender.category)?.clock === 'procurement',
      lots: opening.lots
        .filter(({ isFailed }) => !isFailed)
        .map(
          ({ lot, name }): EvaluationLot => ({
            lot,
            name,
            ceilingPrice: tender.lots.find(({ id }) => id === lot)?.ceilingPrice ?? '',
            isFailed: false,
            failure: null,
            bids: opened
              .filter((bid) => bid.lot === lot)
              .map(({ _id }) => _id)
              .sort(),
            rejections: {},
            correctedPrices: {},
            traces: {},
            result: null,
            explanations: [],
          }),
        ),
      report: null,
      reportPdfSha256: null,
      moreTime: [],
      movedThrough: 0,
    }
    await evaluationModel(deps.connection).create([evaluation], { session })
    await record(deps, session, tender._id, {
      fact: 'evaluation.committee-seated',
      facts: { round: 1, seats: committee.members.length },
      at,
    })
  })
}

async function reseat(
  deps: EvaluationRecords,
  standing: Parameters<typeof advance>[1],
  committee: SeatedCommittee,
): Promise<void> {
  const { session, evaluation, at } = standing
  const newcomers = committee.members.filter(
    ({ expert, pseudonymousIndex }) =>
      !evaluation.seats.some(({ key, seat }) => key === memberKey(deps, evaluation._id, expert) || seat === pseudonymousIndex),
  )
  if (newcomers.length === 0) return
  await committee.confirm?.(session)
  const vacancies = evaluation.size - activeSeats(evaluation).length
  if (newcomers.length > vacancies) throw new DomainProblem('committee-refused', { detail: 'more members than vacant seats' })
  await record(deps, session, evaluation._id, {
    fact: 'evaluation.member-seated',
    facts: { round: evaluation.round, seats: newcomers.map(({ pseudonymousIndex }) => pseudonymousIndex) },
    at,
  })
  const changed = await writeEvaluation(deps, session, evaluation, {
    seats: [...evaluation.seats, ...newcomers.map((member) => seatFor(deps, evaluation._id, member))],
  })
  await advance(deps, { ...standing, evaluation: changed })
}

function seatFor(deps: EvaluationRecords, tender: string, { expert, party, isTenderers, pseudonymousIndex }: SeatedMember): Seat {
  return {
    seat: pseudonymousIndex,
    key: memberKey(deps, tender, expert),
    who: sealMember(deps, tender, { person: expert, party }),
    isTenderers,
    isVacant: false,
    undertaking: null,
    chairVote: null,
    signature: null,
  }
}

/** X1: five or more, odd, at most a third the tenderer's; nobody twice. */
function assertCommittee({ members }: SeatedCommittee): void {
  const refuse = (detail: string) => {
    throw new DomainProblem('committee-refused', { detail })
  }
  if (members.length < 5 || members.length % 2 === 0) refuse(`${members.length}`)
  if (members.filter(({ isTenderers }) => isTenderers).length * 3 > members.length) refuse('too many of the tenderer')
  if (new Set(members.map(({ expert }) => expert)).size < members.length) refuse('one person twice')
  if (new Set(members.map(({ pseudonymousIndex }) => pseudonymousIndex)).size < members.length) refuse('one number twice')
}
