import { type Collection, checkNamespace } from './catalogue.ts'
import type { CommandContext } from './command-context.ts'
import { type DocumentStore, directStore, transactionStore } from './document-store.ts'
import { createPacer } from './pacer.ts'
import { answer, planOf, type Query } from './query.ts'
import { asCommandError, DetailedError, writeConflict, writeError } from './refusals.ts'
import type { Reply } from './replies.ts'
import type { SessionRecord } from './session-records.ts'
import { addOutcome, copyTally, emptyTally, hasChanged, type Outcome, storableTally, type Tally, tallyFrom } from './tally.ts'
import { CommandError } from './values/command-error.ts'
import { type BsonDocument, encodeDocument } from './values/document.ts'
import { NeedsSearch, type Targets } from './write-statements.ts'
import { MustWait } from './writer.ts'

/** One insert, update or delete of a command. */
export interface Statement {
  /** Whether it may create the collection. */
  readonly isCreating: boolean
  readonly targets: Targets | undefined
  /** Applies it synchronously, to `ids` when a search was made. May throw NeedsSearch before it changes anything. */
  apply(store: DocumentStore, collection: Collection | undefined, ids?: readonly Uint8Array[]): Outcome
}

/**
 * The statement, or one that is refused in its turn: a filter or an update that cannot be read is an entry of `writeErrors`
 * and does not keep the statements before it from being applied.
 */
export function statementOrRefusal(compile: () => Statement): Statement {
  try {
    return compile()
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    return {
      isCreating: false,
      targets: undefined,
      apply: () => {
        throw error
      },
    }
  }
}

/** A write command: its statements, and how its reply is worded. */
export interface WriteCommand {
  readonly collectionName: string
  readonly statements: readonly Statement[]
  readonly isOrdered: boolean
  /** Refusals are the command's own instead of entries of writeErrors. */
  readonly isSingle: boolean
  replyOf(tally: Tally): BsonDocument
}

const mostStatementsInJob = 500
const mostIdsInJob = 500
const mostSearches = 1_000

/**
 * Runs a write command, in its transaction or as jobs of the writer. Resolves when its changes are durable (outside
 * transactions). A retry of a numbered command gets the recorded reply and changes nothing.
 */
export async function runWrite(context: CommandContext, write: WriteCommand): Promise<Reply> {
  checkNamespace(context.database, write.collectionName)
  if (context.transaction) return runInTransaction(context, write)
  for (;;) {
    try {
      return await runNumbered(context, write)
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error
    }
  }
}

/** The same numbered command came a second time and got further: what it has recorded counts. */
class Overtaken extends Error {}

async function runNumbered(context: CommandContext, write: WriteCommand): Promise<Reply> {
  const { sessionKey, txnNumber } = context
  const isNumbered = sessionKey !== undefined && txnNumber !== undefined
  let next = 0
  let tally = emptyTally()
  let record: SessionRecord | undefined
  if (isNumbered) {
    record = context.engine.sessionRecords.find(sessionKey)
    if (record && record.txnNumber > txnNumber) {
      throw new CommandError(
        225,
        `Retryable write with txnNumber ${txnNumber} is prohibited: a newer number ${record.txnNumber} has been used`,
      )
    }
    if (record && record.txnNumber === txnNumber) {
      if (record.isTransaction) throw new CommandError('TransactionCommitted', `transaction ${txnNumber} has been committed`)
      if (record.reply) return record.reply
      next = record.statementsDone
      tally = tallyFrom(record.tally)
    }
  }
  let mostStatements = mostStatementsInJob
  let ids: readonly Uint8Array[] | undefined
  let searches = 0
  let reply: Uint8Array | undefined
  while (reply === undefined) {
    const from = next
    const seen: SessionRecord | undefined = record
    const step: Step = await context.engine.writer.submit((connection) => {
      if (isNumbered && !isSameProgress(seen, context.engine.sessionRecords.find(sessionKey))) throw new Overtaken()
      const store = directStore(connection, context.engine)
      const done = runStep(context, write, store, {
        from,
        most: mostStatements,
        tally,
        ids,
        shorten: (most) => {
          mostStatements = most
        },
      })
      if (done.next >= write.statements.length) done.reply = encodeDocument(write.replyOf(done.tally))
      if (isNumbered && hasChanged(done.tally)) {
        done.record = {
          txnNumber,
          statementsDone: done.next,
          tally: storableTally(done.tally),
          reply: done.reply,
          isTransaction: false,
        }
        context.engine.sessionRecords.keep(sessionKey, done.record)
      }
      return done
    })
    record = step.record ?? record
    mostStatements = mostStatementsInJob
    tally = step.tally
    next = step.next
    reply = step.reply
    ids = undefined
    if (step.stoppedBy !== 'search') continue
    searches += 1
    if (searches > mostSearches) throw writeConflict()
    const found = await searchIds(context, write, next)
    if (found.length > mostIdsInJob) {
      tally = await applyInPortions(context, write, next, found, tally)
      next += 1
      if (next >= write.statements.length) reply = encodeDocument(write.replyOf(tally))
    } else ids = found
  }
  return reply
}

interface Step {
  tally: Tally
  next: number
  stoppedBy: 'end' | 'search'
  reply: Uint8Array | undefined
  /** What a retry will find, when this step changed anything. */
  record?: SessionRecord
}

function isSameProgress(left: SessionRecord | undefined, right: SessionRecord | undefined): boolean {
  return left === right || (left?.txnNumber === right?.txnNumber && left?.statementsDone === right?.statementsDone)
}

