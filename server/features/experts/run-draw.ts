import { z } from 'zod'
import type { voidReasons } from '#shared/draw/record.ts'
import { isSpentDraw } from '#shared/lifecycle/draw.ts'
import { assertNever } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { awaitCheckpoint, tenderChain } from '../ledger/index.ts'
import { isSuspended, type PublishedTender, readPublishedTender } from '../notices/index.ts'
import { callExperts } from './call-experts.ts'
import { isDealt } from './contribute.ts'
import { dealOwn } from './deal-own.ts'
import type { DrawDeps } from './deps.ts'
import { type DrawDocument, drawModel } from './draw.model.ts'
import { moveDraw } from './move-draw.ts'
import { rankDraw } from './rank-draw.ts'
import { awaitDrawStep, poolOf } from './read-draw.ts'
import { releaseAfterResult } from './release-draw.ts'
import { forgetVault } from './vault.ts'

/** How often a suspended draw is looked at; its limits move by the length of the suspension, whatever this is. */
const LOOK_AGAIN_MS = 1000

const resumedFacts = z.looseObject({ pausedMs: z.int().min(0) })

/**
 * Takes a draw one step on, when its step has ended by the clock or because all it waited for has come. Before anything else the last
 * step must be under a signed checkpoint (`draw/1`). Without the key of names it waits for custodians.
 */
export async function runDraw(
  deps: DrawDeps,
  due: Pick<DrawDocument, '_id'>,
  now: number,
  /** Seats a committee that is whole; given the same again it does nothing. */
  seatWhole: (tender: string, at: number) => Promise<void>,
): Promise<void> {
  const draw = await drawModel(deps.connection).findById(due._id).lean<DrawDocument>()
  if (draw === null || draw.nextDueAt === null || draw.nextDueAt.getTime() > now) return
  const tender = await readPublishedTender(deps, draw.tender)
  try {
    if (tender.state === 'terminated') return await endDraw(deps, draw, { reason: 'tender-ended', party: null, at: now })
    if (isSuspended(tender)) return await lookAt(deps, draw, now + LOOK_AGAIN_MS)
    if (await moveDrawLimits(deps, draw)) return
    await awaitCheckpoint(deps, draw.lastEvent)
    await step(deps, draw, { tender, at: now, seatWhole })
    await awaitDrawStep(deps, draw.draw)
  } catch (error) {
    if (!(error instanceof DomainProblem)) throw error
    // Somebody's act came in between: what is due is decided anew from what stands now.
    if (error.code === 'state-changed') return
    // After a restart: the custodians' shares wake it.
    if (error.code === 'draw-locked') return lookAt(deps, draw, null)
    throw error
  }
}

async function step(
  deps: DrawDeps,
  draw: DrawDocument,
  circumstances: {
    readonly tender: PublishedTender
    readonly at: number
    readonly seatWhole: (tender: string, at: number) => Promise<void>
  },
): Promise<void> {
  const { tender, at, seatWhole } = circumstances
  const endsAt = at + draw.request.stepSeconds * 1000
  switch (draw.state) {
    case 'committing':
      return endCommitting(deps, draw, at, endsAt)
    case 'escrowing':
      return endEscrowing(deps, draw, tender, at, endsAt)
    case 'confirming':
      return endConfirming(deps, draw, at, endsAt)
    case 'revealing':
      if (draw.parties.every(({ box, fault }) => box !== null || fault !== null)) return rankDraw(deps, draw, at)
      // A silent party is opened by the custodians: nobody's clock ends that.
      return lookAt(deps, draw, null)
    case 'calling':
      return callExperts(deps, draw, at)
    case 'filled':
    case 'closed':
      // Custodians have given the key of names back, or the tender goes on: what waited for that happens now.
      await seatWhole(draw.tender, at)
      await releaseAfterResult(deps, draw.tender, at)
      return lookAt(deps, draw, null)
    case 'proposed':
    case 'released':
    case 'exhausted':
    case 'void':
      return lookAt(deps, draw, null)
    default:
      return assertNever(draw.state)
  }
}

/** A number that was not committed to cannot be replaced by another choice of parties: the draw comes to nothing, and says by whom. */
async function endCommitting(deps: DrawDeps, draw: DrawDocument, at: number, endsAt: number): Promise<void> {
  const silent = draw.parties.find(({ c }) => c === null)
  if (silent !== undefined) return endDraw(deps, draw, { reason: 'no-contribution', party: silent.party, at })
  const c = draw.parties.flatMap((party) => party.c ?? [])
  await inTransaction(deps.connection, (session) =>
    moveDraw(deps, session, draw, {
      event: 'commit',
      fact: 'draw.committed',
      facts: { draw: draw.draw, c },
      at,
      endsAt,
      dueAt: at,
    }),
  )
}

