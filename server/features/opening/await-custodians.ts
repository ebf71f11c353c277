import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import type { OpeningRecords } from './deps.ts'
import { type CustodianProgress, type OpeningRecord, openingModel } from './opening.model.ts'
import { laterPart, tenderOf } from './stages.ts'

/** An act of custodians that a step waits for. */
export type AwaitedAct = Exclude<keyof CustodianProgress, 'i'>

/**
 * Lets a step wait on without a limit: with fewer than k custodians nothing can be opened, and nobody's silence may end a tender. Who is
 * waited for is said once, on the public chain. The act of the one that makes it enough takes the opening on.
 */
export async function awaitCustodians(deps: OpeningRecords, opening: OpeningRecord, act: AwaitedAct, at: number): Promise<void> {
  const silent = opening.custodians.filter((custodian) => custodian[act] === null).map(({ i }) => i)
  await inTransaction(deps.connection, async (session) => {
    if (!opening.isOverdue)
      await appendEvent(deps, session, {
        type: 'opening.custodians-awaited',
        subject: { tender: tenderOf(opening) },
        at: instantOf(at),
        tender: tenderOf(opening),
        facts: { ...laterPart(opening), step: opening.state, custodians: silent },
      })
    const waited = await openingModel(deps.connection).updateOne(
      { _id: opening._id, version: opening.version },
      { $set: { nextDueAt: null, stepEndsAt: null, isOverdue: true }, $inc: { version: 1 } },
      { session },
    )
    if (waited.matchedCount === 0) throw new DomainProblem('state-changed')
  })
}

/** Whether the custodians' part of a step is over: all have come, or the limit has passed and k have. */
export function areCustodiansEnough(
  opening: Pick<OpeningRecord, 'isOverdue'>,
  custodians: readonly CustodianProgress[],
  act: AwaitedAct,
  k: number,
): boolean {
  const come = custodians.filter((custodian) => custodian[act] !== null).length
  return come === custodians.length || (opening.isOverdue && come >= k)
}
