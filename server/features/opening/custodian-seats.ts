import type { TenderCustodian } from '#shared/catalogue/opening-policy.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { PublishedTender } from '../notices/index.ts'
import type { AwaitedAct } from './await-custodians.ts'
import type { CustodianProgress, OpeningRecord } from './opening.model.ts'

/** The seat an actor holds in this tender: the very person who accepted. Throws `not-a-custodian`. */
export function seatOf(tender: PublishedTender, actor: Actor): TenderCustodian {
  const seat = tender.custodians.find(({ party, person }) => party === actor.party && person === actor.person)
  if (seat === undefined) throw new DomainProblem('not-a-custodian')
  return seat
}

/** The progress list with one custodian's act entered. Throws `already-released` when that act was done before. */
export function withProgress(opening: OpeningRecord, i: number, key: AwaitedAct, actSha256: string): CustodianProgress[] {
  return opening.custodians.map((progress) => {
    if (progress.i !== i) return progress
    if (progress[key] !== null) throw new DomainProblem('already-released')
    return { ...progress, [key]: actSha256 }
  })
}
