/**
 * Everything of MongoDB that the embedded database refuses by name: the one list that tests walk and that
 * docs/database.md shows. What is neither here nor documented as supported is a bug.
 */
export interface Unsupported {
  readonly what: string
  readonly why: string
  /** MongoDB's error code of the refusal. */
  readonly code: number
}

const commandNotFound = 59

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
}

/** Commands refused by name, with the reason told. */
export const unsupportedCommands: ReadonlyMap<string, string> = new Map(Object.entries(refusedCommandReasons))

/** The whole list, commands first. */
export const unsupported: readonly Unsupported[] = [
  ...[...unsupportedCommands].map(([what, why]) => ({ what: `command ${what}`, why, code: commandNotFound })),
]
