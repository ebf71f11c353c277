import { setTimeout as sleep } from 'node:timers/promises'
import { assertHolds } from '#shared/primitives/assert.ts'
import { concat, utf8 } from '#shared/primitives/bytes.ts'
import { sha256 } from '#shared/primitives/digest.ts'
import type { Instant } from '#shared/primitives/instant.ts'
import { bytesOf } from './act-of.ts'
import { checkpointModel, type DeadlineDocument, deadlineModel, logModel } from './ledger.model.ts'
import type { CheckpointProof, LedgerDeps, LedgerRecords, WithLedger } from './ledger.ts'

const LOOK_AGAIN_MS = 100

/** How long an opening waits for its timestamp before it goes on without. */
const TIMESTAMP_PATIENCE_MS = 5000

/**
 * Closes a tender's box: takes everything pending into the log, opaque entries included, signs, and has the checkpoint timestamped by
 * RFC 3161. Call it once everything read before the deadline has been stored: what is not under this checkpoint does not count.
 * A timestamp authority that is down stops nothing: that is recorded, and the token fetched when it answers. Asked again it gives the
 * same checkpoint. Throws `ledger-stopped`.
 */
export async function checkpointDeadline(
  deps: WithLedger,
  input: { readonly tender: string; readonly at: Instant },
): Promise<CheckpointProof> {
  const own = deps.ledger.deps
  const known = await deadlineCheckpoint(own, input.tender)
  if (known !== undefined) return known
  let beat = await deps.ledger.sequence('deadline')
  while (beat === undefined) {
    await sleep(LOOK_AGAIN_MS)
    beat = await deps.ledger.sequence('deadline')
  }
  const closing = { at: input.at, log: beat.log, size: beat.size, isMissing: true }
  await deadlineModel(own.connection).updateOne({ _id: input.tender }, { $setOnInsert: closing }, { upsert: true })
  await stamp(own, input.tender)
  const closed = await deadlineCheckpoint(own, input.tender)
  assertHolds(closed !== undefined, 'a deadline checkpoint that was written can be read')
  return closed
}

/** The checkpoint that closed a tender's box; undefined before its deadline. */
export async function deadlineCheckpoint(
  deps: Pick<LedgerRecords, 'connection'>,
  tender: string,
): Promise<CheckpointProof | undefined> {
  const closing = await deadlineModel(deps.connection).findById(tender).lean()
  if (closing === null) return undefined
  const checkpoint = await checkpointModel(deps.connection).findById(`${closing.log}/${closing.size}`).lean()
  const log = await logModel(deps.connection).findById(closing.log).lean()
  assertHolds(checkpoint !== null && log !== null, 'a deadline names a signed checkpoint')
  return {
    tender,
    at: closing.at as Instant,
    log: closing.log,
    origin: log.origin,
    size: closing.size,
    root: checkpoint.root,
    checkpoint: checkpoint.note,
    timestamp: timestampOf(closing),
  }
}

/** Asks again for every token that could not be had at its deadline. Returns how many are there now. */
export async function fetchMissingTimestamps(deps: LedgerDeps): Promise<number> {
  const missing = await deadlineModel(deps.connection).find({ isMissing: true }).limit(100).lean()
  let fetched = 0
  for (const { _id } of missing) if (await stamp(deps, _id)) fetched += 1
  return fetched
}

async function stamp(deps: LedgerDeps, tender: string): Promise<boolean> {
  const model = deadlineModel(deps.connection)
  const closing = await model.findById(tender).lean()
  const source = deps.timestamp
  if (closing === null || !closing.isMissing || source === undefined) return false
  const checkpoint = await checkpointModel(deps.connection).findById(`${closing.log}/${closing.size}`).lean()
  assertHolds(checkpoint !== null, 'a deadline names a signed checkpoint')
  try {
    const digest = sha256(utf8(checkpoint.note))
    const token = await withPatience(source.stamp(digest), deps.timestampPatienceMs ?? TIMESTAMP_PATIENCE_MS)
    const stamped = {
      token: Buffer.from(token),
      authority: source.name,
      isPlatformsOwn: source.isPlatformsOwn,
      isMissing: false,
      lastFailure: null,
    }
    await model.updateOne({ _id: tender, isMissing: true }, { $set: stamped })
    return true
  } catch (error) {
    const lastFailure = error instanceof Error ? error.message.slice(0, 500) : 'failed'
    await model.updateOne({ _id: tender }, { $set: { lastFailure } })
    deps.logger.error(
      { tender, authority: source.name, lastFailure },
      'no timestamp over a deadline checkpoint; it will be asked for again',
    )
    return false
  }
}

async function withPatience<T>(work: Promise<T>, patienceMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

function timestampOf(closing: DeadlineDocument): CheckpointProof['timestamp'] {
  if (closing.token === undefined || closing.token === null) return undefined
  return {
    token: concat(bytesOf(closing.token)),
    authority: closing.authority ?? '',
    isPlatformsOwn: closing.isPlatformsOwn === true,
  }
}
