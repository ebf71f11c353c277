import type { Client } from '../../contracts/client.ts'
import { readConsistency, readInclusion, readLogTrust, readTenderChain } from '../../contracts/ledger.ts'
import { fromHex } from '../../primitives/bytes.ts'
import type { Json } from '../../primitives/canonical-json.ts'
import type { Instant } from '../../primitives/instant.ts'
import { type Checkpoint, openCheckpoint } from '../../transparency/checkpoint.ts'
import { entryLeafHash } from '../../transparency/entry.ts'
import { eventCommitmentHex, factsDigest, parseLedgerEvent } from '../../transparency/event.ts'
import { verifyConsistency, verifyInclusion } from '../../transparency/merkle-proof.ts'
import { formatNoteKey, type NoteKey, parseNoteKey } from '../../transparency/signed-note.ts'

/** What a platform shows of its log does not hold together. Nothing that follows from it may be acted on. */
export class ChainRefused extends Error {
  override readonly name = 'ChainRefused'
}

/** A log as a client knows it: its year and its key, written down when it was first seen. */
export interface KnownLog {
  readonly log: number
  /** C2SP verifier key. */
  readonly key: string
  /** Newest checkpoint seen, whole: whatever the platform shows later must begin with it. */
  readonly newest?: string | undefined
}

/** An event of the public chain, verified: linked, committed to, and if `leafIndex` is there, proven to be in the log. */
export interface WalkedEvent {
  readonly c: string
  readonly type: string
  readonly at: Instant
  readonly log: number
  readonly leafIndex: number
  readonly actSha256: string | undefined
  readonly facts: Json | undefined
}

/** A tender's chain as a client has verified it. */
export interface WalkedChain {
  readonly events: readonly WalkedEvent[]
  /** The logs with the newest checkpoint now accepted: keep them for the next time. */
  readonly logs: readonly KnownLog[]
  readonly checkpoints: readonly { readonly log: number; readonly size: number }[]
}

/**
 * Walks a tender's public chain to checkpoints the client accepts: every event linked to the one before and committed to with its
 * facts; the last one, and with it all before, proven to be in the log; every checkpoint signed by the log's known key and
 * consistent with the newest one seen before. Events not yet under a checkpoint are left out. Throws ChainRefused, ProblemError.
 */
export async function walkChain(input: {
  readonly client: Client
  readonly tender: string
  readonly knownLogs: readonly KnownLog[]
  /** Keys got from elsewhere than the platform: when there are any, a log that is not known yet must have one of them. */
  readonly trustedKeys?: readonly NoteKey[] | undefined
  /** Types of events whose facts and own place in the log are needed: each costs one request. */
  readonly proven: readonly string[]
}): Promise<WalkedChain> {
  const { client, tender } = input
  const keys = await logKeys(client, input.knownLogs, input.trustedKeys ?? [])
  const { events: given } = await client.call(readTenderChain, { params: { tender } })
  const events: WalkedEvent[] = []
  for (const entry of given) {
    if (entry.log === undefined || entry.leafIndex === undefined) break
    const event = parseLedgerEvent(entry.event)
    const c = eventCommitmentHex(fromHex(entry.salt), event)
    const facts = entry.facts as Json | undefined
    const isLinked = event.seq === events.length + 1 && event.previous === events.at(-1)?.c && event.subject['tender'] === tender
    if (!isLinked) throw new ChainRefused(`event ${events.length + 1} (${event.type}) is not linked to the one before`)
    if (facts !== undefined && event.objectSha256 !== factsDigest(facts)) throw new ChainRefused(`the facts of ${event.type}`)
    if (facts === undefined && input.proven.includes(event.type))
      throw new ChainRefused(`the facts of ${event.type} are withheld`)
    const { log, leafIndex } = entry
    events.push({ c, type: event.type, at: event.at, log, leafIndex, actSha256: event.actSha256, facts })
  }
  const last = events.at(-1)
  if (last === undefined) throw new ChainRefused('nothing of this tender is under a checkpoint')
  const toProve = events.filter((event) => event === last || input.proven.includes(event.type))
  const newest = new Map<number, { readonly checkpoint: Checkpoint; readonly note: string }>()
  const seen: { readonly log: number; readonly checkpoint: Checkpoint }[] = []
  for (const event of toProve) {
    const { checkpoint, note } = await proveEvent(client, event, keys)
    seen.push({ log: event.log, checkpoint })
    if ((newest.get(event.log)?.checkpoint.size ?? -1) < checkpoint.size) newest.set(event.log, { checkpoint, note })
  }
  for (const known of input.knownLogs) {
    const key = keys.get(known.log)
    if (known.newest !== undefined && key !== undefined) {
      seen.push({ log: known.log, checkpoint: openCheckpoint(known.newest, key) })
    }
  }
  for (const { log, checkpoint } of seen) await proveConsistent(client, log, checkpoint, newest.get(log)?.checkpoint)
  return {
    events,
    logs: [...keys].map(([log, key]) => ({
      log,
      key: formatNoteKey(key),
      newest: newest.get(log)?.note ?? input.knownLogs.find((known) => known.log === log)?.newest,
    })),
    checkpoints: [...newest].map(([log, { checkpoint }]) => ({ log, size: checkpoint.size })),
  }
}

