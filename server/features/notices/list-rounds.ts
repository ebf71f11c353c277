import type { AnswerOf } from '#shared/contracts/contract.ts'
import type { listRoundsContract } from '#shared/contracts/notices/tenders.ts'
import { isPublicTender } from '#shared/lifecycle/tender.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { tenderParties } from './change-tender.ts'
import type { NoticesReads } from './deps.ts'
import { type TenderRecord, tenderModel } from './tender.model.ts'

/**
 * The other rounds in which lots of a tender stood or stand again, the earliest first: published ones to everybody, others to those who run
 * the tender. Throws `not-found` for a tender the caller may not know of.
 */
export async function listRounds(
  deps: NoticesReads,
  tender: string,
  actor: Actor | undefined,
): Promise<AnswerOf<typeof listRoundsContract>> {
  const own = await tenderModel(deps.connection).findById(tender).lean<TenderRecord>()
  if (own === null || !isKnownTo(own, actor)) throw new DomainProblem('not-found')
  const lots = new Set(own.lots.map(({ id }) => id))
  const rounds = await tenderModel(deps.connection).find({ project: own.project }).lean<TenderRecord[]>()
  return {
    rounds: rounds
      .filter((round) => round._id !== tender && round.state !== 'discarded' && isKnownTo(round, actor))
      .map(({ _id, round, state, publishedAt, lots: theirs, failedLots = [] }) => {
        const shared = theirs.map(({ id }) => id).filter((lot) => lots.has(lot))
        return {
          tender: _id,
          round,
          state,
          publishedAt,
          lots: shared,
          failedLots: shared.filter((lot) => failedLots.includes(lot)),
        }
      })
      .filter(({ lots: shared }) => shared.length > 0)
      .sort((left, right) => left.round - right.round),
  }
}

function isKnownTo(tender: TenderRecord, actor: Actor | undefined): boolean {
  return isPublicTender(tender.state) || (actor !== undefined && tenderParties(tender).includes(actor.party))
}
