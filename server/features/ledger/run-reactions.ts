import type { ClientSession, Model } from 'mongoose'
import type { Json } from '#shared/primitives/canonical-json.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { type EntryDocument, entryModel, logModel, type ReactionDocument, reactionModel } from './ledger.model.ts'
import type { Ledger, RegisteredReaction, SequencedEvent } from './ledger.ts'
import { newestCheckpoint } from './sign-checkpoint.ts'

/** How long a server that fell silent keeps a reaction from the others. Renewed with every event. */
const LEASE_MS = 60_000
const READ_AT_ONCE = 100

/** The last leaf handled. */
type Place = Pick<ReactionDocument, 'log' | 'index'>

/** What runs the reactions: the ledger, and who this server is. */
interface Run {
  readonly ledger: Ledger
  readonly holder: string
  readonly model: Model<ReactionDocument>
}

/**
 * Runs every reaction over the events it has not handled, each from its own cursor. Those that stand at one place are looked after
 * together: one read for all of them, one write that takes those it does not concern past what was read. One that fails stays where it
 * is and stops no other.
 */
export async function runReactions(ledger: Ledger, holder: string): Promise<void> {
  const run: Run = { ledger, holder, model: reactionModel(ledger.deps.connection) }
  let names = [...ledger.reactions.keys()]
  while (names.length > 0) {
    const goingOn: string[] = []
    for (const cursors of await cursorsByPlace(run, names)) goingOn.push(...(await goOnFrom(run, cursors)))
    names = goingOn
  }
}

/** The cursors of these reactions, those of one place together; one that has none yet stands before the first log. */
async function cursorsByPlace({ model }: Run, names: readonly string[]): Promise<Iterable<readonly ReactionDocument[]>> {
  const known = new Map((await model.find({ _id: { $in: names } }).lean()).map((cursor) => [cursor._id, cursor]))
  const places = new Map<string, ReactionDocument[]>()
  for (const name of names) {
    const beginning = { log: 0, index: -1, leaseUntil: null }
    if (!known.has(name)) await model.updateOne({ _id: name }, { $setOnInsert: beginning }, { upsert: true })
    const cursor = known.get(name) ?? { _id: name, ...beginning }
    const place = `${cursor.log}/${cursor.index}`
    places.set(place, [...(places.get(place) ?? []), cursor])
  }
  return places.values()
}

/** Has reactions that stand at one place handle what is next in its log; those for which there may be more. */
async function goOnFrom(run: Run, cursors: readonly ReactionDocument[]): Promise<readonly string[]> {
  const [from] = cursors
  if (from === undefined) return []
  const names = cursors.map(({ _id }) => _id)
  const entries = await nextEntries(run, from)
  const last = entries.at(-1)
  if (last === undefined) {
    const next = await nextLog(run, from)
    if (next === undefined) return []
    return (await passOver(run, names, from, { log: next, index: -1 })) ? names : []
  }
  const isConcerned = (name: string) => entries.some((entry) => concerns(run.ledger.reactions.get(name), entry))
  const unconcerned = names.filter((name) => !isConcerned(name))
  const done = unconcerned.length > 0 && (await passOver(run, unconcerned, from, last)) ? unconcerned : []
  for (const name of names.filter(isConcerned)) {
    try {
      if (await handleAll(run, name, from, entries)) done.push(name)
    } catch (error) {
      run.ledger.deps.logger.error({ reaction: name, error }, 'a reaction failed; it will be tried again')
    }
  }
  return entries.length < READ_AT_ONCE ? [] : done
}

/** The clear events after a place in its log, as far as a checkpoint is signed. */
async function nextEntries({ ledger }: Run, { log, index }: Place): Promise<readonly EntryDocument[]> {
  const signed = (await newestCheckpoint(ledger.deps, log))?.size ?? 0
  if (signed <= index + 1) return []
  return entryModel(ledger.deps.connection)
    .find({ log, index: { $gt: index, $lt: signed }, event: { $exists: true } })
    .sort({ index: 1 })
    .limit(READ_AT_ONCE)
    .lean()
}

