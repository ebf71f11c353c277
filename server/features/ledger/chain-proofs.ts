import { hex } from '#shared/primitives/bytes.ts'
import { consistencyProof, inclusionProof } from '#shared/transparency/merkle-proof.ts'
import { readerOfTiles } from '#shared/transparency/tiles.ts'
import { type CheckpointDocument, checkpointModel, entryModel } from './ledger.model.ts'
import type { ChainEvent, LedgerRecords } from './ledger.ts'
import { newestCheckpoint } from './sign-checkpoint.ts'
import { tenderChain } from './tender-chain.ts'
import { storedTiles } from './tile-store.ts'

/** An event of a tender's chain, proven against the newest checkpoint of its log. */
export interface ProvenEvent {
  readonly salt: string
  readonly event: ChainEvent['event']
  readonly facts?: unknown
  readonly log: number
  readonly proof: { readonly leafIndex: number; readonly inclusionProof: readonly string[] }
}

/** A signed checkpoint, and the proof that the newest of its log continues it (empty for the newest itself). */
export interface ProvenCheckpoint {
  readonly log: number
  readonly note: string
  readonly consistencyProof: readonly string[]
}

/** A tender's whole public chain with everything that proves it: what a stranger takes away. */
export interface ChainProofs {
  readonly chain: readonly ProvenEvent[]
  /** By log and size: for each event the first checkpoint over it, so that what came before what can be checked; then the newest. */
  readonly checkpoints: readonly ProvenCheckpoint[]
}

/** Proves a tender's public chain. Events that wait for the next beat are left out. `sizes` names further checkpoints to include. */
export async function proveChain(
  deps: Pick<LedgerRecords, 'connection'>,
  tender: string,
  sizes: readonly { readonly log: number; readonly size: number }[] = [],
): Promise<ChainProofs> {
  const events = (await tenderChain(deps, tender)).filter(({ leafIndex }) => leafIndex !== undefined)
  const chain: ProvenEvent[] = []
  const checkpoints: ProvenCheckpoint[] = []
  for (const log of [...new Set(events.map((event) => event.log ?? 0))].sort((left, right) => left - right)) {
    const newest = await newestCheckpoint(deps, log)
    if (newest === undefined) continue
    const readNode = readerOfTiles(newest.size, storedTiles(deps.connection, log))
    const covering = new Map<number, Pick<CheckpointDocument, 'size' | 'note'>>()
    // An entry has its place a moment before a checkpoint is over it: until then it waits for the beat like the others.
    const under = events.filter((candidate) => candidate.log === log && (candidate.leafIndex ?? 0) < newest.size)
    for (const { salt, event, facts, leafIndex = 0 } of under) {
      const proof = await inclusionProof(leafIndex, newest.size, readNode)
      chain.push({
        salt,
        event,
        ...(facts === undefined ? {} : { facts }),
        log,
        proof: { leafIndex, inclusionProof: proof.map(hex) },
      })
      const first = await checkpointModel(deps.connection)
        .findOne({ log, size: { $gt: leafIndex } })
        .sort({ size: 1 })
        .lean()
      if (first !== null) covering.set(first.size, first)
    }
    for (const wanted of sizes.filter((candidate) => candidate.log === log)) {
      const found = await checkpointModel(deps.connection).findById(`${log}/${wanted.size}`).lean()
      if (found !== null) covering.set(found.size, found)
    }
    covering.set(newest.size, newest)
    for (const { size, note } of [...covering.values()].sort((left, right) => left.size - right.size)) {
      const proof = size === newest.size || size === 0 ? [] : await consistencyProof(size, newest.size, readNode)
      checkpoints.push({ log, note, consistencyProof: proof.map(hex) })
    }
  }
  return { chain, checkpoints }
}

/** The place of an entry in the log, proven against the log at an older signed size; undefined when it is not below it. */
export async function proveEntryAt(
  deps: Pick<LedgerRecords, 'connection'>,
  { c, log, size }: { readonly c: string; readonly log: number; readonly size: number },
): Promise<ProvenEvent['proof'] | undefined> {
  const entry = await entryModel(deps.connection).findOne({ c, log }).sort({ index: 1 }).lean()
  if (entry === null || entry.index >= size) return undefined
  const proof = await inclusionProof(entry.index, size, readerOfTiles(size, storedTiles(deps.connection, log)))
  return { leafIndex: entry.index, inclusionProof: proof.map(hex) }
}
