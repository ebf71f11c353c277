import type { ClientSession } from 'mongoose'
import type { Actor } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { PublishedTender } from '../notices/index.ts'
import type { OpeningReads } from './deps.ts'
import { readOpeningBids } from './read-opening.ts'

/** How somebody takes part in an opening. */
export type Participation = 'host' | 'bidder' | 'custodian' | 'regulator' | 'centre'

/** How an actor takes part: host (tenderer or agency), custodian, a bidder with a bid on the list, regulator, centre. Throws `not-a-participant`. */
export async function participationOf(
  deps: OpeningReads,
  tender: PublishedTender,
  actor: Actor,
  session?: ClientSession,
): Promise<Participation> {
  if (isHost(tender, actor)) return 'host'
  if (tender.custodians.some(({ person }) => person === actor.person)) return 'custodian'
  const bids = await readOpeningBids(deps, tender._id, session)
  // Also one whose bid is out: it may object to just that (O7).
  if (bids.some(({ identity, state }) => identity?.party === actor.party && state !== 'listed')) return 'bidder'
  if (actor.roles.includes('regulator')) return 'regulator'
  if (actor.roles.includes('centre')) return 'centre'
  throw new DomainProblem('not-a-participant')
}

/** Whether the actor runs the tender. */
export function isHost(tender: PublishedTender, actor: Actor): boolean {
  return [tender.tendererParty, tender.agencyParty].includes(actor.party)
}
