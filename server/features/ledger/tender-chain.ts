import type { Json } from '#shared/primitives/canonical-json.ts'
import { chainModel, type EntryDocument, entryModel, type PendingDocument, pendingModel } from './ledger.model.ts'
import type { ChainEvent, LedgerRecords } from './ledger.ts'

/**
 * A tender's public chain in its order, from the first event: each names the commitment of the one before it. Events that wait for
 * the next beat are in it too, without a leaf index.
 */
export async function tenderChain(deps: Pick<LedgerRecords, 'connection'>, tender: string): Promise<ChainEvent[]> {
  // Pending first: an entry sequenced between the two reads is then seen twice, never missed.
  const waiting = await pendingModel(deps.connection).find({ tender }).lean()
  const entered = await entryModel(deps.connection).find({ tender }).lean()
  const events = new Map<string, ChainEvent>()
  for (const found of waiting) add(events, found, undefined)
  for (const found of entered) add(events, found, found)
  return [...events.values()].sort((left, right) => (left.event.seq ?? 0) - (right.event.seq ?? 0))
}

/** How many events a tender's public chain has; whatever an event tells of was committed with it. */
export async function chainLength(deps: Pick<LedgerRecords, 'connection'>, tender: string): Promise<number> {
  const chain = await chainModel(deps.connection).findById(tender, { seq: 1 }).lean()
  return chain?.seq ?? 0
}

function add(events: Map<string, ChainEvent>, found: PendingDocument, entry: EntryDocument | undefined): void {
  const { c, event, salt } = found
  if (event === undefined || salt === undefined) return
  const facts = found.facts as Json | undefined
  events.set(c, { c, salt, event, facts, log: entry?.log, leafIndex: entry?.index })
}
