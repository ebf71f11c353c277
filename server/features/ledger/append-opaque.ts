import type { ClientSession } from 'mongoose'
import { randomId } from '#shared/primitives/random.ts'
import { commitmentHex } from '#shared/transparency/entry.ts'
import { pendingModel } from './ledger.model.ts'
import type { LedgerRecords } from './ledger.ts'

/**
 * Puts a commitment on its way to the log whose event stays secret: c = SHA-256(salt32 ‖ JCS(event)); event and salt are kept by the
 * object itself. Nothing but `c` is stored, under a random id, so that it cannot be told from a filler. It becomes an entry at a
 * regular or deadline beat, never at an extra one.
 */
export async function appendOpaque(
  deps: LedgerRecords,
  session: ClientSession,
  input: { readonly c: Uint8Array },
): Promise<void> {
  await pendingModel(deps.connection).create([{ _id: randomId(deps.random), c: commitmentHex(input.c) }], { session })
}
