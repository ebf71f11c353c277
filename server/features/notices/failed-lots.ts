import type { ClientSession, Connection } from 'mongoose'
import { tenderModel } from './tender.model.ts'

/**
 * Remembers lots of an opened tender that ended without an award while others go on: they are free for a new round, the others are not. In
 * the caller's transaction, whose ledger event tells why. The tender's version stays: nothing of its notice has changed.
 */
export async function recordFailedLots(
  deps: { readonly connection: Connection },
  session: ClientSession,
  { tender, lots }: { readonly tender: string; readonly lots: readonly string[] },
): Promise<void> {
  if (lots.length === 0) return
  await tenderModel(deps.connection).updateOne({ _id: tender }, { $addToSet: { failedLots: { $each: [...lots] } } }, { session })
}
