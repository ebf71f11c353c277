import type { ClientSession, Connection } from 'mongoose'

/**
 * Runs work in one transaction: all of what it writes with the session is committed, or nothing. Conflicts with other
 * transactions are transient: the work runs again from its beginning, so it must touch nothing but the database. Throws
 * what the work throws, after the transaction is aborted.
 */
export async function inTransaction<T>(connection: Connection, work: (session: ClientSession) => Promise<T>): Promise<T> {
  const session = await connection.startSession()
  try {
    return await session.withTransaction(() => work(session), {
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority' },
    })
  } finally {
    await session.endSession()
  }
}
