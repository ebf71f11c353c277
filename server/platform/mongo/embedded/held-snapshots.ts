import { Timestamp } from 'bson'
import type { Catalogue } from './catalogue.ts'
import type { ReadConnection, Storage } from './storage.ts'
import { CommandError } from './values/command-error.ts'

/** A moment that reads outside transactions come back to. */
export interface HeldSnapshot {
  readonly connection: ReadConnection
  readonly catalogueVersion: number
  /** The name clients know the moment by (`atClusterTime`). */
  readonly time: Timestamp
  /** Its connection is no longer at the moment: what was read of it meanwhile must not be told. */
  isReleased: boolean
}

/** Moments kept for sessions that read by `readConcern: { level: 'snapshot' }` (driver specification "Snapshot Reads"). */
export interface HeldSnapshots {
  /** The moment now. Those who ask before the next commit share it. */
  open(): HeldSnapshot
  /** The moment of that name; refuses with SnapshotTooOld (239) when it is not kept any more. */
  find(time: Timestamp): HeldSnapshot
  releaseOlderThan(ageMs: number): void
}

interface Held extends HeldSnapshot {
  readonly storageVersion: number
  readonly openedAt: number
}

const mostHeld = 32

/** Holds no moment yet. */
export function createHeldSnapshots(storage: Storage, catalogue: Catalogue): HeldSnapshots {
  const held = new Map<string, Held>()
  let lastSecond = 0
  let counter = 0

  function nextTime(): Timestamp {
    const second = Math.max(lastSecond, Math.floor(Date.now() / 1_000))
    counter = second === lastSecond ? counter + 1 : 1
    lastSecond = second
    return new Timestamp({ t: second, i: counter })
  }

  function release(one: Held): void {
    held.delete(one.time.toString())
    one.isReleased = true
    storage.releaseSnapshot(one.connection)
  }

  return {
    open: () => {
      const newest = [...held.values()].at(-1)
      if (newest?.storageVersion === storage.version()) return newest
      const [oldest] = held.values()
      if (oldest && held.size >= mostHeld) release(oldest)
      const one: Held = {
        connection: storage.openSnapshot(),
        catalogueVersion: catalogue.version(),
        time: nextTime(),
        isReleased: false,
        storageVersion: storage.version(),
        openedAt: performance.now(),
      }
      held.set(one.time.toString(), one)
      return one
    },
    find: (time) => {
      const one = held.get(time.toString())
      if (!one) throw snapshotTooOld()
      return one
    },
    releaseOlderThan: (ageMs) => {
      const now = performance.now()
      for (const one of [...held.values()]) if (now - one.openedAt > ageMs) release(one)
    },
  }
}

/** Reads of a moment; when it was let go meanwhile, what was read is of another one and not told, an error as little as a result. */
export async function atItsMoment<T>(snapshot: HeldSnapshot | undefined, read: () => Promise<T>): Promise<T> {
  if (!snapshot) return read()
  if (snapshot.isReleased) throw snapshotTooOld()
  try {
    const result = await read()
    if (snapshot.isReleased) throw snapshotTooOld()
    return result
  } catch (error) {
    throw snapshot.isReleased ? snapshotTooOld() : error
  }
}

/** The moment is not kept any more (239). */
function snapshotTooOld(): CommandError {
  return new CommandError(239, 'Read timestamp is older than the oldest available timestamp: snapshots are kept for 60 seconds')
}
