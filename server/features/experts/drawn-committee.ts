import { z } from 'zod'
import { evaluationSeed } from '#shared/draw/contribution.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import type { DrawDeps } from './deps.ts'
import type { DrawDocument } from './draw.model.ts'
import { vacate } from './invitations.ts'
import { seedOf } from './rank-draw.ts'
import { newestDraw } from './read-draw.ts'
import { holderOf, namesKeyOf, openUnderNames } from './vault.ts'

/** A member as drawn or named: the person, under a number that says nothing about it. */
export interface DrawnMember {
  /** The person's id. */
  readonly expert: string
  readonly party: string
  readonly isTenderers: boolean
  /** 1 … for the tenderer's, then by the order of calls. A seat called later never takes an earlier one's number. */
  readonly pseudonymousIndex: number
}

/** A whole committee. `seed` follows from the draw's and does not tell it (`evaluationSeed`). */
export interface DrawnCommittee {
  readonly tender: string
  readonly members: readonly DrawnMember[]
  readonly seed: string
}

const namedSchema = z.looseObject({ people: z.array(z.strictObject({ person: z.string(), party: z.string() })) })
const excusedFacts = z.looseObject({ seat: z.int(), cause: z.string() })

/** The committee of a tender once every seat is accepted and the representatives are named; undefined before. Throws `draw-locked`. */
export async function drawnCommittee(deps: DrawDeps, tender: string): Promise<DrawnCommittee | undefined> {
  const draw = await newestDraw(deps, tender)
  if (draw === undefined || draw.state !== 'filled') return undefined
  const { representatives } = draw.request.committee
  if (representatives > 0 && draw.representatives === null) return undefined
  const members: DrawnMember[] = []
  for (const { person, party } of await representativesOf(deps, draw))
    members.push({ expert: person, party, isTenderers: true, pseudonymousIndex: members.length + 1 })
  for (const [index, call] of draw.calls.entries()) {
    if (call.outcome !== 'accepted') continue
    const { person, party } = await holderOf(deps, draw, call)
    members.push({ expert: person, party, isTenderers: false, pseudonymousIndex: representatives + 1 + index })
  }
  return { tender, members, seed: evaluationSeed(await seedOf(deps, draw)) }
}

/** The evaluation has excused a member (X4): its seat opens again and the next in order is called. One of the tenderer's is the tenderer's to replace. */
export async function vacateExcused(deps: DrawDeps, tender: string, facts: unknown, at: number): Promise<void> {
  const excused = excusedFacts.safeParse(facts)
  if (!excused.success) return
  await inTransaction(deps.connection, async (session) => {
    const draw = await newestDraw(deps, tender, session)
    if (draw === undefined || (draw.state !== 'filled' && draw.state !== 'calling')) return
    const representatives = draw.request.committee.representatives
    const place = excused.data.seat - representatives - 1
    const call = draw.calls[place]
    if (call === undefined || call.outcome !== 'accepted') return
    const calls = draw.calls.map((one, index) =>
      index === place ? { ...one, outcome: 'vacated' as const, endedAt: instantOf(at) } : one,
    )
    await vacate(deps, session, draw, { seat: call.seat, reason: excused.data.cause, calls, at })
  })
}

/** Whom the tenderer has named; nobody where it has named none. Throws `draw-locked`. */
export async function representativesOf(deps: DrawDeps, draw: DrawDocument): Promise<z.output<typeof namedSchema>['people']> {
  if (draw.representatives === null) return []
  const text = await openUnderNames(
    { key: namesKeyOf(deps, draw), draw: draw.draw, name: 'representatives' },
    draw.representatives,
  )
  return namedSchema.parse(JSON.parse(text)).people
}
