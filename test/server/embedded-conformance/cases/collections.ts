import { long } from '../../embedded-values/notation.ts'
import { absent, type CommandCase } from '../steps.ts'

const indexOf = (...indexes: object[]) => ({ createIndexes: '@', indexes })
const byA = { key: { a: 1 }, name: 'a_1' }
const refusedIndex = (rule: string, index: object, code: number, says?: RegExp): CommandCase => ({
  rule,
  steps: [{ run: indexOf(index), error: says ? { code, says } : { code } }],
})

/** Cases by the page of the manual or the specification they follow. */
export const COLLECTION_CASES: Readonly<Record<string, readonly CommandCase[]>> = {
  'create, drop and list (manual: create, drop, dropDatabase, listCollections; specification: collection management)': [
    {
      rule: 'a collection is there once created, empty',
      steps: [
        { run: { create: '@' }, reply: { ok: 1 } },
        {
          run: { listCollections: 1, filter: { name: '@' }, nameOnly: true },
          reply: { cursor: { firstBatch: [{ name: '@', type: 'collection' }] } },
        },
        { run: { count: '@' }, reply: { n: 0 } },
      ],
    },
    {
      rule: 'creating it again as it is changes nothing',
      steps: [{ run: { create: '@' } }, { run: { create: '@' }, reply: { ok: 1 } }],
    },
    {
      rule: 'a name that may not be is refused',
      steps: [
        { run: { create: 'a$b' }, error: { code: 73, name: 'InvalidNamespace' } },
        { run: { create: '' }, error: { code: 73 } },
        { run: { create: 'system.x' }, error: { code: 73 } },
      ],
    },
    { rule: 'an option nobody knows is refused', steps: [{ run: { create: '@', caped: true }, error: { code: 40415 } }] },
    {
      rule: 'capped, views and time series are refused by name',
      isOwn: true,
      steps: [
        { run: { create: '@', capped: true, size: 4096 }, error: { code: 238, name: 'NotImplemented', says: /capped/ } },
        { run: { create: '@', viewOn: 'x', pipeline: [] }, error: { code: 238, says: /viewOn/ } },
        { run: { create: '@', timeseries: { timeField: 't' } }, error: { code: 238, says: /timeseries/ } },
        { run: { create: '@', validator: { a: 1 } }, error: { code: 238, says: /validator/ } },
        { run: { create: '@', collation: { locale: 'fr' } }, error: { code: 238, says: /collation/ } },
      ],
    },
    {
      rule: 'capped: false and the simple collation ask for nothing',
      steps: [{ run: { create: '@', capped: false, collation: { locale: 'simple' } }, reply: { ok: 1 } }],
    },
    {
      rule: 'drop tells what it dropped',
      given: [{ _id: 1 }],
      indexes: [byA],
      steps: [
        { run: { drop: '@' }, reply: { nIndexesWas: 2, ns: '@ns', ok: 1 } },
        { run: { count: '@' }, reply: { n: 0 } },
        { run: { listCollections: 1, filter: { name: '@' } }, reply: { cursor: { firstBatch: [] } } },
      ],
    },
    { rule: 'drop of nothing is done', steps: [{ run: { drop: '@' }, reply: { ok: 1 } }] },
    {
      rule: 'a dropped name can be used again, without the old indexes',
      given: [{ _id: 1, a: 1 }],
      indexes: [{ ...byA, unique: true }],
      steps: [
        { run: { drop: '@' } },
        {
          run: {
            insert: '@',
            documents: [
              { _id: 1, a: 1 },
              { _id: 2, a: 1 },
            ],
          },
          reply: { n: 2 },
        },
      ],
    },
    {
      rule: 'listCollections tells options, info and the index on _id',
      steps: [
        { run: { create: '@' } },
        { run: { listCollections: 1, filter: { name: '@' } }, reply: { cursor: { id: long(0) } } },
      ],
    },
    {
      rule: 'listCollections goes on with getMore',
      steps: [
        { run: { create: '@' } },
        { run: { create: '@2' } },
        {
          run: { listCollections: 1, filter: { name: { $in: ['@', '@2'] } }, nameOnly: true, cursor: { batchSize: 1 } },
          reply: { cursor: { firstBatch: [{ name: '@', type: 'collection' }] } },
        },
        {
          run: { getMore: '@cursor', collection: '$cmd.listCollections' },
          reply: { cursor: { id: long(0), nextBatch: [{ name: '@2', type: 'collection' }] } },
        },
      ],
    },
    {
      rule: 'listDatabases is for the admin database',
      steps: [{ run: { listDatabases: 1 }, error: { code: 13, name: 'Unauthorized' } }],
    },
    {
      rule: 'listDatabases has no name that does not match',
      steps: [
        {
          on: 'admin',
          run: { listDatabases: 1, nameOnly: true, filter: { name: 'no such database' } },
          reply: { databases: [], ok: 1 },
        },
      ],
    },
  ],
  'createIndexes (manual: createIndexes; specification: index management)': [
    {
      rule: 'builds one, making the collection',
      steps: [
        { run: indexOf(byA), reply: { numIndexesBefore: 1, numIndexesAfter: 2, createdCollectionAutomatically: true, ok: 1 } },
      ],
    },
    {
      rule: 'of one that is there changes nothing',
      given: [{ _id: 1 }],
      indexes: [byA],
      steps: [{ run: indexOf(byA), reply: { numIndexesBefore: 2, numIndexesAfter: 2, note: 'all indexes already exist' } }],
    },
    {
      rule: 'on _id is there always',
      given: [{ _id: 1 }],
      steps: [{ run: indexOf({ key: { _id: 1 }, name: '_id_' }), reply: { numIndexesBefore: 1, numIndexesAfter: 1 } }],
    },
    {
      rule: 'of the same name and another key is refused',
      given: [{ _id: 1 }],
      indexes: [byA],
      steps: [
        {
          run: indexOf({ key: { b: 1 }, name: 'a_1' }),
          error: { code: 86, name: 'IndexKeySpecsConflict', says: /An existing index has the same name as the requested index/ },
        },
      ],
    },
    {
      rule: 'of the same name and key, but unique, is refused',
      given: [{ _id: 1 }],
      indexes: [byA],
      steps: [{ run: indexOf({ ...byA, unique: true }), error: { code: 86, name: 'IndexKeySpecsConflict' } }],
    },
    {
      rule: 'of the same name and key, but sparse, is refused',
      given: [{ _id: 1 }],
      indexes: [byA],
      steps: [{ run: indexOf({ ...byA, sparse: true }), error: { code: 86 } }],
    },
    {
      rule: 'of the same name and key with another expiry is refused',
      given: [{ _id: 1 }],
      indexes: [{ ...byA, expireAfterSeconds: 60 }],
      steps: [
        {
          run: indexOf({ ...byA, expireAfterSeconds: 90 }),
          error: {
            code: 85,
            name: 'IndexOptionsConflict',
            says: /An equivalent index already exists with the same name but different options/,
          },
        },
      ],
    },
    {
      rule: 'of the same key under another name is refused',
      given: [{ _id: 1 }],
      indexes: [byA],
      steps: [
        {
          run: indexOf({ key: { a: 1 }, name: 'other' }),
          error: { code: 85, name: 'IndexOptionsConflict', says: /Index already exists with a different name: a_1/ },
        },
      ],
    },
    {
      rule: 'of the same key, but unique, under another name stands beside it',
      given: [{ _id: 1, a: 1 }],
      indexes: [byA],
      steps: [
        { run: indexOf({ key: { a: 1 }, name: 'other', unique: true }), reply: { numIndexesAfter: 3 } },
        { run: { insert: '@', documents: [{ _id: 2, a: 1 }] }, writeErrors: [{ index: 0, code: 11000, says: /index: other/ }] },
      ],
    },
    {
      rule: 'of the same key for other documents stands beside it',
      given: [{ _id: 1, a: 1 }],
      indexes: [byA],
      steps: [
        { run: indexOf({ key: { a: 1 }, name: 'part', partialFilterExpression: { b: 1 } }), reply: { numIndexesAfter: 3 } },
      ],
    },
    {
      rule: 'unique over what is there twice is refused and leaves nothing',
      given: [
        { _id: 1, a: 1 },
        { _id: 2, a: 1 },
      ],
      steps: [
        {
          run: indexOf({ key: { b: 1 }, name: 'b_1' }, { ...byA, unique: true }),
          error: { code: 11000, name: 'DuplicateKey', facts: { keyPattern: { a: 1 }, keyValue: { a: 1 } } },
        },
        { run: { listIndexes: '@' }, reply: { cursor: { firstBatch: [{ v: 2, key: { _id: 1 }, name: '_id_' }] } } },
      ],
    },
    {
      rule: 'over two arrays side by side is refused',
      given: [{ _id: 1, a: [1, 2], b: [1, 2] }],
      steps: [{ run: indexOf({ key: { a: 1, b: 1 }, name: 'ab' }), error: { code: 171, name: 'CannotIndexParallelArrays' } }],
    },
    {
      rule: 'needs indexes',
      steps: [
        { run: { createIndexes: '@' }, error: { code: 40414 } },
        { run: { createIndexes: '@', indexes: [] }, error: { code: 2, name: 'BadValue' } },
        { run: { createIndexes: '@', indexes: 5 }, error: { code: 14 } },
        { run: { createIndexes: '@', indexes: [5] }, error: { code: 14 } },
      ],
    },
    refusedIndex('needs a key', { name: 'x' }, 9, /key/),
    refusedIndex('needs a name', { key: { a: 1 } }, 9, /name/),
    refusedIndex('refuses an empty key', { key: {}, name: 'x' }, 67),
    refusedIndex('refuses a key that is no document', { key: 'a', name: 'x' }, 14),
    refusedIndex('refuses a direction of 0', { key: { a: 0 }, name: 'x' }, 67),
    refusedIndex('refuses a direction of true', { key: { a: true }, name: 'x' }, 67),
    refusedIndex('refuses a kind nobody knows', { key: { a: 'hash' }, name: 'x' }, 67, /Unknown index plugin 'hash'/),
    refusedIndex('refuses an empty field', { key: { 'a.': 1 }, name: 'x' }, 67),
    refusedIndex('refuses a field that begins with $', { key: { $a: 1 }, name: 'x' }, 67),
    refusedIndex('refuses an empty name', { key: { a: 1 }, name: '' }, 67),
    refusedIndex('refuses the name *', { key: { a: 1 }, name: '*' }, 2, /\*/),
    refusedIndex('refuses an option nobody knows', { ...byA, uniqe: true }, 197, /uniqe/),
    refusedIndex(
      'refuses unique on _id',
      { key: { _id: 1 }, name: '_id_', unique: true },
      197,
      /'unique' is not valid for an _id index/,
    ),
    refusedIndex('refuses unique that is no boolean', { ...byA, unique: 'yes' }, 14),
    refusedIndex('refuses a negative expiry', { ...byA, expireAfterSeconds: -1 }, 67, /expireAfterSeconds/),
    refusedIndex('refuses an expiry of two fields', { key: { a: 1, b: 1 }, name: 'ab', expireAfterSeconds: 1 }, 67),
    refusedIndex('refuses sparse and partial together', { ...byA, sparse: true, partialFilterExpression: { a: 1 } }, 67),
    refusedIndex('refuses a partial filter that is no document', { ...byA, partialFilterExpression: 5 }, 14),
    refusedIndex(
      'refuses $ne in a partial filter',
      { ...byA, partialFilterExpression: { a: { $ne: 1 } } },
      67,
      /not supported in partial index/,
    ),
    refusedIndex('refuses $nin in a partial filter', { ...byA, partialFilterExpression: { a: { $nin: [1] } } }, 67),
    refusedIndex('refuses a pattern in a partial filter', { ...byA, partialFilterExpression: { a: /x/ } }, 67),
    refusedIndex(
      'refuses $exists: false in a partial filter',
      { ...byA, partialFilterExpression: { a: { $exists: false } } },
      67,
    ),
    {
      rule: 'takes a partial filter of what MongoDB allows there',
      steps: [
        {
          run: indexOf({
            ...byA,
            partialFilterExpression: {
              $or: [
                { b: { $exists: true } },
                { $and: [{ c: { $gte: 1, $lt: 5 } }, { d: { $type: 'string' } }] },
                { e: { $in: [1, 2] } },
              ],
            },
          }),
          reply: { ok: 1 },
        },
      ],
    },
  ],
  'dropIndexes and listIndexes (manual: dropIndexes, listIndexes; specification: index management, enumerate indexes)': [
    {
      rule: 'listIndexes tells every index with its options',
      given: [{ _id: 1 }],
      indexes: [byA, { key: { b: -1, c: 1 }, name: 'bc', unique: true, sparse: true }],
      steps: [
        {
          run: { listIndexes: '@' },
          reply: {
            cursor: {
              id: long(0),
              ns: '@ns',
              firstBatch: [
                { v: 2, key: { _id: 1 }, name: '_id_' },
                { v: 2, key: { a: 1 }, name: 'a_1' },
                { v: 2, key: { b: -1, c: 1 }, name: 'bc', unique: true, sparse: true },
              ],
            },
          },
        },
      ],
    },
    {
      rule: 'listIndexes of no collection is refused',
      steps: [{ run: { listIndexes: '@' }, error: { code: 26, name: 'NamespaceNotFound', says: /ns does not exist/ } }],
    },
    {
      rule: 'drops by name, by key, several, all',
      given: [{ _id: 1 }],
      indexes: [
        byA,
        { key: { b: 1 }, name: 'b_1' },
        { key: { c: 1 }, name: 'c_1' },
        { key: { d: 1 }, name: 'd_1' },
        { key: { e: 1 }, name: 'e_1' },
      ],
      steps: [
        { run: { dropIndexes: '@', index: 'a_1' }, reply: { nIndexesWas: 6, ok: 1 } },
        { run: { dropIndexes: '@', index: { b: 1 } }, reply: { nIndexesWas: 5 } },
        { run: { dropIndexes: '@', index: ['c_1', 'd_1'] }, reply: { nIndexesWas: 4 } },
        { run: { dropIndexes: '@', index: '*' }, reply: { nIndexesWas: 2 } },
        { run: { listIndexes: '@' }, reply: { cursor: { firstBatch: [{ v: 2, key: { _id: 1 }, name: '_id_' }] } } },
      ],
    },
    {
      rule: 'refuses a name that is not there',
      given: [{ _id: 1 }],
      steps: [
        {
          run: { dropIndexes: '@', index: 'x_1' },
          error: { code: 27, name: 'IndexNotFound', says: /index not found with name \[x_1\]/ },
        },
      ],
    },
    {
      rule: 'refuses a key that is not there',
      given: [{ _id: 1 }],
      steps: [{ run: { dropIndexes: '@', index: { x: 1 } }, error: { code: 27, says: /can't find index with key/ } }],
    },
    {
      rule: 'refuses several when one is not there, and drops none',
      given: [{ _id: 1 }],
      indexes: [byA],
      steps: [
        { run: { dropIndexes: '@', index: ['a_1', 'x_1'] }, error: { code: 27 } },
        { run: { dropIndexes: '@', index: '*' }, reply: { nIndexesWas: 2 } },
      ],
    },
    {
      rule: 'refuses to drop the index on _id',
      given: [{ _id: 1 }],
      steps: [
        { run: { dropIndexes: '@', index: '_id_' }, error: { code: 72, name: 'InvalidOptions', says: /cannot drop _id index/ } },
        { run: { dropIndexes: '@', index: { _id: 1 } }, error: { code: 72 } },
      ],
    },
    {
      rule: 'refuses where there is no collection',
      steps: [{ run: { dropIndexes: '@', index: '*' }, error: { code: 26, name: 'NamespaceNotFound' } }],
    },
    { rule: 'needs to be told which', given: [{ _id: 1 }], steps: [{ run: { dropIndexes: '@' }, error: { code: 40414 } }] },
  ],
  'collMod (manual: collMod)': [
    {
      rule: 'changes the expiry of an index and tells both',
      given: [{ _id: 1 }],
      indexes: [{ ...byA, expireAfterSeconds: 60 }],
      steps: [
        {
          run: { collMod: '@', index: { name: 'a_1', expireAfterSeconds: 90 } },
          reply: { expireAfterSeconds_old: 60, expireAfterSeconds_new: 90, ok: 1 },
        },
        {
          run: { listIndexes: '@' },
          reply: {
            cursor: {
              firstBatch: [
                { v: 2, key: { _id: 1 }, name: '_id_' },
                { v: 2, key: { a: 1 }, name: 'a_1', expireAfterSeconds: 90 },
              ],
            },
          },
        },
      ],
    },
    {
      rule: 'makes an index one that expires',
      given: [{ _id: 1 }],
      indexes: [byA],
      steps: [
        {
          run: { collMod: '@', index: { keyPattern: { a: 1 }, expireAfterSeconds: 90 } },
          reply: { expireAfterSeconds_old: absent, expireAfterSeconds_new: 90 },
        },
      ],
    },
    {
      rule: 'hides an index and shows it again',
      given: [{ _id: 1, a: 1 }],
      indexes: [byA],
      steps: [
        { run: { collMod: '@', index: { name: 'a_1', hidden: true } }, reply: { hidden_old: false, hidden_new: true } },
        { run: { find: '@', filter: { a: 1 }, hint: 'a_1' }, error: { code: 2 } },
        { run: { collMod: '@', index: { name: 'a_1', hidden: false } }, reply: { hidden_old: true, hidden_new: false } },
        { run: { find: '@', filter: { a: 1 }, hint: 'a_1' }, reply: { cursor: { firstBatch: [{ _id: 1, a: 1 }] } } },
      ],
    },
    {
      rule: 'refuses an index that is not there',
      given: [{ _id: 1 }],
      steps: [{ run: { collMod: '@', index: { name: 'x_1', hidden: true } }, error: { code: 27, name: 'IndexNotFound' } }],
    },
    {
      rule: 'refuses to change nothing of an index',
      given: [{ _id: 1 }],
      indexes: [byA],
      steps: [{ run: { collMod: '@', index: { name: 'a_1' } }, error: { code: 72, name: 'InvalidOptions' } }],
    },
    {
      rule: 'refuses an index by name and key at once',
      given: [{ _id: 1 }],
      indexes: [byA],
      steps: [{ run: { collMod: '@', index: { name: 'a_1', keyPattern: { a: 1 }, hidden: true } }, error: { code: 72 } }],
    },
    {
      rule: 'refuses where there is no collection',
      steps: [{ run: { collMod: '@', index: { name: 'a_1', hidden: true } }, error: { code: 26, name: 'NamespaceNotFound' } }],
    },
    {
      rule: 'refuses validators by name',
      given: [{ _id: 1 }],
      isOwn: true,
      steps: [{ run: { collMod: '@', validator: { a: 1 } }, error: { code: 238, says: /validator/ } }],
    },
  ],
  'explain and validate (manual: explain, validate)': [
    {
      rule: 'explain tells the index a find reads',
      given: [
        { _id: 1, a: 1 },
        { _id: 2, a: 2 },
      ],
      indexes: [byA],
      steps: [
        {
          run: { explain: { find: '@', filter: { a: 1 } }, verbosity: 'executionStats' },
          reply: {
            queryPlanner: {
              namespace: '@ns',
              winningPlan: { stage: 'FETCH', inputStage: { stage: 'IXSCAN', indexName: 'a_1', keyPattern: { a: 1 } } },
            },
            executionStats: { executionSuccess: true, nReturned: 1, totalKeysExamined: 1, totalDocsExamined: 1 },
            ok: 1,
          },
        },
      ],
    },
    {
      rule: 'explain tells of reading everything',
      given: [
        { _id: 1, a: 1 },
        { _id: 2, a: 2 },
      ],
      steps: [
        {
          run: { explain: { find: '@', filter: { a: 1 } }, verbosity: 'executionStats' },
          reply: { queryPlanner: { winningPlan: { stage: 'COLLSCAN' } }, executionStats: { nReturned: 1, totalDocsExamined: 2 } },
        },
      ],
    },
    {
      rule: 'explain without execution has no statistics',
      given: [{ _id: 1, a: 1 }],
      steps: [
        {
          run: { explain: { find: '@', filter: { a: 1 } }, verbosity: 'queryPlanner' },
          reply: { queryPlanner: { winningPlan: { stage: 'COLLSCAN' } }, executionStats: absent },
        },
      ],
    },
    {
      rule: 'explain changes nothing',
      given: [{ _id: 1, a: 1 }],
      steps: [
        { run: { explain: { update: '@', updates: [{ q: { a: 1 }, u: { $set: { a: 2 } } }] } }, reply: { ok: 1 } },
        { run: { explain: { delete: '@', deletes: [{ q: { a: 1 }, limit: 0 }] } }, reply: { ok: 1 } },
        { run: { explain: { findAndModify: '@', query: { a: 1 }, remove: true } }, reply: { ok: 1 } },
        { run: { explain: { count: '@', query: { a: 1 } } }, reply: { ok: 1 } },
        { run: { explain: { distinct: '@', key: 'a' } }, reply: { ok: 1 } },
        { run: { explain: { aggregate: '@', pipeline: [{ $match: { a: 1 } }], cursor: {} } }, reply: { ok: 1 } },
      ],
      left: [{ _id: 1, a: 1 }],
    },
    {
      rule: 'explain refuses what it cannot explain',
      given: [{ _id: 1 }],
      steps: [{ run: { explain: { insert: '@', documents: [{}] } }, error: { code: 59, name: 'CommandNotFound' } }],
    },
    {
      rule: 'explain refuses a verbosity nobody knows',
      given: [{ _id: 1 }],
      steps: [{ run: { explain: { find: '@' }, verbosity: 'loud' }, error: { code: 2 } }],
    },
    {
      rule: 'validate finds documents and keys in agreement',
      given: [
        { _id: 1, a: [1, 2] },
        { _id: 2, a: 3 },
      ],
      indexes: [byA],
      steps: [
        {
          run: { validate: '@' },
          reply: { valid: true, nrecords: 2, nIndexes: 2, keysPerIndex: { _id_: 2, a_1: 3 }, errors: [], ok: 1 },
        },
      ],
    },
    {
      rule: 'validate refuses where there is no collection',
      steps: [{ run: { validate: '@' }, error: { code: 26, name: 'NamespaceNotFound' } }],
    },
  ],
}
