import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { actModel } from './ledger.model.ts'
import type { LedgerRecords } from './ledger.ts'

/**
 * Keeps a verified act, its exact bytes and its signature, under its digest. One certificate uses a nonce once, for ever:
 * a second act with it is refused as `act-replayed`.
 */
export async function storeAct(
  deps: LedgerRecords,
  session: ClientSession,
  input: { readonly act: VerifiedAct; readonly isPublic: boolean },
): Promise<void> {
  const { act } = input
  const acts = actModel(deps.connection)
  const nonce = `${act.actor.certSha256}:${act.nonce}`
  // Looked up before the insert: a duplicate key would abort the caller's transaction with a database error. The unique indexes
  // still stand behind it: of two at the same moment one conflicts, is tried again, and then finds the other here.
  const known = await acts.exists({ $or: [{ _id: act.sha256 }, { nonce }] }).session(session)
  if (known !== null) throw new DomainProblem('act-replayed')
  await acts.create(
    [
      {
        _id: act.sha256,
        bytes: Buffer.from(act.bytes),
        p7s: Buffer.from(act.p7s),
        nonce,
        type: act.type,
        isPublic: input.isPublic,
      },
    ],
    { session },
  )
}
