import type { Connection } from 'mongoose'
import type { BidReads } from './deps.ts'

const inHand = new WeakMap<Connection, Map<Promise<unknown>, string>>()

/** Runs a submission to a tender, whose last byte has been read, so that the deadline can wait for it. */
export async function whileInHand<T>(connection: Connection, tender: string, work: () => Promise<T>): Promise<T> {
  const submissions = inHand.get(connection) ?? new Map()
  inHand.set(connection, submissions)
  const submission = work()
  submissions.set(submission, tender)
  try {
    return await submission
  } finally {
    submissions.delete(submission)
  }
}

/**
 * Resolves when every submission to the tender that this process had read when it was called has been decided: the deadline's checkpoint
 * comes after it (`opening/1` step 1: servers finish what they had read).
 */
export async function drainSubmissions(deps: BidReads, tender: string): Promise<void> {
  const submissions = [...(inHand.get(deps.connection) ?? [])]
  await Promise.allSettled(submissions.filter(([, to]) => to === tender).map(([submission]) => submission))
}
