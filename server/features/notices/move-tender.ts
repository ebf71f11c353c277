import type { ClientSession, Connection } from 'mongoose'
import { nextState } from '#shared/lifecycle/table.ts'
import { type TenderEvent, type TenderState, tenderLifecycle } from '#shared/lifecycle/tender.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { changeTender, readRecord } from './change-tender.ts'

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
 * when the tender is no longer in `from` (or not at `version`), `tender-suspended` while it stands still: nothing of a suspended tender
 * moves but its termination. What is due next follows from the new state. Answers the new state.
 */
export async function moveTender(
  deps: { readonly connection: Connection },
  session: ClientSession,
  { tender, from, version, event }: MoveTender,
): Promise<TenderState> {
  assertHolds(nextState(tenderLifecycle, from, event) !== undefined, `tender event ${event} in state ${from}`)
  const record = await readRecord(deps, tender, session)
  if (record.state !== from || (version !== undefined && record.version !== version)) throw new DomainProblem('state-changed')
  const [suspension] = record.suspensions
  if (suspension !== undefined && event !== 'terminate') throw new DomainProblem('tender-suspended', { since: suspension.since })
  return (await changeTender(deps, session, { record, event, set: {} })).state
}
