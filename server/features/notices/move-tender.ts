import type { ClientSession, Connection } from 'mongoose'
import { nextState } from '#shared/lifecycle/table.ts'
import { type TenderEvent, type TenderState, tenderLifecycle } from '#shared/lifecycle/tender.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { tenderModel } from './tender.model.ts'

/** A move by the state table. */
export interface MoveTender {
  /** Tender id. */
  readonly tender: string
  /** The state the caller decided on. */
  readonly from: TenderState
  /** The version the caller decided on; left out when only the state matters. */
  readonly version?: number
  readonly event: TenderEvent
}

/**
 * Moves a tender by compare-and-set inside the caller's transaction, whose ledger event the caller appends itself. Throws `state-changed`
 * when the tender is no longer in `from` (or not at `version`), or is suspended: nothing of a suspended tender moves but its termination.
 * After `close`, `fail` and `terminate` nothing is due any more. Answers the new state.
 */
export async function moveTender(
  deps: { readonly connection: Connection },
  session: ClientSession,
  { tender, from, version, event }: MoveTender,
): Promise<TenderState> {
  const next = nextState(tenderLifecycle, from, event)
  assertHolds(next !== undefined, `tender event ${event} in state ${from}`)
  const isEnd = event === 'close' || event === 'fail' || event === 'terminate' || event === 'discard' || event === 'return'
  const moved = await tenderModel(deps.connection).updateOne(
    {
      _id: tender,
      state: from,
      ...(version === undefined ? {} : { version }),
      ...(event === 'terminate' ? {} : { isSuspended: false }),
    },
    { $set: { state: next, ...(isEnd ? { nextDueAt: null, nextDue: null } : {}) }, $inc: { version: 1 } },
    { session },
  )
  if (moved.matchedCount === 0) throw new DomainProblem('state-changed')
  return next
}
