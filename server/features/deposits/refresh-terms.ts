import { openDepositStates } from '#shared/lifecycle/deposit.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { readPublishedTender } from '../notices/index.ts'
import { type DepositRecord, depositModel } from './deposit.model.ts'
import type { DepositsDeps } from './deps.ts'
import { readStandings } from './read-standings.ts'
import { dueOf, isTold } from './record-deposits.ts'

/**
 * Has every open deposit of a tender know by when it goes back, after something happened that its time may run from; keepers are told of those that
 * have just become due. Given twice it does nothing.
 */
export async function refreshTerms(deps: DepositsDeps, tenderId: string, at: number): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const open = await depositModel(deps.connection)
      .find({ tender: tenderId, state: { $in: [...openDepositStates] } })
      .session(session)
      .lean<DepositRecord[]>()
    if (open.length === 0) return
    const tender = await readPublishedTender(deps, tenderId, session)
    const standings = await readStandings(deps, tender, session)
    /** Lot and due moment → deposits. */
    const due = new Map<string, { lot: string; dueAt: Date; deposits: string[] }>()
    for (const deposit of open) {
      const dueAt = dueOf(tender, standings, deposit)
      if (dueAt?.getTime() === deposit.dueAt?.getTime()) continue
      // The version stays: what a signer saw of the deposit has not changed.
      await depositModel(deps.connection).updateOne(
        { _id: deposit._id },
        { $set: { dueAt, nextDueAt: isTold(deposit, dueAt) ? null : dueAt } },
        { session },
      )
      if (dueAt === null) continue
      const key = `${deposit.lot} ${dueAt.getTime()}`
      const group = due.get(key) ?? { lot: deposit.lot, dueAt, deposits: [] }
      group.deposits.push(deposit._id)
      due.set(key, group)
    }
    for (const { lot, dueAt, deposits } of due.values())
      await appendEvent(deps, session, {
        type: 'deposit.due',
        subject: { tender: tenderId, lot },
        at: instantOf(at),
        facts: { lot, deposits, dueAt: instantOf(dueAt.getTime()) },
      })
  })
}
