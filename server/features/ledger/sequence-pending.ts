import type { ClientSession } from 'mongoose'
import { hex } from '#shared/primitives/bytes.ts'
import { shuffle } from '#shared/transparency/shuffle.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { commitEntries, type EntryToCommit, LogMoved } from './commit-entries.ts'
import { type LogDocument, logModel, type PendingDocument, pendingModel } from './ledger.model.ts'
import type { BeatKind, LedgerDeps } from './ledger.ts'

/** Opaque entries of a beat are a multiple of this unless configured otherwise. */
export const defaultFillerMultiple = 4

/** Most pending entries one transaction takes; the rest waits for the next beat. */
const MOST_ENTRIES = 20_000

const DELETED_AT_ONCE = 1000

/**
 * Takes what is pending into a log, in one transaction. A regular or deadline beat fills its opaque entries up to a multiple, and has
 * at least one multiple of them while any tender is open for bids (rule P9: a quiet beat and a busy one look alike). An extra beat
 * takes clear entries only. The order is drawn at random. Returns the log after it, the same one when there was nothing to do.
 */
export async function sequencePending(deps: LedgerDeps, log: LogDocument, kind: BeatKind): Promise<LogDocument> {
  const mustCover = kind === 'deadline' || (kind === 'regular' && (await deps.isAnyTenderOpen(deps.clock.now())))
  return inTransaction(deps.connection, async (session) => {
    const current = await logModel(deps.connection).findById(log._id).session(session).lean()
    if (current === null) throw new LogMoved(`log ${log._id} is gone`)
    const filter = kind === 'extra' ? { event: { $exists: true } } : {}
    // Read inside the transaction: of a chain, a later event is never seen without the earlier one.
    const pending = await pendingModel(deps.connection).find(filter).limit(MOST_ENTRIES).session(session).lean()
    const fillers = kind === 'extra' ? [] : fillersFor(deps, pending, mustCover)
    const entries = inChainOrder(shuffle<EntryToCommit>([...pending.map(withoutId), ...fillers], deps.random))
    if (entries.length === 0) return current
    await removePending(deps, session, pending)
    return commitEntries(deps.connection, session, current, entries)
  })
}

function fillersFor(deps: LedgerDeps, pending: readonly PendingDocument[], mustCover: boolean): EntryToCommit[] {
  const multiple = deps.fillerMultiple ?? defaultFillerMultiple
  const opaque = pending.filter(({ event }) => event === undefined).length
  const wanted = Math.max(Math.ceil(opaque / multiple) * multiple, mustCover ? multiple : 0)
  return Array.from({ length: wanted - opaque }, () => ({ c: hex(deps.random(32)) }))
}

/** Nothing of the pending record but what the entry holds: its random id would tie the entry to a dump made before the beat. */
function withoutId({ _id, ...entry }: PendingDocument): EntryToCommit {
  return entry
}

/** Events of one chain take the places drawn for them in the order of the chain; every other entry keeps its place. */
function inChainOrder(entries: readonly EntryToCommit[]): EntryToCommit[] {
  const ordered = [...entries]
  const places = groupPlaces(entries)
  for (const at of places.values()) {
    const inOrder = at.map((place) => entries[place] as EntryToCommit).sort((left, right) => (left.seq ?? 0) - (right.seq ?? 0))
    for (const [rank, place] of at.entries()) ordered[place] = inOrder[rank] as EntryToCommit
  }
  return ordered
}

function groupPlaces(entries: readonly EntryToCommit[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  for (const [place, { tender }] of entries.entries()) {
    if (tender !== undefined) places.set(tender, [...(places.get(tender) ?? []), place])
  }
  return places
}

async function removePending(deps: LedgerDeps, session: ClientSession, pending: readonly PendingDocument[]): Promise<void> {
  for (let from = 0; from < pending.length; from += DELETED_AT_ONCE) {
    const ids = pending.slice(from, from + DELETED_AT_ONCE).map(({ _id }) => _id)
    const removed = await pendingModel(deps.connection).deleteMany({ _id: { $in: ids } }, { session })
    if (removed.deletedCount !== ids.length) throw new LogMoved('pending entries were taken by another server')
  }
}
