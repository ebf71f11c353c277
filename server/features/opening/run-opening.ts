import { z } from 'zod'
import { openingStages } from '#shared/catalogue/letter-form.ts'
import { openingLifecycle } from '#shared/lifecycle/opening.ts'
import { nextState, statesBefore } from '#shared/lifecycle/table.ts'
import { assertNever } from '#shared/primitives/assert.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { awaitCheckpoint, tenderChain } from '../ledger/index.ts'
import { isSuspended, readPublishedTender } from '../notices/index.ts'
import { beginReveal } from './begin-reveal.ts'
import type { OpeningDeps } from './deps.ts'
import { listBids } from './list-bids.ts'
import { makeRecord, publishRecord } from './make-record.ts'
import { publishBids } from './open-bids.ts'
import { type OpeningRecord, openingModel } from './opening.model.ts'
import { closeReveal, endReports, endReveal } from './settle.ts'
import { openingId, tenderOf } from './stages.ts'

/** How often a suspended opening is looked at; its limits move by the length of the suspension, whatever this is. */
const LOOK_AGAIN_MS = 1000

const resumedFacts = z.looseObject({ pausedMs: z.int().min(0) })

/**
 * Takes an opening one step on, when its step has ended by the clock or because all it waited for has come. Before anything else the
 * last step must be under a signed checkpoint (`opening/1`): with a ledger that has stopped, openings stop too.
 */
export async function runOpening(deps: OpeningDeps, due: Pick<OpeningRecord, '_id'>, now: number): Promise<void> {
  const opening = await openingModel(deps.connection).findById(due._id).lean<OpeningRecord>()
  if (opening === null || opening.nextDueAt === null || opening.nextDueAt.getTime() > now) return
  const tender = await readPublishedTender(deps, tenderOf(opening))
  const canBeTerminated = nextState(openingLifecycle, opening.state, 'terminate') !== undefined
  if (tender.state === 'terminated' && canBeTerminated) return endTerminated(deps, opening)
  if (isSuspended(tender)) return lookAgain(deps, opening, now)
  // A limit that moved is looked at anew: the opening may not be due any more.
  if (await moveLimit(deps, opening._id)) return
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

/** Waits until the last step of an opening, or of a later stage, is under a signed checkpoint: no act that follows it may come before (`opening/1`). */
export async function awaitStep(deps: Pick<OpeningDeps, 'connection' | 'ledger'>, id: string): Promise<void> {
  const opening = await openingModel(deps.connection).findById(id, { lastEvent: 1 }).lean<Pick<OpeningRecord, 'lastEvent'>>()
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

/** Nothing fires while the tender stands still. */
async function lookAgain(deps: OpeningDeps, opening: OpeningRecord, now: number): Promise<void> {
  await openingModel(deps.connection).updateOne(
    { _id: opening._id, version: opening.version },
    { $set: { nextDueAt: new Date(now + LOOK_AGAIN_MS) } },
  )
}

/**
 * Moves the limit of the step by the length of every suspension that has ended since it began, as the tender's chain tells it: by
 * exactly that length, whoever was down meanwhile. Answers whether anything moved.
 */
export async function moveLimit(deps: Pick<OpeningDeps, 'connection'>, id: string): Promise<boolean> {
  const opening = await openingModel(deps.connection).findById(id).lean<OpeningRecord>()
  if (opening === null) return false
  const resumed = (await tenderChain(deps, tenderOf(opening))).filter(
    ({ event }) => event.type === 'tender.resumed' && (event.seq ?? 0) > opening.movedThrough,
  )
  const movedThrough = resumed.at(-1)?.event.seq
  if (movedThrough === undefined) return false
  const pausedMs = resumed.reduce((sum, { facts }) => sum + resumedFacts.parse(facts).pausedMs, 0)
  const { stepEndsAt, nextDueAt } = opening
  const isHastened = stepEndsAt === null || (nextDueAt !== null && nextDueAt < stepEndsAt)
  const movedEnd = stepEndsAt === null ? null : new Date(stepEndsAt.getTime() + pausedMs)
  await openingModel(deps.connection).updateOne(
    { _id: id, version: opening.version },
    {
      $set: { movedThrough, stepEndsAt: movedEnd, nextDueAt: isHastened ? nextDueAt : movedEnd },
      $inc: { version: 1 },
    },
  )
  return true
}

/** Has an opening looked at now: its tender was terminated. What is public already goes on to its record (O8). */
export async function wakeOpening(deps: Pick<OpeningDeps, 'connection'>, tender: string, at: number): Promise<void> {
  await openingModel(deps.connection).updateMany(
    {
      _id: { $in: openingStages.map((stage) => openingId(tender, stage)) },
      state: { $in: statesBefore(openingLifecycle, 'terminate') },
    },
    { $set: { nextDueAt: new Date(at) } },
  )
}
