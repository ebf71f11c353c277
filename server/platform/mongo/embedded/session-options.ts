import type { CommandDefinition } from './command-context.ts'
import { CommandError } from './values/command-error.ts'
import type { BsonDocument } from './values/document.ts'

/** What `txnNumber`, `autocommit` and `startTransaction` may be together (driver specifications: sessions, transactions); else 72. */
export function checkSessionOptions(command: BsonDocument, definition: CommandDefinition, txnNumber: bigint | undefined): void {
  const autocommit = command.get('autocommit')
  const refusal = (message: string): CommandError => new CommandError('InvalidOptions', message)
  if (txnNumber !== undefined && txnNumber < 0n) throw refusal('Transaction number cannot be negative')
  if (autocommit !== undefined && txnNumber === undefined)
    throw refusal("'autocommit' field requires a transaction number to also be specified")
  if (autocommit !== undefined && autocommit !== false) throw refusal('Specifying autocommit=true is not allowed.')
  if (command.has('startTransaction') && autocommit === undefined)
    throw refusal("'startTransaction' field requires 'autocommit' field to also be specified")
  if (command.has('startTransaction') && command.get('startTransaction') !== true)
    throw refusal('Specifying startTransaction=false is not allowed.')
  if (txnNumber !== undefined && autocommit === undefined && definition.isRetryable !== true)
    throw new CommandError(50768, 'txnNumber may only be provided for multi-document transactions and retryable write commands.')
}

/** Commands of version 1 of the stable API (manual: "Stable API"). */
const stableCommands = new Set(
  `abortTransaction aggregate authenticate bulkWrite collMod commitTransaction count create createIndexes delete drop dropDatabase
  dropIndexes endSessions explain find findAndModify getMore hello insert killCursors listCollections listDatabases listIndexes ping
  refreshSessions update`.split(/\s+/),
)

/** Refuses another version of the API than 1 (322) and, where the client is strict, a command that is not part of it (323). */
export function checkApi(name: string, command: BsonDocument): void {
  const version = command.get('apiVersion')
  if (version !== undefined && version !== '1') throw new CommandError('APIVersionError', 'API version must be "1"')
  if (command.get('apiStrict') !== true) return
  if (version === undefined)
    throw new CommandError(4886600, 'Provided apiStrict and/or apiDeprecationErrors without passing apiVersion')
  if (!stableCommands.has(name))
    throw new CommandError('APIStrictError', `Provided apiStrict:true, but the command ${name} is not in API Version 1.`)
}
