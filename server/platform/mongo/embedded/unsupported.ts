import { UNSUPPORTED } from './values/unsupported.ts'

/** Where in MongoDB's language a refused thing is written. */
export type UnsupportedKind =
  | 'command'
  | 'query operator'
  | 'field operator'
  | 'pipeline stage'
  | 'expression'
  | 'accumulator'
  | 'variable'
  | 'index kind'
  | 'index option'
  | 'collection option'
  | 'collMod option'
  | 'find option'
  | 'option'

/** One thing of MongoDB that the embedded database refuses by name. */
export interface Unsupported {
  readonly kind: UnsupportedKind
  readonly name: string
  readonly why: string
  /** MongoDB's error code of the refusal. */
  readonly code: number
}

const commandNotFound = 59
const notImplemented = 238
const invalidOptions = 72
const badValue = 2
/** What MongoDB answers to a change stream where there is no oplog. */
const noChangeStreams = 40573
/** What MongoDB answers to a pipeline stage it does not know. */
const unknownStage = 40324

const refusedCommandReasons: Readonly<Record<string, string>> = {
  mapReduce: 'use aggregate',
  mapreduce: 'use aggregate',
  bulkWrite: 'use insert, update and delete',
  group: 'use aggregate',
  eval: 'no JavaScript runs here',
  collStats: 'use explain and count',
  dbStats: 'use listCollections',
  renameCollection: 'copy the documents and drop the old collection',
  convertToCapped: 'no capped collections',
  cloneCollectionAsCapped: 'no capped collections',
  geoSearch: 'no geospatial queries',
  saslStart: 'access is by the permissions of the socket file',
  saslContinue: 'access is by the permissions of the socket file',
  authenticate: 'access is by the permissions of the socket file',
  createUser: 'access is by the permissions of the socket file',
  replSetGetStatus: 'a server of its own, no replica set',
  replSetInitiate: 'a server of its own, no replica set',
  enableSharding: 'one file, no shards',
  shardCollection: 'one file, no shards',
  createSearchIndexes: 'no search engine',
  listSearchIndexes: 'no search engine',
  reIndex: 'indexes are part of every write',
  compact: 'SQLite reuses free pages',
  currentOp: 'not kept',
  killOp: 'use maxTimeMS',
  profile: 'not kept',
  top: 'not kept',
  fsync: 'every reply comes after the disk',
  logRotate: 'logs go to the parent process',
  getParameter: 'no parameters',
  setParameter: 'no parameters',
  getCmdLineOpts: 'no parameters',
  getDefaultRWConcern: 'every write is durable before the reply',
  setDefaultRWConcern: 'every write is durable before the reply',
  setFeatureCompatibilityVersion: 'it has one version',
  getLastError: 'every write is answered',
  getLog: 'logs go to the parent process',
  connectionStatus: 'access is by the permissions of the socket file',
  usersInfo: 'access is by the permissions of the socket file',
  updateUser: 'access is by the permissions of the socket file',
  dropUser: 'access is by the permissions of the socket file',
  createRole: 'access is by the permissions of the socket file',
  rolesInfo: 'access is by the permissions of the socket file',
  logout: 'access is by the permissions of the socket file',
  hostInfo: 'ask the operating system',
  whatsmyuri: 'ask the operating system',
  shutdown: 'the process ends with its parent, or by a signal',
  listCommands: 'see docs/database.md',
  dataSize: 'use $bsonSize',
  dbHash: 'use validate',
  filemd5: 'use the digest of the application',
  startSession: 'drivers make their own',
  killAllSessions: 'use killSessions',
  replSetGetConfig: 'a server of its own, no replica set',
  replSetStepDown: 'a server of its own, no replica set',
  listShards: 'one file, no shards',
  planCacheClear: 'plans are chosen for every query',
  planCacheListFilters: 'plans are chosen for every query',
  planCacheSetFilter: 'use hint or hidden indexes',
  cloneCollection: 'copy the documents',
  updateSearchIndex: 'no search engine',
  dropSearchIndex: 'no search engine',
}

