import { decimal, double, inOrder, long } from '../../embedded-values/notation.ts'
import type { CommandCase } from '../steps.ts'

const five = [1, 2, 3, 4, 5].map((n) => ({ _id: n, n: n * 10, even: n % 2 === 0 }))
const ids = (...list: number[]) => list.map((_id) => ({ _id }))
const idOnly = { projection: { _id: 1 } }

/** Cases by the page of the manual or the specification they follow. */
export const READING_CASES: Readonly<Record<string, readonly CommandCase[]>> = {
  'find (manual: database commands; specification: crud, find and getMore)': [
    {
      rule: 'answers everything in one batch and cursor 0 where all fits',
      given: five,
      steps: [
        {
          run: { find: '@', filter: { n: { $gt: 30 } } },
          reply: { cursor: { id: long(0), ns: '@ns', firstBatch: five.slice(3) }, ok: 1 },
        },
      ],
    },
    {
      rule: 'of a collection that is not there finds nothing',
      steps: [{ run: { find: '@' }, reply: { cursor: { id: long(0), ns: '@ns', firstBatch: [] } } }],
    },
    {
      rule: 'sorts, skips and limits in that order whatever the order of its fields',
      given: five,
      steps: [
        { run: { find: '@', limit: 2, skip: 1, sort: { n: -1 }, ...idOnly }, reply: { cursor: { firstBatch: ids(4, 3) } } },
      ],
    },
    {
      rule: 'with limit 0 has no limit',
      given: five,
      steps: [{ run: { find: '@', limit: 0, ...idOnly }, reply: { cursor: { firstBatch: ids(1, 2, 3, 4, 5) } } }],
    },
    { rule: 'refuses a negative limit', given: five, steps: [{ run: { find: '@', limit: -1 }, error: { code: 51024 } }] },
    { rule: 'refuses a negative skip', given: five, steps: [{ run: { find: '@', skip: -1 }, error: { code: 51024 } }] },
    {
      rule: 'refuses a negative batch size',
      given: five,
      steps: [{ run: { find: '@', batchSize: -1 }, error: { code: 51024 } }],
    },
    {
      rule: 'refuses a limit that is no number',
      given: five,
      steps: [{ run: { find: '@', limit: 'x' }, error: { code: 14, name: 'TypeMismatch' } }],
    },
    {
      rule: 'refuses a filter that is no document',
      given: five,
      steps: [{ run: { find: '@', filter: 5 }, error: { code: 14, name: 'TypeMismatch' } }],
    },
    {
      rule: 'refuses a sort that is no document',
      given: five,
      steps: [{ run: { find: '@', sort: 'n' }, error: { code: 14, name: 'TypeMismatch' } }],
    },
    {
      rule: 'refuses a projection that is no document',
      given: five,
      steps: [{ run: { find: '@', projection: 'n' }, error: { code: 14, name: 'TypeMismatch' } }],
    },
    {
      rule: 'refuses an option it does not know',
      given: five,
      steps: [{ run: { find: '@', fliter: {} }, error: { code: 40415, says: /fliter/ } }],
    },
    {
      rule: 'refuses a collection name that is no text',
      steps: [{ run: { find: 5 }, error: { code: 73, name: 'InvalidNamespace' } }],
    },
    { rule: 'refuses an empty collection name', steps: [{ run: { find: '' }, error: { code: 73, name: 'InvalidNamespace' } }] },
    {
      rule: 'leaves the cursor open past the batch, and getMore goes on from there',
      given: five,
      steps: [
        { run: { find: '@', batchSize: 2, ...idOnly }, reply: { cursor: { firstBatch: ids(1, 2) } } },
        { run: { getMore: '@cursor', collection: '@', batchSize: 2 }, reply: { cursor: { ns: '@ns', nextBatch: ids(3, 4) } } },
        { run: { getMore: '@cursor', collection: '@', batchSize: 2 }, reply: { cursor: { id: long(0), nextBatch: ids(5) } } },
      ],
    },
    {
      rule: 'with batch size 0 opens a cursor and reads nothing yet',
      given: five,
      steps: [
        { run: { find: '@', batchSize: 0, ...idOnly }, reply: { cursor: { firstBatch: [] } } },
        { run: { getMore: '@cursor', collection: '@' }, reply: { cursor: { id: long(0), nextBatch: ids(1, 2, 3, 4, 5) } } },
      ],
    },
    {
      rule: 'with a single batch leaves no cursor',
      given: five,
      steps: [
        {
          run: { find: '@', batchSize: 2, singleBatch: true, ...idOnly },
          reply: { cursor: { id: long(0), firstBatch: ids(1, 2) } },
        },
      ],
    },
    {
      rule: 'closes the cursor with the batch that reaches the limit',
      given: five,
      steps: [
        { run: { find: '@', batchSize: 2, limit: 4, ...idOnly }, reply: { cursor: { firstBatch: ids(1, 2) } } },
        { run: { getMore: '@cursor', collection: '@', batchSize: 2 }, reply: { cursor: { id: long(0), nextBatch: ids(3, 4) } } },
      ],
    },
    {
      rule: 'reads by a hinted index',
      given: five,
      indexes: [{ key: { n: 1 }, name: 'by n' }],
      steps: [
        { run: { find: '@', hint: 'by n', filter: { n: { $lt: 20 } } }, reply: { cursor: { firstBatch: five.slice(0, 1) } } },
      ],
    },
    {
      rule: 'takes the key pattern of an index for a hint',
      given: five,
      indexes: [{ key: { n: -1 }, name: 'x' }],
      steps: [{ run: { find: '@', hint: { n: -1 }, ...idOnly }, reply: { cursor: { firstBatch: ids(5, 4, 3, 2, 1) } } }],
    },
    {
      rule: 'refuses a hint that is no index',
      given: five,
      steps: [
        {
          run: { find: '@', hint: 'nothing_1' },
          error: { code: 2, name: 'BadValue', says: /hint provided does not correspond/ },
        },
      ],
    },
    {
      rule: 'refuses a hint of another type',
      given: five,
      steps: [{ run: { find: '@', hint: 5 }, error: { code: 9, name: 'FailedToParse' } }],
    },
    {
      rule: 'by natural order backwards',
      given: five,
      steps: [{ run: { find: '@', sort: { $natural: -1 }, ...idOnly }, reply: { cursor: { firstBatch: ids(5, 4, 3, 2, 1) } } }],
    },
    {
      rule: 'hinted to natural order',
      given: five,
      steps: [{ run: { find: '@', hint: { $natural: -1 }, ...idOnly }, reply: { cursor: { firstBatch: ids(5, 4, 3, 2, 1) } } }],
    },
    {
      rule: 'takes the simple collation',
      given: five,
      steps: [
        {
          run: { find: '@', filter: { _id: 1 }, collation: { locale: 'simple' } },
          reply: { cursor: { firstBatch: five.slice(0, 1) } },
        },
      ],
    },
    {
      rule: 'refuses another collation',
      given: five,
      isOwn: true,
      steps: [
        { run: { find: '@', collation: { locale: 'zh' } }, error: { code: 238, name: 'NotImplemented', says: /collation/ } },
      ],
    },
    {
      rule: 'refuses to follow a collection that is not capped',
      given: five,
      steps: [
        {
          run: { find: '@', tailable: true },
          error: { code: 2, name: 'BadValue', says: /tailable cursor requested on non capped collection/ },
        },
      ],
    },
    {
      rule: 'refuses awaitData without tailable',
      given: five,
      steps: [{ run: { find: '@', awaitData: true }, error: { code: 9, name: 'FailedToParse', says: /await/ } }],
    },
    {
      rule: 'refuses index bounds by name',
      given: five,
      isOwn: true,
      steps: [
        { run: { find: '@', min: { n: 1 }, hint: { n: 1 } }, error: { code: 238, says: /min/ } },
        { run: { find: '@', max: { n: 1 }, hint: { n: 1 } }, error: { code: 238, says: /max/ } },
        { run: { find: '@', returnKey: true }, error: { code: 238, says: /returnKey/ } },
        { run: { find: '@', showRecordId: true }, error: { code: 238, says: /showRecordId/ } },
      ],
    },
    {
      rule: 'gives let variables to $expr',
      given: five,
      steps: [
        {
          run: { find: '@', filter: { $expr: { $eq: ['$n', '$$wanted'] } }, let: { wanted: 30 }, ...idOnly },
          reply: { cursor: { firstBatch: ids(3) } },
        },
      ],
    },
    {
      rule: 'evaluates what let says',
      given: five,
      steps: [
        {
          run: { find: '@', filter: { $expr: { $eq: ['$n', '$$wanted'] } }, let: { wanted: { $add: [10, 10] } }, ...idOnly },
          reply: { cursor: { firstBatch: ids(2) } },
        },
      ],
    },
    {
      rule: 'refuses a variable nobody set',
      given: five,
      steps: [{ run: { find: '@', filter: { $expr: { $eq: ['$n', '$$wanted'] } } }, error: { code: 17276 } }],
    },
    {
      rule: 'refuses a direction that is neither 1 nor -1',
      given: five,
      steps: [{ run: { find: '@', sort: { n: 2 } }, error: { code: 15975 } }],
    },
    {
      rule: 'refuses a direction that is no number',
      given: five,
      steps: [{ run: { find: '@', sort: { n: 'up' } }, error: { code: 15974 } }],
    },
    {
      rule: 'takes a direction of any numeric type',
      given: five,
      steps: [
        { run: { find: '@', sort: { n: double(-1) }, limit: long(1), ...idOnly }, reply: { cursor: { firstBatch: ids(5) } } },
      ],
    },
    {
      rule: 'refuses to sort by two arrays at once',
      given: [{ _id: 1, a: [1, 2], b: [1, 2] }, { _id: 2 }],
      steps: [{ run: { find: '@', sort: { a: 1, b: 1 } }, error: { code: 2, says: /parallel arrays/ } }],
    },
    {
      rule: 'takes options that change nothing here',
      given: five,
      steps: [
        {
          run: {
            find: '@',
            filter: { _id: 1 },
            allowDiskUse: true,
            noCursorTimeout: false,
            allowPartialResults: false,
            comment: 'why',
            maxTimeMS: 10_000,
            ...idOnly,
          },
          reply: { cursor: { firstBatch: ids(1) } },
        },
      ],
    },
    {
      rule: 'refuses a time that is negative',
      given: five,
      steps: [{ run: { find: '@', maxTimeMS: -1 }, error: { code: 51024 } }],
    },
    {
      rule: 'takes an absent filter, sort and projection of null as none',
      given: five,
      steps: [
        {
          run: { find: '@', filter: {}, sort: {}, projection: {}, limit: 1 },
          reply: { cursor: { firstBatch: five.slice(0, 1) } },
        },
      ],
    },
  ],
  'getMore and killCursors (specification: find and getMore)': [
    {
      rule: 'refuse a cursor that is not there',
      given: five,
      steps: [{ run: { getMore: long(12345), collection: '@' }, error: { code: 43, name: 'CursorNotFound' } }],
    },
    {
      rule: 'refuse a cursor that is no long',
      given: five,
      steps: [{ run: { getMore: 5, collection: '@' }, error: { code: 14, name: 'TypeMismatch' } }],
    },
    {
      rule: 'refuse another namespace',
      given: five,
      steps: [
        { run: { find: '@', batchSize: 1 } },
        { run: { getMore: '@cursor', collection: '@2' }, error: { code: 13, name: 'Unauthorized' } },
      ],
    },
    {
      rule: 'refuse another session',
      given: five,
      steps: [
        { run: { find: '@', batchSize: 1 } },
        { run: { getMore: '@cursor', collection: '@' }, session: 'other', error: { code: 50738 } },
      ],
    },
    {
      rule: 'know a killed cursor no more',
      given: five,
      steps: [
        { run: { find: '@', batchSize: 1 } },
        {
          run: { killCursors: '@', cursors: ['@cursor', long(1)] },
          reply: { cursorsNotFound: [long(1)], cursorsAlive: [], cursorsUnknown: [] },
        },
        { run: { getMore: '@cursor', collection: '@' }, error: { code: 43 } },
      ],
    },
    {
      rule: 'refuse a negative batch size',
      given: five,
      steps: [
        { run: { find: '@', batchSize: 1 } },
        { run: { getMore: '@cursor', collection: '@', batchSize: -1 }, error: { code: 51024 } },
      ],
    },
    {
      rule: 'refuse a getMore without a collection',
      given: five,
      steps: [{ run: { find: '@', batchSize: 1 } }, { run: { getMore: '@cursor' }, error: { code: 40414 } }],
    },
  ],
  'count (manual: count; specification: crud, estimatedDocumentCount)': [
    { rule: 'counts everything', given: five, steps: [{ run: { count: '@' }, reply: { n: 5, ok: 1 } }] },
    { rule: 'counts what matches', given: five, steps: [{ run: { count: '@', query: { even: true } }, reply: { n: 2 } }] },
    {
      rule: 'skips and limits',
      given: five,
      steps: [
        { run: { count: '@', skip: 1, limit: 3 }, reply: { n: 3 } },
        { run: { count: '@', skip: 4, limit: 3 }, reply: { n: 1 } },
      ],
    },
    { rule: 'takes a negative limit as its amount', given: five, steps: [{ run: { count: '@', limit: -2 }, reply: { n: 2 } }] },
    { rule: 'is zero where there is no collection', steps: [{ run: { count: '@' }, reply: { n: 0 } }] },
    { rule: 'refuses a negative skip', given: five, steps: [{ run: { count: '@', skip: -1 }, error: { code: 51024 } }] },
    {
      rule: 'counts by a hinted index',
      given: five,
      indexes: [{ key: { n: 1 }, name: 'n_1' }],
      steps: [{ run: { count: '@', query: { n: { $gt: 20 } }, hint: 'n_1' }, reply: { n: 3 } }],
    },
    {
      rule: 'refuses a query that is no document',
      given: five,
      steps: [{ run: { count: '@', query: 'x' }, error: { code: 14 } }],
    },
    {
      rule: 'refuses an unknown operator',
      given: five,
      steps: [{ run: { count: '@', query: { n: { $bogus: 1 } } }, error: { code: 2, says: /unknown operator: \$bogus/ } }],
    },
  ],
  'distinct (manual: distinct; specification: crud, distinct)': [
    {
      rule: 'gives every value once',
      given: [
        { _id: 1, a: 1 },
        { _id: 2, a: 2 },
        { _id: 3, a: 1 },
      ],
      steps: [{ run: { distinct: '@', key: 'a' }, reply: { values: [1, 2], ok: 1 } }],
    },
    {
      rule: 'takes arrays apart, one level',
      given: [
        { _id: 1, a: [1, 2, 2] },
        { _id: 2, a: [[3]] },
        { _id: 3, a: [] },
      ],
      steps: [{ run: { distinct: '@', key: 'a' }, reply: { values: [1, 2, [3]] } }],
    },
    {
      rule: 'keeps null and leaves missing fields out',
      given: [{ _id: 1, a: null }, { _id: 2 }],
      steps: [{ run: { distinct: '@', key: 'a' }, reply: { values: [null] } }],
    },
    {
      rule: 'takes numbers of all types as one',
      given: [
        { _id: 1, a: 5 },
        { _id: 2, a: long(5) },
        { _id: 3, a: double(5) },
        { _id: 4, a: decimal('5') },
        { _id: 5, a: '5' },
      ],
      steps: [{ run: { distinct: '@', key: 'a' }, reply: { values: [5, '5'] } }],
    },
    {
      rule: 'follows dotted paths through arrays',
      given: [{ _id: 1, a: [{ b: 1 }, { b: [2, 3] }, 4] }],
      steps: [{ run: { distinct: '@', key: 'a.b' }, reply: { values: [1, 2, 3] } }],
    },
    {
      rule: 'follows positions',
      given: [{ _id: 1, a: [{ b: 1 }, { b: 2 }] }],
      steps: [{ run: { distinct: '@', key: 'a.1.b' }, reply: { values: [2] } }],
    },
    {
      rule: 'takes documents in another order of fields as another value',
      given: [
        { _id: 1, a: { x: 1, y: 2 } },
        { _id: 2, a: inOrder(['y', 2], ['x', 1]) },
      ],
      steps: [{ run: { distinct: '@', key: 'a' }, reply: { values: [{ x: 1, y: 2 }, inOrder(['y', 2], ['x', 1])] } }],
    },
    {
      rule: 'looks only at what matches',
      given: five,
      steps: [{ run: { distinct: '@', key: 'n', query: { even: true } }, reply: { values: [20, 40] } }],
    },
    { rule: 'is empty where there is no collection', steps: [{ run: { distinct: '@', key: 'a' }, reply: { values: [] } }] },
    {
      rule: 'refuses a key that is no text',
      given: five,
      steps: [{ run: { distinct: '@', key: 5 }, error: { code: 14, name: 'TypeMismatch' } }],
    },
    { rule: 'refuses to be without a key', given: five, steps: [{ run: { distinct: '@' }, error: { code: 40414 } }] },
    {
      rule: 'refuses an option it does not know',
      given: five,
      steps: [{ run: { distinct: '@', key: 'a', limit: 1 }, error: { code: 40415 } }],
    },
  ],
  'aggregate (manual: aggregate; specification: crud, aggregate)': [
    {
      rule: 'needs a cursor',
      given: five,
      steps: [
        { run: { aggregate: '@', pipeline: [] }, error: { code: 9, name: 'FailedToParse', says: /'cursor' option is required/ } },
      ],
    },
    { rule: 'needs a pipeline', given: five, steps: [{ run: { aggregate: '@', cursor: {} }, error: { code: 40414 } }] },
    {
      rule: 'refuses a pipeline that is no array',
      given: five,
      steps: [{ run: { aggregate: '@', pipeline: {}, cursor: {} }, error: { code: 14 } }],
    },
    {
      rule: 'refuses a stage that is no document',
      given: five,
      steps: [{ run: { aggregate: '@', pipeline: [5], cursor: {} }, error: { code: 14 } }],
    },
    {
      rule: 'passes everything through an empty pipeline',
      given: five,
      steps: [
        { run: { aggregate: '@', pipeline: [], cursor: {} }, reply: { cursor: { id: long(0), ns: '@ns', firstBatch: five } } },
      ],
    },
    {
      rule: 'goes on with getMore',
      given: five,
      steps: [
        {
          run: { aggregate: '@', pipeline: [{ $project: { _id: 1 } }], cursor: { batchSize: 2 } },
          reply: { cursor: { firstBatch: ids(1, 2) } },
        },
        {
          run: { getMore: '@cursor', collection: '@', batchSize: 10 },
          reply: { cursor: { id: long(0), nextBatch: ids(3, 4, 5) } },
        },
      ],
    },
    {
      rule: 'with batch size 0 reads nothing yet',
      given: five,
      steps: [
        {
          run: { aggregate: '@', pipeline: [{ $project: { _id: 1 } }], cursor: { batchSize: 0 } },
          reply: { cursor: { firstBatch: [] } },
        },
        { run: { getMore: '@cursor', collection: '@' }, reply: { cursor: { id: long(0), nextBatch: ids(1, 2, 3, 4, 5) } } },
      ],
    },
    {
      rule: 'of a collection that is not there is empty',
      steps: [{ run: { aggregate: '@', pipeline: [{ $match: {} }], cursor: {} }, reply: { cursor: { firstBatch: [] } } }],
    },
    {
      rule: 'counts as drivers ask it to',
      given: five,
      steps: [
        {
          run: { aggregate: '@', pipeline: [{ $match: { even: true } }, { $group: { _id: 1, n: { $sum: 1 } } }], cursor: {} },
          reply: { cursor: { firstBatch: [{ _id: 1, n: 2 }] } },
        },
        {
          run: {
            aggregate: '@',
            pipeline: [{ $match: { even: true } }, { $skip: 1 }, { $limit: 5 }, { $group: { _id: 1, n: { $sum: 1 } } }],
            cursor: {},
          },
          reply: { cursor: { firstBatch: [{ _id: 1, n: 1 }] } },
        },
        {
          run: { aggregate: '@', pipeline: [{ $match: { n: 7 } }, { $group: { _id: 1, n: { $sum: 1 } } }], cursor: {} },
          reply: { cursor: { firstBatch: [] } },
        },
      ],
    },
    {
      rule: 'gives let variables to its expressions',
      given: five,
      steps: [
        {
          run: {
            aggregate: '@',
            pipeline: [{ $match: { $expr: { $gt: ['$n', '$$least'] } } }, { $project: { _id: 1 } }],
            let: { least: { $multiply: [4, 10] } },
            cursor: {},
          },
          reply: { cursor: { firstBatch: ids(5) } },
        },
      ],
    },
    {
      rule: 'refuses a hint that is no index',
      given: five,
      steps: [{ run: { aggregate: '@', pipeline: [{ $match: { n: 1 } }], hint: 'x_1', cursor: {} }, error: { code: 2 } }],
    },
    {
      rule: 'refuses a stage nobody knows',
      given: five,
      steps: [
        {
          run: { aggregate: '@', pipeline: [{ $bogus: {} }], cursor: {} },
          error: { code: 40324, says: /Unrecognized pipeline stage name: '\$bogus'/ },
        },
      ],
    },
    {
      rule: 'refuses an expression nobody knows',
      given: five,
      steps: [
        {
          run: { aggregate: '@', pipeline: [{ $project: { a: { $bogus: 1 } } }], cursor: {} },
          error: { code: 31325, says: /Unknown expression \$bogus/ },
        },
      ],
    },
    {
      rule: 'refuses an expression nobody knows in $addFields',
      given: five,
      steps: [
        {
          run: { aggregate: '@', pipeline: [{ $addFields: { a: { $bogus: 1 } } }], cursor: {} },
          error: { code: 168, name: 'InvalidPipelineOperator', says: /Unrecognized expression '\$bogus'/ },
        },
      ],
    },
    {
      rule: 'refuses change streams as a server without an oplog does',
      given: five,
      isOwn: true,
      steps: [
        {
          run: { aggregate: '@', pipeline: [{ $changeStream: {} }], cursor: {} },
          error: { code: 40573, says: /\$changeStream stage is only supported on replica sets/ },
        },
        { run: { aggregate: 1, pipeline: [{ $changeStream: {} }], cursor: {} }, error: { code: 40573 } },
      ],
    },
    {
      rule: 'refuses a change stream that is not first',
      given: five,
      isOwn: true,
      steps: [{ run: { aggregate: '@', pipeline: [{ $match: {} }, { $changeStream: {} }], cursor: {} }, error: { code: 40573 } }],
    },
    {
      rule: 'of no collection refuses stages that read one',
      steps: [{ run: { aggregate: 1, pipeline: [{ $match: {} }], cursor: {} }, error: { code: 73, name: 'InvalidNamespace' } }],
    },
  ],
}