async function endEscrowing(
  deps: DrawDeps,
  draw: DrawDocument,
  tender: PublishedTender,
  at: number,
  endsAt: number,
): Promise<void> {
  if (draw.platformBox === null) return dealOwn(deps, draw, tender, at)
  if (!isDealt(draw, draw.escrows)) {
    const silent = draw.parties.find(({ party }) => !draw.escrows.some(({ of }) => of === party))
    return endDraw(deps, draw, { reason: 'no-escrow', party: silent?.party ?? null, at })
  }
  await inTransaction(deps.connection, (session) =>
    moveDraw(deps, session, draw, { event: 'deal', fact: 'draw.dealt', facts: { draw: draw.draw }, at, endsAt }),
  )
}

/** k custodians must have seen every envelope open, or an escrow would be one in name only. */
async function endConfirming(deps: DrawDeps, draw: DrawDocument, at: number, endsAt: number): Promise<void> {
  const { k } = poolOf(draw).custody
  const isHeld = (of: string) =>
    draw.confirmations.filter(({ unreadable }) => !unreadable.some((one) => one.of === of)).length >= k
  const bad = draw.escrows.find(({ of }) => !isHeld(of))
  if (bad !== undefined) {
    const party = draw.parties.some((one) => one.party === bad.of) ? bad.of : null
    return endDraw(deps, draw, { reason: 'escrow-unreadable', party, at })
  }
  const confirmed = draw.confirmations.map(({ i }) => i).sort((left, right) => left - right)
  await inTransaction(deps.connection, (session) =>
    moveDraw(deps, session, draw, { event: 'hold', fact: 'draw.held', facts: { draw: draw.draw, confirmed }, at, endsAt }),
  )
}

/** Ends a draw that came to nothing. */
export async function endDraw(
  deps: DrawDeps,
  draw: DrawDocument,
  end: { readonly reason: (typeof voidReasons)[number]; readonly party: string | null; readonly at: number },
): Promise<void> {
  if (isSpentDraw(draw.state) || draw.state === 'released') return lookAt(deps, draw, null)
  const { reason, party, at } = end
  await inTransaction(deps.connection, (session) =>
    moveDraw(deps, session, draw, {
      event: 'void',
      fact: 'draw.void',
      facts: { draw: draw.draw, reason, party },
      at,
      endsAt: null,
      set: { voidReason: reason },
    }),
  )
  forgetVault(deps, draw.draw)
}

/**
 * Moves the limits of a draw by the length of every suspension that has ended since its step began, as the tender's chain tells it.
 * Answers whether anything moved.
 */
export async function moveDrawLimits(deps: DrawDeps, draw: DrawDocument): Promise<boolean> {
  const resumed = (await tenderChain(deps, draw.tender)).filter(
    ({ event }) => event.type === 'tender.resumed' && (event.seq ?? 0) > draw.movedThrough,
  )
  const movedThrough = resumed.at(-1)?.event.seq
  if (movedThrough === undefined) return false
  const pausedMs = resumed.reduce((sum, { facts }) => sum + resumedFacts.parse(facts).pausedMs, 0)
  const later = (date: Date | null) => (date === null ? null : new Date(date.getTime() + pausedMs))
  const isHastened = draw.nextDueAt !== null && (draw.stepEndsAt === null || draw.nextDueAt < draw.stepEndsAt)
  const calls = draw.calls.map((call) =>
    call.outcome === 'called' ? { ...call, until: instantOf(Date.parse(call.until) + pausedMs) } : call,
  )
  const stepEndsAt = later(draw.stepEndsAt)
  await drawModel(deps.connection).updateOne(
    { _id: draw._id, version: draw.version },
    { $set: { movedThrough, stepEndsAt, calls, nextDueAt: isHastened ? draw.nextDueAt : stepEndsAt }, $inc: { version: 1 } },
  )
  return true
}

async function lookAt(deps: DrawDeps, draw: DrawDocument, at: number | null): Promise<void> {
  await drawModel(deps.connection).updateOne(
    { _id: draw._id, version: draw.version },
    { $set: { nextDueAt: at === null ? null : new Date(at) } },
  )
}
