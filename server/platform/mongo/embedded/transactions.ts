import type { Catalogue, Collection } from './catalogue.ts'
import { keyText } from './indexes.ts'
import { noSuchTransaction } from './refusals.ts'
import type { ReadConnection, Storage } from './storage.ts'
import { CommandError } from './values/command-error.ts'
import type { BsonDocument } from './values/document.ts'

/** What a transaction wrote to one document: the new version, or `document: undefined` for a removed one. */
export interface OverlayEntry {
  readonly id: Uint8Array
  readonly document: BsonDocument | undefined
  readonly body: Uint8Array | undefined
}

/** An open transaction: a snapshot to read from and the documents written over it. */
export interface Transaction {
  readonly sessionKey: string
  readonly txnNumber: bigint
  readonly snapshot: ReadConnection
  readonly catalogueVersion: number
  /** The storage's version at the snapshot. */
  readonly storageVersion: number
  readonly startedAt: number
  /** By collection number, then by document key. */
  readonly overlays: Map<number, Map<string, OverlayEntry>>
  readonly collections: Map<number, Collection>
  /** Documents and unique keys held against everybody else. */
  readonly heldDocuments: Set<string>
  readonly heldKeys: Map<string, string>
  readonly ended: Promise<void>
  readonly announceEnd: () => void
  bytesWritten: number
  state: 'open' | 'committing' | 'ended'
  /** When its last command came. */
  usedAt: number
  /** A command of it is running. */
  isBusy: boolean
  /** Ended for its age, not by its client. */
  isExpired: boolean
}

/** The open transactions and what they hold. */
export interface Transactions {
  begin(sessionKey: string, txnNumber: bigint): Transaction
  /** The open transaction of a session; refuses with NoSuchTransaction (251) when there is none of that number. */
  current(sessionKey: string, txnNumber: bigint): Transaction
  find(sessionKey: string): Transaction | undefined
  /** Lets go of the snapshot and of everything held; those who wait run again. */
  end(transaction: Transaction): void
  holderOfDocument(collection: number, id: Uint8Array): Transaction | undefined
  holderOfKey(index: number, key: Uint8Array): Transaction | undefined
  holdDocument(transaction: Transaction, collection: number, id: Uint8Array): void
  holdKey(transaction: Transaction, index: number, key: Uint8Array, id: Uint8Array): void
  releaseKey(transaction: Transaction, index: number, key: Uint8Array, id: Uint8Array): void
  /** Open transactions that have written to the collection. */
  writersOf(collection: number): Transaction[]
  /** Ends open transactions older than this; one that has only read, and still does, may be ten times as old (a backup) unless told otherwise. */
  abortOlderThan(ageMs: number, options?: { sparesReaders: boolean }): void
  /** Whether a transaction older than this has only read and still does. */
  hasReaderOlderThan(ageMs: number): boolean
  /** Makes new transactions wait until the function it answers with is called. */
  holdBack(): () => void
  /** Resolves when a new transaction may begin; undefined when it may at once. */
  admission(): Promise<void> | undefined
  count(): number
  endAll(): void
}

const mostOpenTransactions = 500
/** How recently a transaction must have read to count as still reading. */
const stillReadMs = 10_000
/** Age at which a transaction is aborted: its snapshot keeps the write-ahead log from shrinking (MongoDB: transactionLifetimeLimitSeconds). */
export const transactionLifetimeMs = 60_000