async function nextLog({ ledger }: Run, { log }: Place): Promise<number | undefined> {
  const next = await logModel(ledger.deps.connection)
    .findOne({ _id: { $gt: log } })
    .sort({ _id: 1 })
    .lean()
  return next?._id
}

function concerns(registered: RegisteredReaction | undefined, { event }: EntryDocument): boolean {
  return registered !== undefined && event !== undefined && (registered.types?.has(event.type) ?? true)
}

/** A lease nobody else has: given back, run out, or this server's own. */
function freeFor({ ledger, holder }: Run): object {
  return { $or: [{ leaseUntil: null }, { leaseUntil: { $lte: new Date(ledger.deps.clock.now()) } }, { holder }] }
}

/**
 * Moves cursors over entries that do not concern their reactions. One that moved meanwhile, or that another server holds, stays.
 * Whether all of them moved.
 */
async function passOver(run: Run, names: readonly string[], { log, index }: Place, to: Place): Promise<boolean> {
  const moved = await run.model.updateMany(
    { _id: { $in: names }, log, index, ...freeFor(run) },
    { $set: { log: to.log, index: to.index, holder: null, leaseUntil: null } },
  )
  return moved.matchedCount === names.length
}

/** Has one reaction handle those of the entries that concern it, under its lease. False when another server has that, or has moved on. */
async function handleAll(run: Run, name: string, from: Place, entries: readonly EntryDocument[]): Promise<boolean> {
  const { model, holder } = run
  const taken = await model.updateOne(
    { _id: name, log: from.log, index: from.index, ...freeFor(run) },
    { $set: { holder, leaseUntil: leaseEnd(run) } },
  )
  if (taken.matchedCount !== 1) return false
  const registered = run.ledger.reactions.get(name)
  const concerning = entries.filter((entry) => concerns(registered, entry))
  let place = from
  try {
    for (const entry of concerning) {
      // With the last one the lease ends, and the cursor passes over what comes after it.
      const isLast = entry === concerning.at(-1)
      const to = isLast ? (entries.at(-1) ?? entry) : entry
      await handle(run, name, registered, entry, { from: place, to, isLast })
      place = to
    }
    return true
  } catch (error) {
    await model.updateOne({ _id: name, holder }, { $set: { holder: null, leaseUntil: null } })
    throw error
  }
}

/** Where a cursor goes once an entry is handled, and whether its lease ends there. */
interface Move {
  readonly from: Place
  readonly to: Place
  readonly isLast: boolean
}

async function handle(
  run: Run,
  name: string,
  registered: RegisteredReaction | undefined,
  entry: EntryDocument,
  move: Move,
): Promise<void> {
  const event = sequencedEvent(entry)
  if (event === undefined || registered === undefined) return
  if (registered.isInTransaction) {
    await inTransaction(run.ledger.deps.connection, async (session) => {
      await registered.run(event, session)
      await moveCursor(run, name, move, session)
    })
    return
  }
  await registered.run(event)
  await moveCursor(run, name, move, undefined)
}

async function moveCursor(run: Run, name: string, { from, to, isLast }: Move, session: ClientSession | undefined): Promise<void> {
  const lease = isLast ? { holder: null, leaseUntil: null } : { leaseUntil: leaseEnd(run) }
  const moved = await run.model.updateOne(
    { _id: name, log: from.log, index: from.index, holder: run.holder },
    { $set: { log: to.log, index: to.index, ...lease } },
    session === undefined ? {} : { session },
  )
  // Another server took over: what we did in the transaction is undone, and it goes on from where the cursor stands.
  if (moved.matchedCount !== 1) throw new DomainProblem('state-changed')
}

function leaseEnd({ ledger }: Run): Date {
  return new Date(ledger.deps.clock.now() + LEASE_MS)
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
