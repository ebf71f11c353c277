import type { ClientSession } from 'mongoose'
import { type OpeningEvent, openingLifecycle } from '#shared/lifecycle/opening.ts'
import { nextState } from '#shared/lifecycle/table.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { appendEvent } from '../ledger/index.ts'
import type { OpeningRecords } from './deps.ts'
import { type OpeningRecord, openingModel } from './opening.model.ts'
import { laterPart, tenderOf } from './stages.ts'

/** A step of the opening: the event by the state table, the fact that goes on the tender's public chain, and when the new step ends. */
export interface OpeningMove {
  readonly event: OpeningEvent
  /** Type of the ledger event, such as `opening.listed`. */
  readonly fact: string
  readonly facts: Readonly<Record<string, Json>>
  readonly at: number
  /** Milliseconds the new step lasts; null: it ends by nobody's clock. 0: the scheduler goes on at once. */
  readonly lastsMs: number | null
  readonly set?: Partial<OpeningRecord>
}

/**
 * Moves an opening by compare-and-set on state and version, with its fact on the public chain, in the caller's transaction.
 * Throws `state-changed` when somebody else moved it first: the whole transaction is then void.
 */
export async function moveOpening(
  deps: OpeningRecords,
  session: ClientSession,
  opening: OpeningRecord,
  move: OpeningMove,
): Promise<void> {
  const next = nextState(openingLifecycle, opening.state, move.event)
  assertHolds(next !== undefined, `opening event ${move.event} in state ${opening.state}`)
  const tender = tenderOf(opening)
  const { c, event } = await appendEvent(deps, session, {
    type: move.fact,
    subject: { tender },
    at: instantOf(move.at),
    tender,
    facts: { ...laterPart(opening), ...move.facts },
  })
  const stepEndsAt = move.lastsMs === null ? null : new Date(move.at + move.lastsMs)
  const moved = await openingModel(deps.connection).updateOne(
    { _id: opening._id, state: opening.state, version: opening.version },
    {
      $set: {
        ...move.set,
        state: next,
        lastEvent: c,
        stepEndsAt,
        nextDueAt: stepEndsAt,
        movedThrough: event.seq ?? opening.movedThrough,
        isOverdue: false,
      },
      $inc: { version: 1 },
    },
    { session },
  )
  if (moved.matchedCount === 0) throw new DomainProblem('state-changed')
}

/** Makes the scheduler look at an opening now: everything its step waited for has come. */
export async function hastenOpening(
  deps: OpeningRecords,
  session: ClientSession,
  opening: Pick<OpeningRecord, '_id' | 'state'>,
  at: number,
): Promise<void> {
  await openingModel(deps.connection).updateOne(
    { _id: opening._id, state: opening.state },
    { $set: { nextDueAt: new Date(at) } },
    { session },
  )
}
