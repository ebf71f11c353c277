import { isOpenDeposit } from '#shared/lifecycle/deposit.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { type DepositRecord, depositModel } from './deposit.model.ts'
import type { DepositsDeps } from './deps.ts'

/** Tells, in public but for whose it is, that a deposit was not given back in its time: once for each time. It is still to be given back. */
export async function tellOverdue(deps: DepositsDeps, due: Pick<DepositRecord, '_id'>, now: number): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const deposit = await depositModel(deps.connection).findById(due._id).session(session).lean<DepositRecord>()
    if (deposit === null || deposit.nextDueAt === null || deposit.nextDueAt.getTime() > now) return
    const { _id, tender, lot, dueAt, state } = deposit
    const isLate = isOpenDeposit(state) && dueAt !== null && dueAt.getTime() <= now
    await depositModel(deps.connection).updateOne(
      { _id },
      { $set: { nextDueAt: null, ...(isLate ? { toldDueAt: dueAt } : {}) } },
      { session },
    )
    if (!isLate) return
    await appendEvent(deps, session, {
      type: 'deposit.overdue',
      subject: { tender, lot },
      at: instantOf(now),
      tender,
      facts: { lot, deposits: [_id], dueAt: instantOf(dueAt.getTime()) },
    })
  })
}
