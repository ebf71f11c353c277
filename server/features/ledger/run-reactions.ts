import type { ClientSession } from 'mongoose'
import type { Json } from '#shared/primitives/canonical-json.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { type EntryDocument, entryModel, logModel, type ReactionDocument, reactionModel } from './ledger.model.ts'
import type { Ledger, ReactionInTransaction, SequencedEvent } from './ledger.ts'
import { newestCheckpoint } from './sign-checkpoint.ts'

/** How long a server that fell silent keeps a reaction from the others. Renewed with every event. */
const LEASE_MS = 60_000
const READ_AT_ONCE = 100

/** Runs every reaction over the events it has not handled, each from its own cursor. One that fails stays where it is and stops no other. */
export async function runReactions(ledger: Ledger, holder: string): Promise<void> {
  for (const name of ledger.reactions.keys()) {
    if (!(await takeLease(ledger, name, holder))) continue
    try {
      while (await handleSome(ledger, name, holder)) {
        // Until nothing is left.
      }
    } catch (error) {
      ledger.deps.logger.error({ reaction: name, error }, 'a reaction failed; it will be tried again')
    } finally {
      await reactionModel(ledger.deps.connection).updateOne({ _id: name, holder }, { $set: { holder: null, leaseUntil: null } })
    }
  }
}

async function takeLease(ledger: Ledger, name: string, holder: string): Promise<boolean> {
  const model = reactionModel(ledger.deps.connection)
  const now = ledger.deps.clock.now()
  const free = { $or: [{ leaseUntil: null }, { leaseUntil: { $lte: new Date(now) } }, { holder }] }
  await model.updateOne({ _id: name }, { $setOnInsert: { log: 0, index: -1, leaseUntil: null } }, { upsert: true })
  const taken = await model.updateOne({ _id: name, ...free }, { $set: { holder, leaseUntil: new Date(now + LEASE_MS) } })
  return taken.matchedCount === 1
}

/** Handles the next events of one log; whether there may be more. */
async function handleSome(ledger: Ledger, name: string, holder: string): Promise<boolean> {
  const { connection } = ledger.deps
  const cursor = await reactionModel(connection).findById(name).lean()
  if (cursor === null || cursor.holder !== holder) return false
  const signed = (await newestCheckpoint(ledger.deps, cursor.log))?.size ?? 0
  const events = await entryModel(connection)
    .find({ log: cursor.log, index: { $gt: cursor.index, $lt: signed }, event: { $exists: true } })
    .sort({ index: 1 })
    .limit(READ_AT_ONCE)
    .lean()
  if (events.length === 0) return goOnToNextLog(ledger, cursor, holder)
  let before = cursor
  for (const entry of events) {
    await handle(ledger, name, entry, before, holder)
    before = { ...before, log: entry.log, index: entry.index }
  }
  return true
}

async function goOnToNextLog(ledger: Ledger, cursor: ReactionDocument, holder: string): Promise<boolean> {
  const { connection } = ledger.deps
  const next = await logModel(connection)
    .findOne({ _id: { $gt: cursor.log } })
    .sort({ _id: 1 })
    .lean()
  if (next === null) return false
  await moveCursor(ledger, cursor, { log: next._id, index: -1 }, holder, undefined)
  return true
}

async function handle(
  ledger: Ledger,
  name: string,
  entry: EntryDocument,
  before: ReactionDocument,
  holder: string,
): Promise<void> {
  const event = sequencedEvent(entry)
  const reaction = ledger.reactions.get(name)
  if (event === undefined || reaction === undefined) return
  if (ledger.transactional.has(name)) {
    await inTransaction(ledger.deps.connection, async (session) => {
      await (reaction as ReactionInTransaction)(event, session)
      await moveCursor(ledger, before, entry, holder, session)
    })
    return
  }
  await (reaction as (event: SequencedEvent) => Promise<void>)(event)
  await moveCursor(ledger, before, entry, holder, undefined)
}

async function moveCursor(
  ledger: Ledger,
  from: Pick<ReactionDocument, '_id' | 'log' | 'index'>,
  to: Pick<ReactionDocument, 'log' | 'index'>,
  holder: string,
  session: ClientSession | undefined,
): Promise<void> {
  const moved = await reactionModel(ledger.deps.connection).updateOne(
    { _id: from._id, log: from.log, index: from.index, holder },
    { $set: { log: to.log, index: to.index, leaseUntil: new Date(ledger.deps.clock.now() + LEASE_MS) } },
    session === undefined ? {} : { session },
  )
  // Another server took over: what we did in the transaction is undone, and it goes on from where the cursor stands.
  if (moved.matchedCount !== 1) throw new DomainProblem('state-changed')
}

function sequencedEvent(entry: EntryDocument): SequencedEvent | undefined {
  if (entry.event === undefined) return undefined
  const { type, subject, at, seq } = entry.event
  return {
    log: entry.log,
    index: entry.index,
    c: entry.c,
    type,
    subject,
    at,
    facts: entry.facts as Json | undefined,
    tender: entry.tender,
    seq,
    event: entry.event,
  }
}
