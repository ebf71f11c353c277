import type { ClientSession } from 'mongoose'
import { z } from 'zod'
import { evaluationSeed } from '#shared/draw/contribution.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { committeeDraws, holdingStates, numberedCalls } from './committee-draws.ts'
import type { DrawDeps } from './deps.ts'
import { vacate } from './invitations.ts'
import { changeDraw } from './move-draw.ts'
import { seedOf } from './rank-draw.ts'
import { readDraw } from './read-draw.ts'
import { excusedRepresentatives, representativesOf } from './representatives.ts'
import { holderOf } from './vault.ts'

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
  /**
   * In the transaction that seats it: refuses where a draw it comes from has moved since, somebody having given up a seat; and has whatever
   * would move one at this very moment look again. Throws `state-changed`.
   */
  confirm(session: ClientSession): Promise<void>
}

const vacatedFacts = z.looseObject({ draw: z.string(), seat: z.string() })
const excusedFacts = z.looseObject({ seat: z.int(), cause: z.string() })

/**
 * The committee of a tender, by every draw it comes from, once each seat is accepted and the representatives are named; undefined before.
 * Throws `draw-locked`.
 */
export async function drawnCommittee(deps: DrawDeps, tender: string): Promise<DrawnCommittee | undefined> {
  const family = await committeeDraws(deps, tender)
  const [draw] = family
  if (draw === undefined || (draw.state !== 'filled' && draw.state !== 'closed')) return undefined
  const { representatives, size } = draw.request.committee
  if (representatives > 0 && draw.representatives === null) return undefined
  const members: DrawnMember[] = []
  const excused = await excusedRepresentatives(deps, draw)
  for (const { person, party, seat } of await representativesOf(deps, draw)) {
    // One of the tenderer's was replaced and nobody has been named for it yet.
    if (excused.has(seat)) return undefined
    members.push({ expert: person, party, isTenderers: true, pseudonymousIndex: seat })
  }
  for (const { draw: own, call, number } of numberedCalls(family)) {
    if (call.outcome !== 'accepted' || (own.state !== 'filled' && own.state !== 'closed')) continue
    const { person, party } = await holderOf(deps, own, call)
    members.push({ expert: person, party, isTenderers: false, pseudonymousIndex: number })
  }
  if (members.length < size) return undefined
  return {
    tender,
    members,
    seed: evaluationSeed(await seedOf(deps, draw)),
    confirm: async (session) => {
      for (const own of family) if (own.state === 'filled' || own.state === 'closed') await changeDraw(deps, session, own, {})
    },
  }
}

/** The evaluation has excused a member (X4): its seat opens again and the next in order is called, or another draw is for it. One of the tenderer's is the tenderer's to replace. */
export async function vacateExcused(deps: DrawDeps, tender: string, facts: unknown, at: number): Promise<void> {
  const excused = excusedFacts.safeParse(facts)
  if (!excused.success) return
  await inTransaction(deps.connection, async (session) => {
    const family = await committeeDraws(deps, tender, session)
    const held = numberedCalls(family).find(({ number }) => number === excused.data.seat)
    if (held?.call.outcome !== 'accepted' || !holdingStates.some((state) => state === held.draw.state)) return
    const { draw, call } = held
    const calls = draw.calls.map((one) =>
      one.seat === call.seat ? { ...one, outcome: 'vacated' as const, endedAt: instantOf(at) } : one,
    )
    await vacate(deps, session, draw, { seat: call.seat, reason: excused.data.cause, calls, at })
  })
}

/** The number of the member whose seat a `draw.vacated` is about; undefined when these are no facts of one. */
export async function memberNumber(deps: DrawDeps, facts: unknown): Promise<number | undefined> {
  const vacated = vacatedFacts.safeParse(facts)
  if (!vacated.success) return undefined
  const draw = await readDraw(deps, vacated.data.draw)
  const calls = numberedCalls(await committeeDraws(deps, draw.tender))
  return calls.find(({ draw: own, call }) => own.draw === draw.draw && call.seat === vacated.data.seat)?.number
}
