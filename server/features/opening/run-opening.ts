import { assertNever } from '#shared/primitives/assert.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { awaitCheckpoint } from '../ledger/index.ts'
import { isSuspended, readPublishedTender } from '../notices/index.ts'
import { beginReveal } from './begin-reveal.ts'
import type { OpeningDeps } from './deps.ts'
import { listBids } from './list-bids.ts'
import { makeRecord, publishRecord } from './make-record.ts'
import { publishBids } from './open-bids.ts'
import { type OpeningRecord, openingModel } from './opening.model.ts'
import { closeReveal, endReports, endReveal } from './settle.ts'

/** How often a suspended opening is looked at; its limits move by the length of the suspension, whatever this is. */
const LOOK_AGAIN_MS = 1000

/**
 * Takes an opening one step on, when its step has ended by the clock or because all it waited for has come. Before anything else the
 * last step must be under a signed checkpoint (`opening/1`): with a ledger that has stopped, openings stop too.
 */
export async function runOpening(deps: OpeningDeps, due: Pick<OpeningRecord, '_id'>, now: number): Promise<void> {
  const opening = await openingModel(deps.connection).findById(due._id).lean<OpeningRecord>()
  if (opening === null || opening.nextDueAt === null || opening.nextDueAt.getTime() > now) return
  const tender = await readPublishedTender(deps, opening._id)
  if (tender.state === 'terminated') return endTerminated(deps, opening)
  if (isSuspended(tender)) return pause(deps, opening, now)
  if (opening.pausedAt !== null) return resume(deps, opening, opening.pausedAt.getTime(), now)
  if (opening.state !== 'closed') await awaitCheckpoint(deps, opening.lastEvent)
  try {
    await step(deps, opening, tender, now)
    await awaitStep(deps, opening._id)
  } catch (error) {
    // Somebody's act came in between: what is due is decided anew from what stands now.
    if (error instanceof DomainProblem && error.code === 'state-changed') return
    throw error
  }
}

/** Waits until the last step of an opening is under a signed checkpoint: no act that follows it may come before (`opening/1`). */
export async function awaitStep(deps: OpeningDeps, tender: string): Promise<void> {
  const opening = await openingModel(deps.connection).findById(tender, { lastEvent: 1 }).lean<Pick<OpeningRecord, 'lastEvent'>>()
  if (opening !== null) await awaitCheckpoint(deps, opening.lastEvent)
}

async function step(
  deps: OpeningDeps,
  opening: OpeningRecord,
  tender: Awaited<ReturnType<typeof readPublishedTender>>,
  now: number,
): Promise<void> {
  switch (opening.state) {
    case 'closed':
      return listBids(deps, opening, tender, now)
    case 'listed':
      return beginReveal(deps, opening, tender, now)
    case 'revealing':
      return endReveal(deps, opening, tender, now)
    case 'reporting':
      return endReports(deps, opening, tender, now)
    case 'settling':
      return closeReveal(deps, opening, tender, now)
    case 'releasing':
      return publishBids(deps, opening, tender, now)
    case 'published':
      return makeRecord(deps, opening, tender, now)
    case 'signing':
      return publishRecord(deps, opening, tender, now)
    case 'recorded':
    case 'failed':
    case 'terminated':
      return
    default:
      return assertNever(opening.state)
  }
}

async function endTerminated(deps: OpeningDeps, opening: OpeningRecord): Promise<void> {
  await openingModel(deps.connection).updateOne(
    { _id: opening._id, version: opening.version },
    { $set: { state: 'terminated', nextDueAt: null, stepEndsAt: null }, $inc: { version: 1 } },
  )
}

async function pause(deps: OpeningDeps, opening: OpeningRecord, now: number): Promise<void> {
  await openingModel(deps.connection).updateOne(
    { _id: opening._id, version: opening.version },
    { $set: { pausedAt: opening.pausedAt ?? new Date(now), nextDueAt: new Date(now + LOOK_AGAIN_MS) }, $inc: { version: 1 } },
  )
}

/** Every limit moves by the length of the suspension. */
async function resume(deps: OpeningDeps, opening: OpeningRecord, pausedAt: number, now: number): Promise<void> {
  const stepEndsAt = opening.stepEndsAt === null ? new Date(now) : new Date(opening.stepEndsAt.getTime() + (now - pausedAt))
  await openingModel(deps.connection).updateOne(
    { _id: opening._id, version: opening.version },
    { $set: { pausedAt: null, stepEndsAt, nextDueAt: stepEndsAt }, $inc: { version: 1 } },
  )
}

/** Marks an opening as paused from the moment its tender was suspended. Reaction to the suspension's event. */
export async function pauseOpening(deps: OpeningDeps, tender: string, at: number): Promise<void> {
  await openingModel(deps.connection).updateOne(
    { _id: tender, pausedAt: null, nextDueAt: { $ne: null } },
    { $set: { pausedAt: new Date(at), nextDueAt: new Date(at + LOOK_AGAIN_MS) }, $inc: { version: 1 } },
  )
}

/** Has an opening looked at now: its tender was terminated. */
export async function wakeOpening(deps: OpeningDeps, tender: string, at: number): Promise<void> {
  await openingModel(deps.connection).updateOne(
    { _id: tender, state: { $nin: ['recorded', 'failed', 'terminated'] } },
    { $set: { nextDueAt: new Date(at) } },
  )
}
