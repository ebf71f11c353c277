import type { Actor } from '#shared/policy/roles.ts'
import type { HallOpening, HallTender } from './hall-state.ts'

/** How somebody takes part in an opening, as far as the page can tell; the server decides. */
export type Part = 'host' | 'custodian' | 'bidder' | 'regulator' | 'centre' | 'spectator'

/** The part of whoever is signed in: by its party, its seat as custodian, its role. */
export function partOf(actor: Actor | undefined, tender: HallTender): Part {
  if (actor === undefined) return 'spectator'
  if (actor.party === tender.tenderer.party || actor.party === tender.agency?.party) return 'host'
  if (tender.custodians.some(({ person }) => person === actor.person)) return 'custodian'
  if (actor.roles.includes('bidder')) return 'bidder'
  if (actor.roles.includes('regulator')) return 'regulator'
  if (actor.roles.includes('centre')) return 'centre'
  return 'spectator'
}

/** What the opening waits for from a custodian at this moment; `nothing` when its part of the step is done or has not come. */
export function awaitedOf(
  actor: Actor,
  tender: HallTender,
  opening: HallOpening,
): 'identities' | 'report' | 'shares' | 'nothing' {
  const i = tender.custodians.find(({ person }) => person === actor.person)?.i
  const seat = opening.custodians.find((candidate) => candidate.i === i)
  if (seat === undefined) return 'nothing'
  if (opening.state === 'listed' && !seat.hasReleasedIdentities) return 'identities'
  if (opening.state === 'reporting' && !seat.hasReported) return 'report'
  if (opening.state === 'releasing' && !seat.hasReleased) return 'shares'
  return 'nothing'
}

const memory = new Map<string, boolean>()

/** Whether somebody checked in from this browser: the chain names nobody who did. Checking in twice changes nothing. */
export function hasCheckedIn(tender: string, person: string): boolean {
  return memory.get(`${tender} ${person}`) ?? read(`${tender} ${person}`)
}

/** Remembers a check-in until the browser's session ends. */
export function rememberCheckIn(tender: string, person: string): void {
  memory.set(`${tender} ${person}`, true)
  try {
    sessionStorage.setItem(`kaibiao.hall.${tender} ${person}`, '1')
  } catch {
    // Without storage the button comes back after a reload; a second check-in changes nothing.
  }
}

function read(key: string): boolean {
  try {
    return sessionStorage.getItem(`kaibiao.hall.${key}`) === '1'
  } catch {
    return false
  }
}
