import { atItsMoment, type HeldSnapshot } from './held-snapshots.ts'
import { CommandError } from './values/command-error.ts'

/** A result somebody is still reading. */
export interface Cursor {
  readonly id: bigint
  readonly namespace: string
  readonly sessionKey: string | undefined
  /** Number of the transaction it belongs to; it ends with it. */
  readonly txnNumber: bigint | undefined
  /** The moment it reads, held outside transactions. */
  readonly snapshot: HeldSnapshot | undefined
  readonly results: AsyncIterator<Uint8Array>
  pending: Uint8Array | undefined
  isBusy: boolean
  usedAt: number
}

/** A batch of results and whether there are more. */
export interface Batch {
  readonly documents: readonly Uint8Array[]
  readonly isLast: boolean
}

/** The open cursors. */
export interface Cursors {
  open(facts: Pick<Cursor, 'namespace' | 'sessionKey' | 'txnNumber' | 'snapshot' | 'results'>): Cursor
  /** The cursor, marked busy; refuses an unknown id (43) or one in use (143). */
  take(id: bigint): Cursor
  close(cursor: Cursor): void
  kill(id: bigint): boolean
  killOfSession(sessionKey: string, txnNumber?: bigint): void
  closeIdleFor(ageMs: number): void
  closeAll(): void
  count(): number
}

const mostCursors = 10_000
const batchBytes = 16 * 1024 * 1024
/** Idle time after which a cursor is closed (MongoDB: cursorTimeoutMillis). */
export const cursorTimeoutMs = 600_000

/** An empty registry of cursors. */
export function createCursors(): Cursors {
  const cursors = new Map<bigint, Cursor>()
  let lastId = BigInt(Date.now()) << 20n

  function close(cursor: Cursor): void {
    if (!cursors.delete(cursor.id)) return
    if (!cursor.isBusy) void cursor.results.return?.()
  }

  return {
    open: (facts) => {
      if (cursors.size >= mostCursors) throw new CommandError('OperationFailed', `more than ${mostCursors} cursors are open`)
      lastId += 1n
      const cursor: Cursor = { ...facts, id: lastId, pending: undefined, isBusy: false, usedAt: performance.now() }
      cursors.set(cursor.id, cursor)
      return cursor
    },
    take: (id) => {
      const cursor = cursors.get(id)
      if (!cursor) throw new CommandError('CursorNotFound', `cursor id ${id} not found`)
      if (cursor.isBusy) throw new CommandError(143, `cursor id ${id} is already in use`)
      return cursor
    },
    close,
    kill: (id) => {
      const cursor = cursors.get(id)
      if (cursor) close(cursor)
      return cursor !== undefined
    },
    killOfSession: (sessionKey, txnNumber) => {
      for (const cursor of [...cursors.values()]) {
        if (cursor.sessionKey === sessionKey && (txnNumber === undefined || cursor.txnNumber === txnNumber)) close(cursor)
      }
    },
    closeIdleFor: (ageMs) => {
      const now = performance.now()
      for (const cursor of [...cursors.values()]) if (!cursor.isBusy && now - cursor.usedAt > ageMs) close(cursor)
    },
    closeAll: () => {
      for (const cursor of [...cursors.values()]) close(cursor)
    },
    count: () => cursors.size,
  }
}

/**
 * Reads the next batch: up to `mostDocuments` and 16 MB. One result is read ahead, so that a cursor that has nothing
 * left is closed with its last batch instead of one round trip later.
 */
export async function nextBatch(cursor: Cursor, mostDocuments: number): Promise<Batch> {
  cursor.isBusy = true
  try {
    return await atItsMoment(cursor.snapshot, () => readBatch(cursor, mostDocuments))
  } finally {
    cursor.isBusy = false
    cursor.usedAt = performance.now()
  }
}

async function readBatch(cursor: Cursor, mostDocuments: number): Promise<Batch> {
  const documents: Uint8Array[] = []
  let bytes = 0
  while (documents.length < mostDocuments) {
    const document = cursor.pending ?? (await readOne(cursor))
    if (document === undefined) return { documents, isLast: true }
    if (documents.length > 0 && bytes + document.length > batchBytes) {
      cursor.pending = document
      return { documents, isLast: false }
    }
    cursor.pending = undefined
    documents.push(document)
    bytes += document.length
  }
  if (mostDocuments === 0) return { documents, isLast: false }
  cursor.pending ??= await readOne(cursor)
  return { documents, isLast: cursor.pending === undefined }
}

async function readOne(cursor: Cursor): Promise<Uint8Array | undefined> {
  const next = await cursor.results.next()
  return next.done ? undefined : next.value
}
