import type { ClientSession, Connection } from 'mongoose'
import { inTransaction } from '../../platform/mongo/transaction.ts'

/** What both databases answer when a unique index already holds the key. */
const DUPLICATE_KEY = 11_000

/**
 * A transaction whose work first looks whether its keys are taken and then inserts them. Of two at the same moment one may still meet the
 * other's key in the unique index: its work runs once more and then finds, and names, what is in its way.
 */
export async function inUniqueTransaction<T>(connection: Connection, work: (session: ClientSession) => Promise<T>): Promise<T> {
  try {
    return await inTransaction(connection, work)
  } catch (error) {
    if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error
    return inTransaction(connection, work)
  }
}
