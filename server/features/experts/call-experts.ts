import { callState } from '#shared/draw/calls.ts'
import { seatCommitment } from '#shared/draw/contribution.ts'
import { rankStratum } from '#shared/draw/ranking.ts'
import type { DrawFacts } from '#shared/draw/record.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { fromUtf8, hex } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { isCommitteeSeated } from './committee-draws.ts'
import type { DrawDeps } from './deps.ts'
import type { DrawDocument, StoredCall } from './draw.model.ts'
import { expertModel } from './expert.model.ts'
import { changeDraw, moveDraw, recordFact } from './move-draw.ts'
import { keepPapersIfOpen } from './passed-over.ts'
import { poolTextOf, seedOf } from './rank-draw.ts'
import { poolOf } from './read-draw.ts'
import { forgetVault, namesKeyOf, type SeatHolder, sealUnderNames, vaultOf } from './vault.ts'

/**
 * Goes on calling: what has lapsed lapses, with the evidence of delivery; the next of each stratum are called; and when every seat is
 * accepted, or nobody is left, the step ends. Throws `draw-locked`.
 */
export async function callExperts(deps: DrawDeps, draw: DrawDocument, at: number): Promise<void> {
  const lapsed = await lapse(deps, draw, at)
  const { strata } = poolOf(draw)
  const state = callState(strata, lapsed)
  const made = state.due.length === 0 ? [] : await makeCalls(deps, draw, state.due, at)
  const calls = [...lapsed, ...made.map(({ call }) => call)]
  // A committee that sits keeps its seats; those missing are drawn by another draw.
  const isSeated = draw.request.completes !== undefined || (await isCommitteeSeated(deps, draw.tender))
  const outstanding = calls.filter(({ outcome }) => outcome === 'called')
  const stored = calls.map(({ evidenceSha256: _, ...call }: CallWithEvidence): StoredCall => call)
  const isAtEnd = !state.isFilled && state.exhausted.length > 0 && outstanding.length === 0
  const papers = isAtEnd && !isSeated ? { papers: await keepPapersIfOpen(deps, { ...draw, calls: stored }) } : {}
  await inTransaction(deps.connection, async (session) => {
    for (const call of lapsed.filter(({ seat, outcome }) => outcome === 'lapsed' && isOpen(draw, seat))) {
      const evidenceSha256 = call.evidenceSha256 ?? ''
      await recordFact(deps, session, draw, {
        type: 'draw.lapsed',
        facts: { draw: draw.draw, seat: call.seat, evidenceSha256 },
        at,
      })
    }
    for (const { facts } of made) await recordFact(deps, session, draw, { type: 'draw.called', facts, at })
    if (state.isFilled) {
      const move = {
        event: 'fill',
        fact: 'draw.filled',
        facts: { draw: draw.draw },
        at,
        endsAt: null,
        set: { calls: stored },
      } as const
      return moveDraw(deps, session, draw, move)
    }
    if (isAtEnd)
      return moveDraw(deps, session, draw, {
        event: isSeated ? 'close' : 'exhaust',
        fact: 'draw.exhausted',
        facts: { draw: draw.draw, strata: [...state.exhausted] },
        at,
        endsAt: null,
        set: { calls: stored, ...papers },
      })
    const due = Math.min(...outstanding.map(({ until }) => Date.parse(until)))
    return changeDraw(deps, session, draw, { calls: stored, nextDueAt: new Date(due), stepEndsAt: new Date(due) })
  })
  if (isAtEnd && !isSeated) return forgetVault(deps, draw.draw)
  for (const { holder } of made) {
    vaultOf(deps, draw.draw).people.set(holder.seat, holder)
    deliver(deps, draw, holder, at)
  }
}

type CallWithEvidence = StoredCall & { readonly evidenceSha256?: string }

async function lapse(deps: DrawDeps, draw: DrawDocument, at: number): Promise<CallWithEvidence[]> {
  const calls: CallWithEvidence[] = []
  for (const call of draw.calls) {
    if (call.outcome !== 'called' || Date.parse(call.until) > at) {
      calls.push(call)
      continue
    }
    const shownAt = vaultOf(deps, draw.draw).shown.get(call.seat)
    const evidence = canonicalBytes({
      v: 'draw-evidence/1',
      draw: draw.draw,
      seat: call.seat,
      salt: hex(deps.random(32)),
      calledAt: call.calledAt,
      until: call.until,
      readAt: shownAt === undefined ? null : instantOf(shownAt),
    })
    const key = namesKeyOf(deps, draw)
    const sealed = { key, draw: draw.draw, name: `paper ${call.seat}`, random: deps.random }
    calls.push({
      ...call,
      outcome: 'lapsed',
      endedAt: instantOf(at),
      paper: await sealUnderNames(sealed, fromUtf8(evidence)),
      evidenceSha256: sha256Hex(evidence),
    })
  }
  return calls
}

interface MadeCall {
  readonly call: StoredCall
  readonly facts: DrawFacts<'draw.called'>
  readonly holder: SeatHolder
}

async function makeCalls(
  deps: DrawDeps,
  draw: DrawDocument,
  due: readonly { readonly stratum: string; readonly rank: number }[],
  at: number,
): Promise<MadeCall[]> {
  const seed = await seedOf(deps, draw)
  const text = await poolTextOf(deps, draw)
  const key = namesKeyOf(deps, draw)
  const until = instantOf(at + draw.request.answerSeconds * 1000)
  const made: MadeCall[] = []
  for (const { stratum, rank } of due) {
    const leaves = text.strata.find(({ name }) => name === stratum)?.leaves ?? []
    const index = rankStratum(seed, stratum, leaves.length)[rank]
    const leaf = index === undefined ? undefined : leaves[index]
    assertHolds(index !== undefined && leaf !== undefined, 'a rank is of somebody')
    const expert = await expertModel(deps.connection).findById(leaf.expert, { person: 1, party: 1 }).lean()
    assertHolds(expert !== null, 'who is in a pool is in the library')
    const seat = randomId(deps.random)
    const token = deps.random(32)
    const { person, party } = expert
    const holder: SeatHolder = { v: 'draw-seat/1', seat, expert: leaf.expert, person, party, token: hex(token), index }
    const commitment = seatCommitment(token, leaf.expert)
    const who = await sealUnderNames({ key, draw: draw.draw, name: `seat ${seat}`, random: deps.random }, JSON.stringify(holder))
    const call = {
      seat,
      stratum,
      rank,
      outcome: 'called',
      answer: null,
      calledAt: instantOf(at),
      until,
      endedAt: null,
      commitment,
      who,
      paper: null,
    } as const
    made.push({ call, facts: { draw: draw.draw, seat, stratum, rank, commitment, until }, holder })
  }
  return made
}

/** Tells the expert's own sessions, from memory: nothing of it is stored. Whoever is not there finds the invitation when it asks. */
function deliver(deps: DrawDeps, draw: DrawDocument, holder: SeatHolder, at: number): void {
  deps.realtime.publish(`person:${holder.person}`, {
    sequence: 0,
    type: 'draw.invitation',
    at: instantOf(at),
    facts: { draw: draw.draw, seat: holder.seat },
  })
}

function isOpen(draw: DrawDocument, seat: string): boolean {
  return draw.calls.some((call) => call.seat === seat && call.outcome === 'called')
}
