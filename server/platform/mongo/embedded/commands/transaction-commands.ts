import { Binary } from 'bson'
import { arrayArgument, type CommandContext, type CommandDefinition } from '../command-context.ts'
import { applyTransaction } from '../document-store.ts'
import { keyText } from '../indexes.ts'
import { noSuchTransaction } from '../refusals.ts'
import { okReply } from '../replies.ts'
import { CommandError } from '../values/command-error.ts'
import type { BsonValue } from '../values/document.ts'

/** `commitTransaction`: everything the transaction wrote, in one SQLite transaction; safe to repeat. */
export const commitTransaction: CommandDefinition = {
  fields: ['commitTransaction', 'recoveryToken'],
  run: async (context) => {
    const { engine } = context
    const { sessionKey, txnNumber } = transactionOf(context)
    const transaction = engine.transactions.find(sessionKey)
    if (!transaction || transaction.txnNumber !== txnNumber) {
      const record = engine.sessionRecords.find(sessionKey)
      if (record?.txnNumber === txnNumber && record.isTransaction) return okReply()
      if (committedReads.get(sessionKey) === txnNumber) return okReply()
      throw noSuchTransaction(txnNumber, 'it was aborted or never begun')
    }
    if (transaction.state !== 'open')
      throw new CommandError('ConflictingOperationInProgress', 'the transaction is being committed')
    transaction.state = 'committing'
    engine.cursors.killOfSession(sessionKey, txnNumber)
    try {
      if (transaction.overlays.size > 0) {
        await engine.writer.submit((write) => {
          applyTransaction(write, engine, transaction)
          engine.sessionRecords.keep(sessionKey, {
            txnNumber,
            statementsDone: 0,
            tally: new Map(),
            reply: undefined,
            isTransaction: true,
          })
        })
      } else rememberRead(sessionKey, txnNumber)
    } finally {
      engine.transactions.end(transaction)
    }
    return okReply()
  },
}

/** Transactions that committed without having written, by session: nothing on disk tells of them, yet a commit may be repeated. */
const committedReads = new Map<string, bigint>()
const mostCommittedReads = 10_000

function rememberRead(sessionKey: string, txnNumber: bigint): void {
  const [oldest] = committedReads.keys()
  if (committedReads.size >= mostCommittedReads && oldest !== undefined) committedReads.delete(oldest)
  committedReads.delete(sessionKey)
  committedReads.set(sessionKey, txnNumber)
}

/** `abortTransaction`: forgets what the transaction wrote. */
export const abortTransaction: CommandDefinition = {
  fields: ['abortTransaction', 'recoveryToken'],
  run: (context) => {
    const { engine } = context
    const { sessionKey, txnNumber } = transactionOf(context)
    const record = engine.sessionRecords.find(sessionKey)
    if (record?.txnNumber === txnNumber && record.isTransaction) {
      throw new CommandError('TransactionCommitted', `transaction ${txnNumber} has been committed`)
    }
    const transaction = engine.transactions.current(sessionKey, txnNumber)
    if (transaction.state !== 'open')
      throw new CommandError('ConflictingOperationInProgress', 'the transaction is being committed')
    engine.cursors.killOfSession(sessionKey, txnNumber)
    engine.transactions.end(transaction)
    return okReply()
  },
}

function transactionOf({ sessionKey, txnNumber, command, name }: CommandContext): { sessionKey: string; txnNumber: bigint } {
  if (sessionKey === undefined || txnNumber === undefined || command.get('autocommit') !== false) {
    throw new CommandError('InvalidOptions', `${name} must be run within a transaction`)
  }
  return { sessionKey, txnNumber }
}

/** `refreshSessions`: nothing expires here that a client would have to keep alive. */
export const refreshSessions: CommandDefinition = { fields: ['refreshSessions'], run: () => okReply() }

/** `endSessions`: lets go of transactions and cursors of sessions the client has finished with. */
export const endSessions: CommandDefinition = {
  fields: ['endSessions'],
  run: ({ engine, command }) => {
    for (const session of arrayArgument(command, 'endSessions') ?? []) {
      const key = sessionKeyOf(session)
      if (key === undefined) continue
      const transaction = engine.transactions.find(key)
      if (transaction?.state === 'open') engine.transactions.end(transaction)
      engine.cursors.killOfSession(key)
    }
    return okReply()
  },
}

/** The key of a logical session document `{ id: UUID, … }`; undefined for anything else. */
export function sessionKeyOf(lsid: BsonValue): string | undefined {
  if (!(lsid instanceof Map)) return undefined
  const id = lsid.get('id')
  if (!(id instanceof Binary) || id.position !== 16) return undefined
  return keyText(id.buffer.subarray(0, 16))
}
