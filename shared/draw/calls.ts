/**
 * Who is called, and who sits: from the top of each stratum's order, as many as seats are open, the next one for each that declines or
 * lapses. At no time are more called than there are seats, so a seat goes by rank, never by speed.
 */

/** How a call ended. `called`: it has not. `vacated`: the seat was accepted and lost later (rule X4). */
export const callOutcomes = ['called', 'accepted', 'declined', 'lapsed', 'vacated'] as const

/** One outcome. */
export type CallOutcome = (typeof callOutcomes)[number]

/** One call, under its random seat id. */
export interface Call {
  readonly seat: string
  readonly stratum: string
  /** Place in the order of the stratum, from 0. */
  readonly rank: number
  readonly outcome: CallOutcome
}

/** A stratum as far as calling needs it. */
interface CallStratum {
  readonly name: string
  readonly seats: number
  readonly size: number
}

/** What is to be done now. */
export interface CallState {
  /** Ranks to call, in order. */
  readonly due: readonly { readonly stratum: string; readonly rank: number }[]
  /** Strata with an open seat and nobody left to call. */
  readonly exhausted: readonly string[]
  /** Every seat is accepted. */
  readonly isFilled: boolean
}

/** Finds what follows from the calls so far. */
export function callState(strata: readonly CallStratum[], calls: readonly Call[]): CallState {
  const due: { stratum: string; rank: number }[] = []
  const exhausted: string[] = []
  let isFilled = true
  for (const { name, seats, size } of strata) {
    const own = calls.filter(({ stratum }) => stratum === name)
    const taken = own.filter(({ outcome }) => outcome === 'accepted').length
    const outstanding = own.filter(({ outcome }) => outcome === 'called').length
    if (taken < seats) isFilled = false
    const open = seats - taken - outstanding
    const next = own.length
    const callable = Math.min(open, size - next)
    for (let rank = next; rank < next + callable; rank += 1) due.push({ stratum: name, rank })
    if (open > callable) exhausted.push(name)
  }
  return { due, exhausted, isFilled }
}

/**
 * What is wrong with the order in which calls were made and ended, as the ledger tells it; undefined when nothing is. Ranks must follow
 * one another without a gap, and at no moment may more be called or seated than there are seats.
 */
export function callsFault(
  strata: readonly CallStratum[],
  happenings: readonly (
    | { readonly kind: 'called'; readonly seat: string; readonly stratum: string; readonly rank: number }
    | { readonly kind: Exclude<CallOutcome, 'called'>; readonly seat: string }
  )[],
): string | undefined {
  const calls = new Map<string, Call>()
  for (const happening of happenings) {
    if (happening.kind === 'called') {
      const stratum = strata.find(({ name }) => name === happening.stratum)
      if (stratum === undefined || happening.rank >= stratum.size) return `seat ${happening.seat} is of no stratum of the pool`
      if (calls.has(happening.seat)) return `seat ${happening.seat} is called twice`
      const isDue = callState(strata, [...calls.values()]).due.some(
        ({ stratum: name, rank }) => name === happening.stratum && rank === happening.rank,
      )
      if (!isDue || happening.rank !== [...calls.values()].filter(({ stratum: name }) => name === happening.stratum).length)
        return `seat ${happening.seat} (${happening.stratum}, rank ${happening.rank + 1}) was called out of turn`
      calls.set(happening.seat, { seat: happening.seat, stratum: happening.stratum, rank: happening.rank, outcome: 'called' })
      continue
    }
    const call = calls.get(happening.seat)
    const from = happening.kind === 'vacated' ? 'accepted' : 'called'
    if (call === undefined || call.outcome !== from)
      return `seat ${happening.seat} was ${happening.kind} without having been ${from}`
    calls.set(happening.seat, { ...call, outcome: happening.kind })
  }
  return undefined
}
