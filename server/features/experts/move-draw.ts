import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import type { DrawFacts, DrawFactType } from '#shared/draw/record.ts'
import { type DrawEvent, drawLifecycle } from '#shared/lifecycle/draw.ts'
import { nextState } from '#shared/lifecycle/table.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { appendEvent } from '../ledger/index.ts'
import type { ExpertsRecords } from './deps.ts'
import { type DrawDocument, drawModel } from './draw.model.ts'

/** A step of a draw: the event by the state table, the fact on the public chain, and when the new step ends. */
export interface DrawMove<T extends DrawFactType> {
  readonly event: DrawEvent
  readonly fact: T
  readonly facts: DrawFacts<T>
  readonly act?: VerifiedAct | undefined
  readonly at: number
  /** When the scheduler looks next; null: nobody's clock. */
  readonly endsAt: number | null
  /** When the scheduler looks, if before the step's end. */
  readonly dueAt?: number
  readonly set?: Partial<DrawDocument>
}

/** Puts a fact of a draw on the tender's public chain, typed as `draw/1` says. Answers its commitment. */
export async function recordFact<T extends DrawFactType>(
  deps: ExpertsRecords,
  session: ClientSession,
  draw: Pick<DrawDocument, 'tender'>,
  fact: { readonly type: T; readonly facts: DrawFacts<T>; readonly at: number; readonly act?: VerifiedAct | undefined },
): Promise<{ c: string; seq: number | undefined }> {
  const { c, event } = await appendEvent(deps, session, {
    type: fact.type,
    subject: { tender: draw.tender },
    at: instantOf(fact.at),
    tender: draw.tender,
    facts: fact.facts as Json,
    act: fact.act,
  })
  return { c, seq: event.seq }
}

/**
 * Moves a draw by compare-and-set on state and version, with its fact on the public chain, in the caller's transaction.
 * Throws `state-changed` when somebody else moved it first.
 */
export async function moveDraw<T extends DrawFactType>(
  deps: ExpertsRecords,
  session: ClientSession,
  draw: DrawDocument,
  move: DrawMove<T>,
): Promise<void> {
  const next = nextState(drawLifecycle, draw.state, move.event)
  assertHolds(next !== undefined, `draw event ${move.event} in state ${draw.state}`)
  const { c, seq } = await recordFact(deps, session, draw, { type: move.fact, facts: move.facts, at: move.at, act: move.act })
  const endsAt = move.endsAt === null ? null : new Date(move.endsAt)
  await changeDraw(deps, session, draw, {
    ...move.set,
    state: next,
    lastEvent: c,
    stepEndsAt: endsAt,
    nextDueAt: move.dueAt === undefined ? endsAt : new Date(move.dueAt),
    movedThrough: seq ?? draw.movedThrough,
  })
}

/** Changes a draw by compare-and-set, in the caller's transaction. Throws `state-changed`. */
export async function changeDraw(
  deps: ExpertsRecords,
  session: ClientSession,
  draw: Pick<DrawDocument, '_id' | 'state' | 'version'>,
  set: Partial<DrawDocument>,
): Promise<void> {
  const changed = await drawModel(deps.connection).updateOne(
    { _id: draw._id, state: draw.state, version: draw.version },
    { ...(Object.keys(set).length === 0 ? {} : { $set: set }), $inc: { version: 1 } },
    { session },
  )
  if (changed.matchedCount === 0) throw new DomainProblem('state-changed')
}
