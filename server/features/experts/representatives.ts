import { z } from 'zod'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import { expertsPolicy } from '#shared/policy/experts.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { personsOfParty } from '../identity/index.ts'
import { tenderChain } from '../ledger/index.ts'
import { readPublishedTender } from '../notices/index.ts'
import { committeeDraws, holdingStates, numberedCalls } from './committee-draws.ts'
import type { DrawDeps, ExpertsReads } from './deps.ts'
import type { DrawDocument } from './draw.model.ts'
import { readDraw } from './read-draw.ts'
import { namesKeyOf, openUnderNames } from './vault.ts'

/** Seat of the first who comes for a representative that was replaced; the next count down. Experts count up and never come so far. */
const FIRST_SUBSTITUTE_SEAT = 99

/** A representative of the tenderer, and the number it sits under. */
export interface Representative {
  readonly person: string
  readonly party: string
  readonly seat: number
}

const seated = z.strictObject({ person: z.string(), party: z.string(), seat: z.int().optional() })
const namedSchema = z.looseObject({ people: z.array(seated), former: z.array(seated).optional() })
const excusedFacts = z.looseObject({ seat: z.int() })
const namedFacts = z.looseObject({ draw: z.string(), count: z.int() })

/** Whom the tenderer has named. */
export interface KeptRepresentatives {
  readonly people: readonly Representative[]
  /** Who was replaced (X4). */
  readonly former: readonly Representative[]
}

/** Who represents the tenderer now; nobody where it has named none. Throws `draw-locked`. */
export async function representativesOf(deps: DrawDeps, draw: DrawDocument): Promise<readonly Representative[]> {
  return (await keptRepresentatives(deps, draw)).people
}

/** Whom the tenderer has named, opened. Throws `draw-locked`. */
export async function keptRepresentatives(deps: DrawDeps, draw: DrawDocument): Promise<KeptRepresentatives> {
  if (draw.representatives === null) return { people: [], former: [] }
  const text = await openUnderNames(
    { key: namesKeyOf(deps, draw), draw: draw.draw, name: 'representatives' },
    draw.representatives,
  )
  const { people, former } = namedSchema.parse(JSON.parse(text))
  return {
    people: people.map((one, index) => ({ ...one, seat: one.seat ?? index + 1 })),
    former: (former ?? []).map((one) => ({ ...one, seat: one.seat ?? 0 })),
  }
}

/** Seats of the tenderer's that the evaluation has excused (X4), by the tender's chain. */
export async function excusedRepresentatives(deps: ExpertsReads, draw: DrawDocument): Promise<ReadonlySet<number>> {
  const { representatives } = draw.request.committee
  const calls = numberedCalls(await committeeDraws(deps, draw.tender)).length
  const seats = (await tenderChain(deps, draw.tender))
    .filter(({ event }) => event.type === 'evaluation.member-excused')
    .map(({ facts }) => excusedFacts.parse(facts).seat)
  return new Set(seats.filter((seat) => seat <= representatives || seat > representatives + calls))
}

/** How many representatives are yet to be named: all of them at first, then as many as were replaced. They belong to the draw that seated the committee. */
export async function wantedRepresentatives(deps: ExpertsReads, draw: DrawDocument): Promise<number> {
  if (draw.request.completes !== undefined) return 0
  const named = (await tenderChain(deps, draw.tender))
    .filter(({ event }) => event.type === 'draw.representatives-named')
    .map(({ facts }) => namedFacts.parse(facts))
    .filter((facts) => facts.draw === draw.draw)
    .reduce((sum, { count }) => sum + count, 0)
  return draw.request.committee.representatives + (await excusedRepresentatives(deps, draw)).size - named
}

/** The committee's part of the tenderer with newcomers: those excused leave, each newcomer gets a number nobody has had. */
export function withNewcomers(
  before: KeptRepresentatives,
  excused: ReadonlySet<number>,
  newcomers: readonly { readonly person: string; readonly party: string }[],
): KeptRepresentatives {
  const former = [...before.former, ...before.people.filter(({ seat }) => excused.has(seat))]
  const stay = before.people.filter(({ seat }) => !excused.has(seat))
  const isFirst = before.people.length === 0 && before.former.length === 0
  const seatOf = (index: number) => (isFirst ? index + 1 : FIRST_SUBSTITUTE_SEAT - (before.former.length + index))
  return { former, people: [...stay, ...newcomers.map((one, index) => ({ ...one, seat: seatOf(index) }))] }
}

/** Active persons of the tenderer, and how many are to be named now; for the tenderer and its agency. */
export async function listRepresentativeChoice(
  deps: DrawDeps,
  input: { readonly draw: string; readonly actor: Actor },
): Promise<{ count: number; items: { person: string; name: string }[] }> {
  const draw = await readDraw(deps, input.draw)
  const tender = await readPublishedTender(deps, draw.tender)
  const tenderParties = [tender.tendererParty, ...(tender.agencyParty === null ? [] : [tender.agencyParty])]
  assertPermitted(expertsPolicy.listRepresentativeChoice, input.actor, { tenderParties })
  const persons = await personsOfParty(deps, tender.tendererParty)
  const isNaming = holdingStates.some((state) => state === draw.state)
  return {
    count: isNaming ? await wantedRepresentatives(deps, draw) : 0,
    items: persons.filter(({ state }) => state === 'active').map(({ _id, name }) => ({ person: _id, name })),
  }
}
