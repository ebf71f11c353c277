import { Timestamp } from 'bson'
import { type CommandContext, type CommandDefinition, countArgument, documentArgument } from './command-context.ts'
import { commands } from './commands/index.ts'
import { sessionKeyOf } from './commands/transaction-commands.ts'
import { refuseUnknownFields } from './commands/unknown-fields.ts'
import type { Engine } from './engine.ts'
import type { HeldSnapshot } from './held-snapshots.ts'
import { asCommandError, DetailedError, errorReply } from './refusals.ts'
import type { Reply } from './replies.ts'
import { checkApi, checkSessionOptions } from './session-options.ts'
import { unsupportedCommands } from './unsupported.ts'
import { integerOf, isLong } from './values/bson-value.ts'
import { CommandError } from './values/command-error.ts'
import type { BsonDocument } from './values/document.ts'
import type { WireRequest } from './wire-protocol.ts'

/** Fields every command may carry. */
const genericFields = [
  '$db',
  'lsid',
  'txnNumber',
  'autocommit',
  'startTransaction',
  '$readPreference',
  'readConcern',
  'writeConcern',
  '$clusterTime',
  'comment',
  'maxTimeMS',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  '$audit',
  '$client',
  '$configServerState',
  'stmtId',
  'stmtIds',
]

const knownByDefinition = new Map<CommandDefinition, ReadonlySet<string>>()

function knownFields(name: string, definition: CommandDefinition): ReadonlySet<string> {
  const known = knownByDefinition.get(definition)
  if (known?.has(name)) return known
  const fields = new Set([...(known ?? definition.fields), ...genericFields, name])
  knownByDefinition.set(definition, fields)
  return fields
}

/** Runs one request and answers with a reply body, a refusal included. Never throws. */
export async function dispatch(engine: Engine, connectionId: number, request: WireRequest): Promise<Reply> {
  try {
    return await run(engine, connectionId, request)
  } catch (error) {
    return errorReply(asCommandError(error))
  }
}

async function run(engine: Engine, connectionId: number, request: WireRequest): Promise<Reply> {
  const { command, sequences } = request
  const [name] = command.keys()
  if (name === undefined) throw new CommandError('CommandNotFound', 'no such command: the command is empty')
  const definition = commands.get(name)
  if (!definition) {
    const reason = unsupportedCommands.get(name)
    throw new CommandError(
      'CommandNotFound',
      reason ? `${name} is not supported by the embedded database: ${reason}` : `no such command: '${name}'`,
    )
  }
  checkApi(name, command)
  refuseUnknownFields(name, command, knownFields(name, definition))
  const database = command.get('$db')
  if (typeof database !== 'string') throw new CommandError(40571, 'OP_MSG requests require a $db argument')
  checkConcerns(command)
  const sessionKey = sessionKeyOf(command.get('lsid'))
  const txnNumber = txnNumberOf(command)
  if (txnNumber !== undefined && sessionKey === undefined)
    throw new CommandError('InvalidOptions', 'Transaction number requires a session ID')
  checkSessionOptions(command, definition, txnNumber)
  const context: CommandContext = {
    engine,
    name,
    command,
    sequences,
    database,
    connectionId,
    sessionKey,
    txnNumber,
    transaction: undefined,
    snapshot: momentOf(engine, name, command),
    maxTimeMs: countArgument(command, 'maxTimeMS', 0),
    receivedAt: new Date(),
  }
  const isTransactionEnd = name === 'commitTransaction' || name === 'abortTransaction'
  if (command.get('autocommit') !== false || isTransactionEnd) return definition.run(context)
  return runTransactional(context, definition.isTransactional === true, (inside) => definition.run(inside))
}

