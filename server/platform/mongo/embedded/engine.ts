import { type Catalogue, openCatalogue } from './catalogue.ts'
import { type Cursors, createCursors } from './cursors.ts'
import { createGarbageCollector } from './garbage.ts'
import { createHeldSnapshots, type HeldSnapshots } from './held-snapshots.ts'
import { type BuildWatch, createBuildWatch } from './index-builds.ts'
import { createSessionRecords, type SessionRecords } from './session-records.ts'
import { openStorage, type Storage, type Synchronous } from './storage.ts'
import { createTransactions, type Transactions } from './transactions.ts'
import { createWriter, type Writer } from './writer.ts'

/** The parts of one open data folder, as commands use them. */
export interface Engine {
  readonly storage: Storage
  readonly catalogue: Catalogue
  readonly writer: Writer
  readonly transactions: Transactions
  readonly cursors: Cursors
  readonly sessionRecords: SessionRecords
  readonly buildWatch: BuildWatch
  readonly heldSnapshots: HeldSnapshots
  readonly startedAt: number
  /** Clears the rows of dropped collections and indexes, a little at a time. */
  clearGarbageSoon(): void
  close(): Promise<void>
}

/** Opens the database of a folder; the caller holds the folder's lock. */
export function openEngine(folder: string, synchronous: Synchronous): Engine {
  const storage = openStorage(folder, synchronous)
  const catalogue = openCatalogue(storage.writer)
  const sessionRecords = createSessionRecords(storage.writer)
  const writer = createWriter(storage, catalogue, sessionRecords)
  const transactions = createTransactions(storage, catalogue)
  const cursors = createCursors()
  const garbage = createGarbageCollector(storage, catalogue, writer)
  return {
    storage,
    catalogue,
    writer,
    transactions,
    cursors,
    sessionRecords,
    buildWatch: createBuildWatch(),
    heldSnapshots: createHeldSnapshots(storage, catalogue),
    startedAt: Date.now(),
    clearGarbageSoon: garbage.start,
    close: async () => {
      await garbage.stop()
      cursors.closeAll()
      transactions.endAll()
      await writer.close()
      storage.close()
    },
  }
}
