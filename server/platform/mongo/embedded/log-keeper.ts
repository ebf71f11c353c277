import type { HeldSnapshots } from './held-snapshots.ts'
import type { Storage } from './storage.ts'
import type { Transactions } from './transactions.ts'

/** How long the write-ahead log may become, and how patient its keeper is. */
export interface LogLimits {
  /** Length in bytes from which new snapshots wait until the log could be emptied. */
  readonly mostBytes: number
  /** How long they wait at most; an open transaction this old is aborted meanwhile. */
  readonly patienceMs: number
}

interface Parts {
  readonly storage: Storage
  readonly transactions: Transactions
  readonly heldSnapshots: HeldSnapshots
}

const usualLimits: LogLimits = { mostBytes: 256 * 1024 * 1024, patienceMs: 5_000 }
/** A backup's snapshot is spared until the log is so many times as long. */
const timesForReaders = 4
const lookEveryMs = 20

/**
 * Empties the write-ahead log when transactions overlap without end. SQLite begins the log anew only when no snapshot
 * reads it: where each transaction begins before the last one ends, that never happens, and the log would take the whole
 * disk. Past its bound new transactions are held back for a moment, those that take long are aborted (transient, so
 * drivers repeat them), and the log goes into the file. Resolves with whether it was emptied.
 */
export async function keepLogShort(
  { storage, transactions, heldSnapshots }: Parts,
  limits: LogLimits = usualLimits,
): Promise<boolean> {
  const length = storage.logBytes()
  if (length <= limits.mostBytes || transactions.admission() !== undefined) return false
  const sparesReaders = length <= limits.mostBytes * timesForReaders
  if (sparesReaders && transactions.hasReaderOlderThan(limits.patienceMs)) return false
  const letIn = transactions.holdBack()
  try {
    const deadlineAt = performance.now() + limits.patienceMs * 2
    while (storage.snapshots() > 0 && performance.now() < deadlineAt) {
      transactions.abortOlderThan(limits.patienceMs, { sparesReaders })
      heldSnapshots.releaseOlderThan(limits.patienceMs)
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
    }
    return storage.emptyLog()
  } finally {
    letIn()
  }
}
