/**
 * Refusals of the embedded database in MongoDB's own words: the same number and name a MongoDB server would answer
 * with (manual: "Error Codes"), so that drivers and mongoose react to them as they always do.
 */

/** The codes this server answers with, by name. Unnamed ones (`Location…`) are given by number, as MongoDB does. */
export const ERROR_CODES = {
  InternalError: 1,
  BadValue: 2,
  NoSuchKey: 4,
  HostUnreachable: 6,
  FailedToParse: 9,
  UserNotFound: 11,
  UnsupportedFormat: 12,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  ProtocolError: 17,
  AuthenticationFailed: 18,
  IllegalOperation: 20,
  EmptyArrayOperation: 21,
  InvalidBSON: 22,
  LockTimeout: 24,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  CannotBackfillArray: 34,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  EmptyFieldName: 56,
  DottedFieldName: 57,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  UnknownReplWriteConcern: 79,
  NetworkTimeout: 89,
  OperationFailed: 96,
  UnsatisfiableWriteConcern: 100,
  WriteConflict: 112,
  CommandNotSupported: 115,
  ConflictingOperationInProgress: 117,
  CursorInUse: 143,
  CommandNotSupportedOnView: 166,
  OptionNotSupportedOnView: 167,
  InvalidPipelineOperator: 168,
  InvalidIndexSpecificationOption: 197,
  NotImplemented: 238,
  SnapshotTooOld: 239,
  SnapshotUnavailable: 246,
  NoSuchTransaction: 251,
  IndexBuildAborted: 276,
  TransactionCommitted: 256,
  TransactionTooLarge: 257,
  OperationNotSupportedInTransaction: 263,
  TooManyLogicalSessions: 261,
  ConversionFailure: 241,
  CannotIndexParallelArrays: 171,
  TransactionTooOld: 225,
  ExceededMemoryLimit: 146,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  APIVersionError: 322,
  APIStrictError: 323,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  InterruptedAtShutdown: 11600,
  Interrupted: 11601,
  OutOfDiskSpace: 14031,
} as const

/** The name of a code this server knows. */
export type ErrorCodeName = keyof typeof ERROR_CODES

const NAMES = new Map<number, string>(Object.entries(ERROR_CODES).map(([name, code]) => [code, name]))

/** A refusal that travels to the client as `{ ok: 0, code, codeName, errmsg }`. */
export class CommandError extends Error {
  readonly code: number
  readonly codeName: string

  /** `code` is a name of {@link ERROR_CODES} or, for MongoDB's unnamed refusals, the bare number (its name is then `Location<number>`). */
  constructor(code: ErrorCodeName | number, message: string) {
    super(message)
    this.name = 'CommandError'
    this.code = typeof code === 'number' ? code : ERROR_CODES[code]
    this.codeName = typeof code === 'number' ? (NAMES.get(code) ?? `Location${code}`) : code
  }
}
