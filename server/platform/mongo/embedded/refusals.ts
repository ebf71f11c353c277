import { CommandError, type ErrorCodeName } from './values/command-error.ts'
import { type BsonDocument, documentOf } from './values/document.ts'

/** A refusal that carries more than code and message: error labels, or the facts of a duplicate key. */
export class DetailedError extends CommandError {
  readonly labels: readonly string[]
  readonly facts: Readonly<Record<string, unknown>>

  constructor(
    code: ErrorCodeName | number,
    message: string,
    labels: readonly string[],
    facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(code, message)
    this.labels = labels
    this.facts = facts
  }
}

const transient = ['TransientTransactionError']

/** Another writer was first at this document; the whole transaction may be tried again (112). */
export function writeConflict(): DetailedError {
  return new DetailedError(
    'WriteConflict',
    'Caused by :: Write conflict during plan execution and yielding is disabled.',
    transient,
  )
}

/** The transaction is not known any more: never begun, aborted, or lost with a restart (251). */
export function noSuchTransaction(txnNumber: bigint, why: string): DetailedError {
  return new DetailedError(
    'NoSuchTransaction',
    `Given transaction number ${txnNumber} does not match any in-progress transactions: ${why}`,
    transient,
  )
}

/** The snapshot of a transaction no longer fits the catalogue; a retry gets a fresh one (246). */
export function snapshotUnavailable(namespace: string): DetailedError {
  return new DetailedError(
    246,
    `Unable to read from a snapshot due to pending collection catalog changes to ${namespace}`,
    transient,
  )
}

/** A unique index already holds this key (11000), told with keyPattern and keyValue as drivers expect. */
export function duplicateKey(
  namespace: string,
  indexName: string,
  keyPattern: BsonDocument,
  keyValue: BsonDocument,
): DetailedError {
  const told = [...keyValue].map(([path, value]) => `${path}: ${tell(value)}`).join(', ')
  const message = `E11000 duplicate key error collection: ${namespace} index: ${indexName} dup key: { ${told} }`
  return new DetailedError('DuplicateKey', message, [], { keyPattern, keyValue })
}

function tell(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === null || value === undefined) return 'null'
  if (value instanceof Date) return `new Date(${value.getTime()})`
  if (value instanceof Map) return `{ ${[...value].map(([name, inner]) => `${name}: ${tell(inner)}`).join(', ')} }`
  if (Array.isArray(value)) return `[ ${value.map(tell).join(', ')} ]`
  if (typeof value === 'object' && '_bsontype' in value && value._bsontype === 'ObjectId') return `ObjectId('${String(value)}')`
  if (typeof value === 'object' && 'valueOf' in value) return String(value.valueOf())
  return String(value)
}

/** The body of an error reply: `{ ok: 0, errmsg, code, codeName, errorLabels… }`. */
export function errorReply(error: CommandError): BsonDocument {
  const detailed = error instanceof DetailedError ? error : undefined
  return documentOf({
    ok: 0,
    errmsg: error.message,
    code: error.code,
    codeName: error.codeName,
    ...(detailed && detailed.labels.length > 0 ? { errorLabels: [...detailed.labels] } : {}),
    ...detailed?.facts,
  })
}

/** One entry of `writeErrors`: which statement was refused and why. */
export function writeError(index: number, error: CommandError): BsonDocument {
  const facts = error instanceof DetailedError ? error.facts : {}
  return documentOf({ index, code: error.code, ...facts, errmsg: error.message })
}

/** Any failure as something a client can be told: SQLite's full disk by its own code, the unknown as InternalError. */
export function asCommandError(error: unknown): CommandError {
  if (error instanceof CommandError) return error
  const sqliteCode = typeof error === 'object' && error !== null && 'sqliteCodeName' in error ? error.sqliteCodeName : undefined
  const message = error instanceof Error ? error.message : String(error)
  if (sqliteCode === 'SQLITE_FULL') return new CommandError('OutOfDiskSpace', `the disk is full: ${message}`)
  if (sqliteCode === 'SQLITE_READONLY')
    return new CommandError('IllegalOperation', `the data folder cannot be written: ${message}`)
  if (String(sqliteCode).startsWith('SQLITE_IOERR'))
    return new CommandError('InternalError', `the disk could not be read or written, nothing was changed: ${message}`)
  return new CommandError('InternalError', message)
}