/**
 * The keys of all logs: those written down, and for logs not known yet those the platform says, if they are among the trusted ones.
 * Without any trusted key the platform's word is taken once and kept (trust on first use).
 */
async function logKeys(client: Client, known: readonly KnownLog[], trusted: readonly NoteKey[]): Promise<Map<number, NoteKey>> {
  const keys = new Map(known.map(({ log, key }) => [log, parseNoteKey(key)]))
  const isTrusted = (key: string) => trusted.length === 0 || trusted.some((one) => formatNoteKey(one) === key)
  const { logs } = await client.call(readLogTrust, {})
  for (const { year, key } of logs) {
    const old = keys.get(year)
    if (old !== undefined && formatNoteKey(old) !== key) throw new ChainRefused(`the key of log ${year} is not the one known`)
    if (old === undefined && isTrusted(key)) keys.set(year, parseNoteKey(key))
  }
  return keys
}

async function proveEvent(
  client: Client,
  event: WalkedEvent,
  keys: ReadonlyMap<number, NoteKey>,
): Promise<{ checkpoint: Checkpoint; note: string }> {
  const proof = await client.call(readInclusion, { params: { c: event.c } })
  const key = keys.get(proof.log)
  if (key === undefined || proof.log !== event.log || proof.leafIndex !== event.leafIndex) {
    throw new ChainRefused(`${event.type} is not where the chain says`)
  }
  const checkpoint = openCheckpoint(proof.checkpoint, key)
  const isIncluded = verifyInclusion({
    index: proof.leafIndex,
    size: checkpoint.size,
    leaf: entryLeafHash(event.c),
    proof: proof.inclusionProof.map(fromHex),
    root: checkpoint.root,
  })
  if (!isIncluded) throw new ChainRefused(`${event.type} is not proven to be in the log`)
  return { checkpoint, note: proof.checkpoint }
}

async function proveConsistent(client: Client, log: number, older: Checkpoint, newer: Checkpoint | undefined): Promise<void> {
  if (newer === undefined) return
  if (older.size > newer.size) throw new ChainRefused(`log ${log} is shorter than it was`)
  const proof =
    older.size === newer.size
      ? []
      : (
          await client.call(readConsistency, {
            params: { year: String(log) },
            query: { from: older.size, to: newer.size },
          })
        ).proof.map(fromHex)
  if (!verifyConsistency({ older, newer, proof }))
    throw new ChainRefused(`log ${log} was changed between ${older.size} and ${newer.size}`)
}