/** Commands refused by name, with the reason told. */
export const unsupportedCommands: ReadonlyMap<string, string> = new Map(Object.entries(refusedCommandReasons))

/** Options of `create` that are refused when they ask for something. */
export const refusedCollectionOptions = [
  'capped',
  'size',
  'max',
  'timeseries',
  'viewOn',
  'pipeline',
  'validator',
  'validationLevel',
  'validationAction',
  'clusteredIndex',
  'changeStreamPreAndPostImages',
  'encryptedFields',
  'expireAfterSeconds',
  'autoIndexId',
] as const

/** Options of `collMod` beside `index`. */
export const refusedChanges = [
  'validator',
  'validationLevel',
  'validationAction',
  'viewOn',
  'pipeline',
  'timeseries',
  'expireAfterSeconds',
  'cappedSize',
  'cappedMax',
  'changeStreamPreAndPostImages',
] as const

/** Options of `find` that are refused when they are on. */
export const refusedFindFlags = ['returnKey', 'showRecordId', 'oplogReplay'] as const

/** Kinds of index beside ascending and descending. */
export const refusedIndexKinds = ['text', '2d', '2dsphere', 'hashed', 'geoHaystack'] as const

/** Options of indexes of those kinds, and of storage engines. */
export const refusedIndexOptions = [
  'weights',
  'default_language',
  'language_override',
  'textIndexVersion',
  '2dsphereIndexVersion',
  'wildcardProjection',
  'bits',
  'min',
  'max',
  'bucketSize',
  'storageEngine',
  'clustered',
  'prepareUnique',
] as const

function all(kind: UnsupportedKind, names: readonly string[], why: string, code = notImplemented): Unsupported[] {
  return names.map((name) => ({ kind, name, why, code }))
}

/**
 * Everything of MongoDB that the embedded database refuses by name: the one list that tests walk and that
 * docs/database.md is made from. What is neither here nor done as MongoDB does it is a fault.
 */
export const unsupported: readonly Unsupported[] = [
  ...[...unsupportedCommands].map(([name, why]) => ({ kind: 'command' as const, name, why, code: commandNotFound })),
  ...all('query operator', UNSUPPORTED.queryOperators, 'no JavaScript, no text or schema engine'),
  ...all('field operator', UNSUPPORTED.fieldOperators, 'no geospatial queries'),
  ...all(
    'pipeline stage',
    UNSUPPORTED.stages.filter((name) => name !== '$changeStream'),
    'read with the stages there are',
    unknownStage,
  ),
  ...all('pipeline stage', ['$changeStream'], 'ask again; there is no oplog', noChangeStreams),
  ...all('expression', UNSUPPORTED.expressions, 'compute it in the application'),
  ...all('accumulator', UNSUPPORTED.accumulators, 'compute it in the application'),
  ...all(
    'variable',
    UNSUPPORTED.variables.map((name) => `$$${name}`),
    'use let',
  ),
  ...all('index kind', [...refusedIndexKinds, '$**'], 'ascending and descending keys only'),
  ...all('index option', ['collation', ...refusedIndexOptions], 'keys have one order'),
  ...all('collection option', refusedCollectionOptions, 'collections are plain'),
  ...all('collMod option', refusedChanges, 'collections are plain'),
  ...all('find option', [...refusedFindFlags, 'min', 'max'], 'read with a filter'),
  ...all('find option', ['tailable'], 'no collection is capped', badValue),
  { kind: 'option', name: 'collation', why: 'strings compare by their bytes', code: notImplemented },
  {
    kind: 'option',
    name: 'readConcern snapshot of count outside a transaction',
    why: 'find, aggregate and distinct have it',
    code: invalidOptions,
  },
  { kind: 'option', name: 'writeConcern with w above 1', why: 'this server is alone', code: 100 },
]
