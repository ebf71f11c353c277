import mongoose, { type ClientSession, type Connection } from 'mongoose'

/**
 * Runs work in one transaction: all of what it writes with the session is committed, or nothing. Conflicts with other
 * transactions are transient: the work runs again from its beginning, so it must touch nothing but the database. Throws
 * what the work throws, after the transaction is aborted.
 */
export async function inTransaction<T>(connection: Connection, work: (session: ClientSession) => Promise<T>): Promise<T> {
  const session = await connection.startSession()
  const commit = session.commitTransaction.bind(session)
  session.commitTransaction = (options) =>
    commit(options).catch((error: unknown) => {
      throw asUnknownResult(error)
    })
  try {
    return await session.withTransaction(() => work(session), {
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority' },
    })
  } finally {
    await session.endSession()
  }
}

/**
 * What a commit met, in a form in which the driver commits again: from the handshake with a database that is being started again it lets a
 * bare error of the socket through, on which its own loop stumbles. A commit that is repeated is answered, not applied twice.
 */
function asUnknownResult(error: unknown): unknown {
  if (error instanceof mongoose.mongo.MongoError) return error
  const unknown = new mongoose.mongo.MongoNetworkError('the connection broke off during a commit', { cause: error as Error })
  unknown.addErrorLabel('UnknownTransactionCommitResult')
  return unknown
}
