import type { ResultOf } from '#shared/contracts/contract.ts'
import type { readTenderContract } from '#shared/contracts/notices/tenders.ts'
import type { getOpening, Seal } from '#shared/contracts/opening-reading.ts'

/** The opening as the hall shows it. */
export type HallOpening = ResultOf<typeof getOpening>
/** The tender that is opened. */
export type HallTender = ResultOf<typeof readTenderContract>

/** A fact of the tender's public chain; `leafIndex` and `c` are known once it was asked for, a live one comes without. */
export interface HallFact {
  readonly sequence: number
  readonly type: string
  readonly at: string
  readonly facts: Readonly<Record<string, unknown>>
  readonly c?: string | undefined
  readonly leafIndex?: number | null | undefined
}

/** Facts that say nothing of the opening itself: what they change is read elsewhere (chat, reading order, objections). */
const BESIDE: ReadonlySet<string> = new Set([
  'opening.message-sent',
  'opening.message-hidden',
  'opening.read-out',
  'opening.objection-raised',
  'opening.objection-answered',
])

/**
 * The opening after a fact, where the fact alone says all: what hundreds do within a minute costs no request of every spectator.
 * `refetch` for every other: a step of the state table, names and prices, a limit that moved.
 */
export function applyFact(opening: HallOpening, fact: HallFact): HallOpening | 'refetch' {
  if (fact.sequence <= opening.sequence) return opening
  if (fact.sequence > opening.sequence + 1) return 'refetch'
  const changed = changeOf(opening, fact)
  return changed === undefined ? 'refetch' : { ...opening, ...changed, sequence: fact.sequence }
}

function changeOf(opening: HallOpening, { type, facts }: HallFact): Partial<HallOpening> | undefined {
  // What is done at one stage changes nothing at another but its steps, which are read anew.
  const isElsewhere = facts['stage'] !== undefined && facts['stage'] !== opening.stage
  if (isElsewhere) return type.startsWith('stage.') ? undefined : {}
  if (BESIDE.has(type)) return {}
  switch (type) {
    case 'opening.checked-in':
      return facts['number'] === undefined ? {} : sealChange(opening, facts['number'], { isCheckedIn: true })
    case 'bid.revealed':
    case 'custody.reveal-posted':
      return sealChange(opening, facts['number'], { state: 'revealed' })
    case 'custody.identities-released':
      return seatChange(opening, facts['i'], { hasReleasedIdentities: true })
    case 'custody.reported':
      return seatChange(opening, facts['i'], { hasReported: true })
    case 'custody.released':
    case 'custody.stage-released':
      return seatChange(opening, facts['i'], { hasReleased: true })
    case 'opening.record-signed':
      return opening.record === null ? undefined : { record: { ...opening.record, signatures: opening.record.signatures + 1 } }
    case 'opening.settlement-signed': {
      const as = facts['as'] === 'tenderer' || facts['as'] === 'regulator' ? facts['as'] : undefined
      if (opening.settlement === null || as === undefined) return undefined
      return {
        settlement: {
          ...opening.settlement,
          signedBy: [...new Set<'tenderer' | 'regulator'>([...opening.settlement.signedBy, as])],
        },
      }
    }
    default:
      return undefined
  }
}

function sealChange(opening: HallOpening, number: unknown, change: Partial<Seal>): Partial<HallOpening> | undefined {
  if (!opening.seals.some((seal) => seal.number === number)) return undefined
  return { seals: opening.seals.map((seal) => (seal.number === number ? { ...seal, ...change } : seal)) }
}

function seatChange(
  opening: HallOpening,
  i: unknown,
  change: Partial<HallOpening['custodians'][number]>,
): Partial<HallOpening> | undefined {
  if (!opening.custodians.some((seat) => seat.i === i)) return undefined
  return { custodians: opening.custodians.map((seat) => (seat.i === i ? { ...seat, ...change } : seat)) }
}

/** Facts known so far with more of them: each once, by sequence; one with its place in the log replaces one without. */
export function mergeFacts(known: readonly HallFact[], more: readonly HallFact[]): readonly HallFact[] {
  if (more.length === 0) return known
  const bySequence = new Map(known.map((fact) => [fact.sequence, fact]))
  for (const fact of more) {
    const before = bySequence.get(fact.sequence)
    if (before?.leafIndex == null) bySequence.set(fact.sequence, fact)
  }
  return [...bySequence.values()].sort((left, right) => left.sequence - right.sequence)
}

/** The last sequence number up to which no fact is missing and each has its place in the log: what to ask for next comes after it. */
export function knownUpTo(facts: readonly HallFact[]): number {
  let last = 0
  for (const fact of facts) {
    if (fact.sequence !== last + 1 || fact.leafIndex == null) break
    last = fact.sequence
  }
  return last
}

/** Digests read out so far, in the order they were. */
export function readOutOf(facts: readonly HallFact[]): readonly string[] {
  return facts.flatMap(({ type, facts: said }) =>
    type === 'opening.read-out' && Array.isArray(said['manifests'])
      ? said['manifests'].filter((one) => typeof one === 'string')
      : [],
  )
}

/** An objection raised at the opening and its answer, as the chain has them. */
export interface HallObjection {
  readonly objection: string
  readonly party: string
  readonly text: string
  readonly at: string
  readonly answer: { readonly text: string; readonly at: string } | undefined
}

/** Objections with their answers, oldest first. */
export function objectionsOf(facts: readonly HallFact[]): readonly HallObjection[] {
  const answers = new Map(
    facts
      .filter(({ type }) => type === 'opening.objection-answered')
      .map(({ facts: said, at }) => [String(said['objection']), { text: String(said['text']), at }]),
  )
  return facts
    .filter(({ type }) => type === 'opening.objection-raised')
    .map(({ facts: said, at }) => ({
      objection: String(said['objection']),
      party: String(said['party']),
      text: String(said['text']),
      at,
      answer: answers.get(String(said['objection'])),
    }))
}

/** The newest fact of a type. */
export function newestOf(facts: readonly HallFact[], type: string): HallFact | undefined {
  return facts.findLast((fact) => fact.type === type)
}