/** The registry of open transactions over a storage. */
export function createTransactions(storage: Storage, catalogue: Catalogue): Transactions {
  const open = new Map<string, Transaction>()
  const documents = new Map<string, Transaction>()
  const keys = new Map<string, Transaction>()
  let gate: Promise<void> | undefined

  function isReading(transaction: Transaction, now: number): boolean {
    return transaction.overlays.size === 0 && now - transaction.usedAt < stillReadMs
  }

  function end(transaction: Transaction): void {
    if (transaction.state === 'ended') return
    transaction.state = 'ended'
    if (open.get(transaction.sessionKey) === transaction) open.delete(transaction.sessionKey)
    for (const held of transaction.heldDocuments) documents.delete(held)
    for (const held of transaction.heldKeys.keys()) keys.delete(held)
    storage.releaseSnapshot(transaction.snapshot)
    transaction.overlays.clear()
    transaction.announceEnd()
  }

  return {
    begin: (sessionKey, txnNumber) => {
      const earlier = open.get(sessionKey)
      if (earlier?.state === 'committing')
        throw new CommandError('ConflictingOperationInProgress', 'the last transaction is being committed')
      if (earlier) end(earlier)
      if (open.size >= mostOpenTransactions) throw new CommandError('TooManyLogicalSessions', 'too many open transactions')
      let announceEnd = (): void => undefined
      const ended = new Promise<void>((resolve) => {
        announceEnd = resolve
      })
      const transaction: Transaction = {
        sessionKey,
        txnNumber,
        snapshot: storage.openSnapshot(),
        catalogueVersion: catalogue.version(),
        storageVersion: storage.version(),
        startedAt: performance.now(),
        overlays: new Map(),
        collections: new Map(),
        heldDocuments: new Set(),
        heldKeys: new Map(),
        ended,
        announceEnd,
        bytesWritten: 0,
        state: 'open',
        usedAt: performance.now(),
        isBusy: false,
        isExpired: false,
      }
      open.set(sessionKey, transaction)
      return transaction
    },
    current: (sessionKey, txnNumber) => {
      const transaction = open.get(sessionKey)
      if (transaction && transaction.txnNumber > txnNumber) {
        throw new CommandError(
          'TransactionTooOld',
          `transaction ${txnNumber} is older than the session's transaction ${transaction.txnNumber}`,
        )
      }
      if (!transaction || transaction.txnNumber !== txnNumber) throw noSuchTransaction(txnNumber, 'it was aborted or never begun')
      return transaction
    },
    find: (sessionKey) => open.get(sessionKey),
    end,
    holderOfDocument: (collection, id) => documents.get(heldName(collection, id)),
    holderOfKey: (index, key) => keys.get(heldName(index, key)),
    holdDocument: (transaction, collection, id) => {
      const name = heldName(collection, id)
      documents.set(name, transaction)
      transaction.heldDocuments.add(name)
    },
    holdKey: (transaction, index, key, id) => {
      const name = heldName(index, key)
      keys.set(name, transaction)
      transaction.heldKeys.set(name, keyText(id))
    },
    releaseKey: (transaction, index, key, id) => {
      const name = heldName(index, key)
      if (transaction.heldKeys.get(name) !== keyText(id)) return
      keys.delete(name)
      transaction.heldKeys.delete(name)
    },
    writersOf: (collection) => [...open.values()].filter((one) => one.overlays.has(collection)),
    hasReaderOlderThan: (ageMs) => {
      const now = performance.now()
      return [...open.values()].some((one) => now - one.startedAt > ageMs && isReading(one, now))
    },
    holdBack: () => {
      let letIn = (): void => undefined
      gate = new Promise((resolve) => {
        letIn = resolve
      })
      return () => {
        gate = undefined
        letIn()
      }
    },
    admission: () => gate,
    abortOlderThan: (ageMs, { sparesReaders } = { sparesReaders: true }) => {
      const now = performance.now()
      for (const one of [...open.values()]) {
        const most = sparesReaders && isReading(one, now) ? ageMs * 10 : ageMs
        if (one.state !== 'open' || now - one.startedAt <= most) continue
        one.isExpired = true
        end(one)
      }
    },
    count: () => open.size,
    endAll: () => {
      for (const one of [...open.values()]) end(one)
    },
  }
}

/** The name under which a document or key is held: owner number and key text. */
function heldName(owner: number, key: Uint8Array): string {
  return `${owner}:${keyText(key)}`
}
