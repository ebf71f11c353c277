import type { Connection } from 'mongoose'

const inHand = new WeakMap<Connection, Set<Promise<unknown>>>()

/** Runs a submission whose last byte has been read, so that the deadline can wait for it. */
export async function whileInHand<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  const submissions = inHand.get(connection) ?? new Set()
  inHand.set(connection, submissions)
  const submission = work()
  submissions.add(submission)
  try {
    return await submission
  } finally {
    submissions.delete(submission)
  }
}

/**
 * Resolves when every submission that this process had read when it was called has been decided: the deadline's checkpoint
 * comes after it (`opening/1` step 1: servers finish what they had read).
 */
export async function whenSubmissionsRead(connection: Connection): Promise<void> {
  await Promise.allSettled([...(inHand.get(connection) ?? [])])
}