/** Runs a command inside its session's transaction, beginning it when asked. Any refusal ends the transaction, as in MongoDB. */
async function runTransactional(
  context: CommandContext,
  isAllowed: boolean,
  work: (inside: CommandContext) => Reply | Promise<Reply>,
): Promise<Reply> {
  const { engine, sessionKey, txnNumber, command } = context
  if (sessionKey === undefined || txnNumber === undefined)
    throw new CommandError('InvalidOptions', 'autocommit: false needs lsid and txnNumber')
  if (!isAllowed) {
    throw new CommandError('OperationNotSupportedInTransaction', `Cannot run '${context.name}' in a multi-document transaction.`)
  }
  if (command.get('startTransaction') === true) {
    await engine.transactions.admission()
    const record = engine.sessionRecords.find(sessionKey)
    const open = engine.transactions.find(sessionKey)
    if (txnNumber < (open?.txnNumber ?? -1n) || txnNumber < (record?.txnNumber ?? -1n)) {
      throw new CommandError('TransactionTooOld', `transaction ${txnNumber} is older than the last of its session`)
    }
    if (open?.txnNumber === txnNumber && open.state === 'open') {
      engine.transactions.end(open)
      throw new CommandError('ConflictingOperationInProgress', `transaction ${txnNumber} has been started already`)
    }
    if (record && record.txnNumber >= txnNumber) {
      throw new CommandError(
        'ConflictingOperationInProgress',
        `Cannot start a transaction at number ${txnNumber}: the session is at ${record.txnNumber}`,
      )
    }
    engine.transactions.begin(sessionKey, txnNumber)
  }
  const last = engine.sessionRecords.find(sessionKey)
  if (last?.isTransaction && last.txnNumber === txnNumber && !engine.transactions.find(sessionKey))
    throw new CommandError('TransactionCommitted', `transaction ${txnNumber} has been committed`)
  const transaction = engine.transactions.current(sessionKey, txnNumber)
  if (transaction.isBusy)
    throw new CommandError('ConflictingOperationInProgress', 'the transaction is at another command of its session')
  transaction.isBusy = true
  transaction.usedAt = performance.now()
  try {
    const reply = await work({ ...context, transaction })
    if (transaction.isExpired) throw abortedMeanwhile()
    return reply
  } catch (error) {
    if (transaction.state === 'open') engine.transactions.end(transaction)
    throw error
  } finally {
    transaction.isBusy = false
  }
}

function abortedMeanwhile(): DetailedError {
  return new DetailedError('NoSuchTransaction', 'the transaction was aborted: it was older than 60 seconds', [
    'TransientTransactionError',
  ])
}

function txnNumberOf(command: BsonDocument): bigint | undefined {
  const value = command.get('txnNumber')
  if (value === undefined) return undefined
  if (isLong(value)) return value.toBigInt()
  const number = integerOf(value)
  if (number === undefined)
    throw new CommandError('TypeMismatch', "BSON field 'txnNumber' is the wrong type, expected type 'long'")
  return BigInt(number)
}

const readsOfMoments = new Set(['find', 'aggregate', 'distinct'])

/** The moment a read outside transactions asks for: the one it names, or the present one, which its reply names. */
function momentOf(engine: Engine, name: string, command: BsonDocument): HeldSnapshot | undefined {
  const readConcern = documentArgument(command, 'readConcern')
  const time = readConcern?.get('atClusterTime')
  const isSnapshot = readConcern?.get('level') === 'snapshot'
  if (command.get('autocommit') === false) {
    if (time !== undefined)
      throw new CommandError('InvalidOptions', 'a transaction takes the snapshot of its beginning, no atClusterTime')
    return undefined
  }
  if (!isSnapshot) {
    if (time !== undefined) throw new CommandError('InvalidOptions', 'atClusterTime goes with read concern level snapshot only')
    return undefined
  }
  // Drivers say it again with what follows a read: the cursor knows its moment.
  if (name === 'getMore' || name === 'killCursors') return undefined
  if (!readsOfMoments.has(name)) {
    throw new CommandError('InvalidOptions', `readConcern level snapshot is not supported for ${name} outside transactions`)
  }
  if (time === undefined) return engine.heldSnapshots.open()
  if (!(time instanceof Timestamp))
    throw new CommandError('TypeMismatch', "BSON field 'readConcern.atClusterTime' must be a timestamp")
  return engine.heldSnapshots.find(time)
}

const readLevels = new Set(['local', 'available', 'majority', 'linearizable', 'snapshot'])

/** One server that writes before it answers satisfies every read and write concern but those that name more servers. */
function checkConcerns(command: BsonDocument): void {
  const readConcern = documentArgument(command, 'readConcern')
  const level = readConcern?.get('level')
  if (level !== undefined && !readLevels.has(String(level)))
    throw new CommandError('BadValue', `unknown read concern level ${String(level)}`)
  const w = documentArgument(command, 'writeConcern')?.get('w')
  const servers = integerOf(w ?? null)
  if (servers !== undefined && servers > 1) {
    throw new CommandError(
      100,
      `writeConcern cannot be satisfied: not enough data-bearing nodes; this server is alone, w is ${servers}`,
    )
  }
  if (typeof w === 'string' && w !== 'majority')
    throw new CommandError(79, `No write concern mode named '${w}' found in replica set configuration`)
}
