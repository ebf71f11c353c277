import type { ClientSession } from 'mongoose'
import { hex, utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { eventCommitmentHex, eventSaltBytes, type LedgerEvent } from '#shared/transparency/event.ts'
import { emptyRoot } from '#shared/transparency/merkle-tree.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { commitEntries, type EntryToCommit } from './commit-entries.ts'
import { type LogDocument, logModel } from './ledger.model.ts'
import type { LedgerDeps } from './ledger.ts'
import { logOrigin, logYear } from './log-year.ts'
import { signLatestCheckpoint } from './sign-checkpoint.ts'

/** The newest log there is. */
export async function newestLog(deps: Pick<LedgerDeps, 'connection'>): Promise<LogDocument | undefined> {
  return (await logModel(deps.connection).findOne({}).sort({ _id: -1 }).lean()) ?? undefined
}

/**
 * The log of this moment's year, begun if need be. A new year's log has the last checkpoint of the year before as its first entry,
 * as `log.continued`, so that the years are one chain. A clock set back never reopens an old log.
 */
export async function openLog(deps: LedgerDeps, at: number): Promise<LogDocument> {
  const newest = await newestLog(deps)
  const year = logYear(at)
  if (newest !== undefined && newest._id >= year) return newest
  const first = newest === undefined ? undefined : await continuation(deps, newest, at)
  return inTransaction(deps.connection, (session) => beginLog(deps, session, year, first))
}

async function beginLog(
  deps: LedgerDeps,
  session: ClientSession,
  year: number,
  first: EntryToCommit | undefined,
): Promise<LogDocument> {
  const logs = logModel(deps.connection)
  const known = await logs.findById(year).session(session).lean()
  if (known !== null) return known
  const begun: LogDocument = {
    _id: year,
    origin: logOrigin(deps.platformName, year),
    size: 0,
    frontier: [],
    root: hex(emptyRoot),
  }
  await logs.create([begun], { session })
  return first === undefined ? begun : commitEntries(deps.connection, session, begun, [first])
}

async function continuation(deps: LedgerDeps, previous: LogDocument, at: number): Promise<EntryToCommit> {
  const last = await signLatestCheckpoint(deps, previous)
  const event: LedgerEvent = {
    v: 'event/1',
    type: 'log.continued',
    subject: { origin: previous.origin },
    at: instantOf(at),
    objectSha256: sha256Hex(utf8(last.note)),
  }
  const salt = deps.random(eventSaltBytes)
  return { c: eventCommitmentHex(salt, event), event, salt: hex(salt), facts: { checkpoint: last.note } }
}