interface StepInput {
  readonly from: number
  readonly most: number
  readonly tally: Tally
  readonly ids: readonly Uint8Array[] | undefined
  /** The next attempt is to end before a statement that must wait, so that those before it are not held up or done twice. */
  readonly shorten: (most: number) => void
}

/** Applies statements from `from` on inside a job, on a copy of the tally: a job may be undone and run again. */
function runStep(context: CommandContext, write: WriteCommand, store: DocumentStore, input: StepInput): Step {
  const tally = copyTally(input.tally)
  const end = Math.min(write.statements.length, input.from + input.most)
  for (let position = input.from; position < end; position++) {
    const statement = write.statements[position]
    if (!statement) break
    const ids = position === input.from ? input.ids : undefined
    try {
      const collection = targetCollection(context, write, statement)
      const outcome = statement.apply(store, collection, ids)
      if (ids && ids.length > 0 && outcome.n === 0 && !statement.targets?.isMulti) {
        return { tally, next: position, stoppedBy: 'search', reply: undefined }
      }
      addOutcome(tally, position, outcome)
    } catch (error) {
      if (error instanceof NeedsSearch) return { tally, next: position, stoppedBy: 'search', reply: undefined }
      if (error instanceof MustWait && position > input.from) {
        input.shorten(position - input.from)
        throw new MustWait(Promise.resolve())
      }
      if (write.isSingle || !(error instanceof CommandError)) throw error
      tally.writeErrors.push(writeError(position, error))
      if (write.isOrdered) return { tally, next: write.statements.length, stoppedBy: 'end', reply: undefined }
    }
  }
  return { tally, next: end, stoppedBy: 'end', reply: undefined }
}

function targetCollection(context: CommandContext, write: WriteCommand, statement: Statement): Collection | undefined {
  const { catalogue } = context.engine
  const known = catalogue.find(context.database, write.collectionName)
  if (known || !statement.isCreating) return known
  return catalogue.create(context.database, write.collectionName, new Map())
}

/** Keys of the documents a statement is about, found with pauses: all of them for a multi statement, else the first. */
async function searchIds(context: CommandContext, write: WriteCommand, position: number): Promise<Uint8Array[]> {
  const statement = write.statements[position]
  const collection = context.engine.catalogue.find(context.database, write.collectionName)
  if (!statement?.targets || !collection) return []
  const { query, isMulti } = statement.targets
  const bounded: Query = isMulti ? { ...query, sort: undefined } : { ...query, limit: 1 }
  const source = { connection: context.transaction?.snapshot ?? context.engine.storage.reader, transaction: context.transaction }
  const plan = planOf(source, context.engine.catalogue, collection, bounded)
  const ids: Uint8Array[] = []
  for await (const found of answer(source, collection, bounded, plan, createPacer(context.maxTimeMs))) ids.push(found.id)
  return ids
}

/** A multi statement over very many documents, some hundred a job, as MongoDB yields in between. */
async function applyInPortions(
  context: CommandContext,
  write: WriteCommand,
  position: number,
  ids: readonly Uint8Array[],
  before: Tally,
): Promise<Tally> {
  const statement = write.statements[position]
  const sum = { n: 0, nModified: 0 }
  const tally = copyTally(before)
  for (let from = 0; statement && from < ids.length; from += mostIdsInJob) {
    const portion = ids.slice(from, from + mostIdsInJob)
    try {
      const outcome = await context.engine.writer.submit((connection) =>
        statement.apply(
          directStore(connection, context.engine),
          context.engine.catalogue.find(context.database, write.collectionName),
          portion,
        ),
      )
      sum.n += outcome.n
      sum.nModified += outcome.nModified
    } catch (error) {
      if (write.isSingle || !(error instanceof CommandError)) throw error
      tally.writeErrors.push(writeError(position, error))
      break
    }
  }
  addOutcome(tally, position, sum)
  return tally
}

async function runInTransaction(context: CommandContext, write: WriteCommand): Promise<Reply> {
  const { engine, transaction, database } = context
  if (!transaction) throw new CommandError('InternalError', 'no transaction')
  if (write.statements.some((one) => one.isCreating) && !engine.catalogue.find(database, write.collectionName)) {
    await engine.writer.submit(
      () =>
        engine.catalogue.find(database, write.collectionName) ??
        engine.catalogue.create(database, write.collectionName, new Map()),
    )
  }
  const store = transactionStore(engine.storage, engine.transactions, transaction)
  const tally = emptyTally()
  for (const [position, statement] of write.statements.entries()) {
    try {
      addOutcome(tally, position, await applyInTransaction(context, write, store, statement, position))
    } catch (error) {
      engine.transactions.end(transaction)
      if (write.isSingle || !(error instanceof CommandError) || (error instanceof DetailedError && error.labels.length > 0))
        throw error
      tally.writeErrors.push(writeError(position, asCommandError(error)))
      break
    }
  }
  return write.replyOf(tally)
}

async function applyInTransaction(
  context: CommandContext,
  write: WriteCommand,
  store: DocumentStore,
  statement: Statement,
  position: number,
): Promise<Outcome> {
  const collection = context.engine.catalogue.find(context.database, write.collectionName)
  try {
    return statement.apply(store, collection)
  } catch (error) {
    if (!(error instanceof NeedsSearch)) throw error
  }
  const ids = await searchIds(context, write, position)
  if (context.transaction?.state !== 'open') throw new CommandError('NoSuchTransaction', 'the transaction was aborted meanwhile')
  return statement.apply(store, collection, ids)
}
