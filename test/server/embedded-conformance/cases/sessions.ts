import { double, long } from '../../embedded-values/notation.ts'
import { absent, type CommandCase, type Step } from '../steps.ts'

/** A command as the n-th transaction of the session, beginning it or going on. */
const inside = (run: object, n = 1): Step['run'] => ({ ...run, txnNumber: long(n), autocommit: false })
const begin = (run: object, n = 1): Step['run'] => ({ ...inside(run, n), startTransaction: true })
const commit = (n = 1, more: Partial<Step> = {}): Step => ({ on: 'admin', run: inside({ commitTransaction: 1 }, n), ...more })
const abort = (n = 1, more: Partial<Step> = {}): Step => ({ on: 'admin', run: inside({ abortTransaction: 1 }, n), ...more })
const insertOf = (...documents: object[]) => ({ insert: '@', documents })
const setOf = (_id: number, n: number) => ({ update: '@', updates: [{ q: { _id }, u: { $set: { n } } }] })
const numbered = (run: object, n: number): Step['run'] => ({ ...run, txnNumber: long(n) })
const transient = ['TransientTransactionError']
const two = [
  { _id: 1, n: 1 },
  { _id: 2, n: 2 },
]

/** Cases by the page of the manual or the specification they follow. */
export const SESSION_CASES: Readonly<Record<string, readonly CommandCase[]>> = {
  'Transactions (manual: transactions; specification: transactions)': [
    {
      rule: 'what it wrote is there after the commit',
      given: two,
      steps: [
        { run: begin(insertOf({ _id: 3 })), reply: { n: 1 } },
        { run: inside(setOf(1, 9)) },
        { run: inside({ delete: '@', deletes: [{ q: { _id: 2 }, limit: 1 }] }) },
        commit(1, { reply: { ok: 1 } }),
      ],
      left: [{ _id: 1, n: 9 }, { _id: 3 }],
    },
    {
      rule: 'what it wrote is not there after the abort',
      given: two,
      steps: [{ run: begin(insertOf({ _id: 3 })) }, abort(1, { reply: { ok: 1 } })],
      left: two,
    },
    {
      rule: 'it sees what it wrote, others do not before the commit',
      given: two,
      steps: [
        { run: begin(insertOf({ _id: 3, n: 3 })) },
        { run: inside({ find: '@', filter: { n: 3 } }), reply: { cursor: { firstBatch: [{ _id: 3, n: 3 }] } } },
        { run: inside({ distinct: '@', key: 'n' }), reply: { ok: 1 } },
        {
          run: inside({ aggregate: '@', pipeline: [{ $group: { _id: null, sum: { $sum: '$n' } } }], cursor: {} }),
          reply: { cursor: { firstBatch: [{ _id: null, sum: 6 }] } },
        },
        { session: 'other', run: { find: '@', filter: { n: 3 } }, reply: { cursor: { firstBatch: [] } } },
        commit(),
        { session: 'other', run: { count: '@', query: { n: 3 } }, reply: { n: 1 } },
      ],
    },
    {
      rule: 'it sees the snapshot it began with',
      given: two,
      steps: [
        { run: begin({ find: '@', filter: { _id: 9 } }) },
        { session: 'other', run: setOf(1, 100) },
        { run: inside({ find: '@', filter: { _id: 1 } }), reply: { cursor: { firstBatch: [{ _id: 1, n: 1 }] } } },
        commit(),
      ],
    },
    {
      rule: 'the second to write a document meets WriteConflict and is over',
      given: two,
      steps: [
        { run: begin(setOf(1, 10)) },
        { session: 'other', run: begin(setOf(1, 20)), error: { code: 112, name: 'WriteConflict', labels: transient } },
        { session: 'other', run: inside(setOf(2, 20)), error: { code: 251, name: 'NoSuchTransaction', labels: transient } },
        commit(),
      ],
      left: [
        { _id: 1, n: 10 },
        { _id: 2, n: 2 },
      ],
    },
    {
      rule: 'a document changed after the snapshot is a conflict as well',
      given: two,
      steps: [
        { run: begin({ find: '@' }) },
        { session: 'other', run: setOf(1, 100) },
        { run: inside(setOf(1, 5)), error: { code: 112, labels: transient } },
      ],
      left: [
        { _id: 1, n: 100 },
        { _id: 2, n: 2 },
      ],
    },
    {
      rule: 'a refused statement ends it',
      given: two,
      steps: [
        { run: begin(insertOf({ _id: 1 })), writeErrors: [{ index: 0, code: 11000 }] },
        { run: inside(insertOf({ _id: 5 })), error: { code: 251, labels: transient } },
      ],
      left: two,
    },
    {
      rule: 'a commit may be repeated',
      given: two,
      steps: [{ run: begin(insertOf({ _id: 3 })) }, commit(), commit(1, { reply: { ok: 1 } })],
    },
    {
      rule: 'the commit of one that only read may be repeated',
      given: two,
      steps: [{ run: begin({ find: '@' }) }, commit(), commit(1, { reply: { ok: 1 } })],
    },
    {
      rule: 'an aborted one cannot be committed',
      given: two,
      steps: [
        { run: begin(insertOf({ _id: 3 })) },
        abort(),
        commit(1, { error: { code: 251, name: 'NoSuchTransaction', labels: transient } }),
      ],
    },
    {
      rule: 'an aborted one cannot be aborted again',
      given: two,
      steps: [{ run: begin(insertOf({ _id: 3 })) }, abort(), abort(1, { error: { code: 251 } })],
    },
    {
      rule: 'a committed one cannot be aborted',
      given: two,
      steps: [{ run: begin(insertOf({ _id: 3 })) }, commit(), abort(1, { error: { code: 256, name: 'TransactionCommitted' } })],
    },
    {
      rule: 'a committed one cannot go on',
      given: two,
      steps: [{ run: begin(insertOf({ _id: 3 })) }, commit(), { run: inside(insertOf({ _id: 4 })), error: { code: 256 } }],
    },
    {
      rule: 'one never begun is not known',
      given: two,
      steps: [{ run: inside({ find: '@' }, 7), error: { code: 251, name: 'NoSuchTransaction', labels: transient } }],
    },
    {
      rule: 'a new number ends the one before',
      given: two,
      steps: [{ run: begin(insertOf({ _id: 3 })) }, { run: begin(insertOf({ _id: 4 }), 2) }, commit(2)],
      left: [...two, { _id: 4 }],
    },
    {
      rule: 'a number lower than the last is too old',
      given: two,
      steps: [
        { run: begin(insertOf({ _id: 3 }), 5) },
        { run: begin(insertOf({ _id: 4 }), 4), error: { code: 225, name: 'TransactionTooOld' } },
        abort(5),
      ],
    },
    {
      rule: 'it cannot be begun twice',
      given: two,
      steps: [
        { run: begin(insertOf({ _id: 3 })) },
        { run: begin(insertOf({ _id: 4 })), error: { code: 117, name: 'ConflictingOperationInProgress' } },
      ],
    },
    {
      rule: 'count is not for transactions',
      given: two,
      steps: [{ run: begin({ count: '@' }), error: { code: 263, name: 'OperationNotSupportedInTransaction' } }],
    },
    {
      rule: 'explain, drop and listing are not for transactions',
      given: two,
      steps: [
        { run: begin({ explain: { find: '@' } }, 1), error: { code: 263 } },
        { run: begin({ drop: '@' }, 2), error: { code: 263 } },
        { run: begin({ listCollections: 1 }, 3), error: { code: 263 } },
        { run: begin({ listIndexes: '@' }, 4), error: { code: 263 } },
      ],
    },
    {
      rule: 'autocommit needs a number',
      given: two,
      steps: [{ run: { find: '@', autocommit: false, startTransaction: true }, error: { code: 72, name: 'InvalidOptions' } }],
    },
    {
      rule: 'autocommit: true is not allowed',
      given: two,
      steps: [{ run: { find: '@', txnNumber: long(1), autocommit: true }, error: { code: 72 } }],
    },
    {
      rule: 'startTransaction needs autocommit',
      given: two,
      steps: [{ run: { find: '@', txnNumber: long(1), startTransaction: true }, error: { code: 72 } }],
    },
    {
      rule: 'startTransaction: false is not allowed',
      given: two,
      steps: [{ run: { find: '@', txnNumber: long(1), startTransaction: false, autocommit: false }, error: { code: 72 } }],
    },
    { rule: 'a number may not be negative', given: two, steps: [{ run: begin({ find: '@' }, -1), error: { code: 72 } }] },
    {
      rule: 'its cursors go on inside it, and end with it',
      given: two,
      steps: [
        { run: begin({ find: '@', batchSize: 1 }) },
        {
          run: inside({ getMore: '@cursor', collection: '@', batchSize: 1 }),
          reply: { cursor: { nextBatch: [{ _id: 2, n: 2 }] } },
        },
        commit(),
      ],
    },
    {
      rule: 'a cursor of before is not for it',
      given: two,
      steps: [
        { run: { find: '@', batchSize: 1 } },
        { run: begin({ getMore: '@cursor', collection: '@' }), error: { code: 50738 } },
      ],
      isOwn: true,
    },
    {
      rule: 'upserts and findAndModify are part of it',
      given: two,
      steps: [
        {
          run: begin({ findAndModify: '@', query: { _id: 1 }, update: { $inc: { n: 10 } }, new: true }),
          reply: { value: { _id: 1, n: 11 } },
        },
        {
          run: inside({ update: '@', updates: [{ q: { _id: 9 }, u: { $set: { n: 9 } }, upsert: true }] }),
          reply: { upserted: [{ index: 0, _id: 9 }] },
        },
        commit(),
      ],
      left: [
        { _id: 1, n: 11 },
        { _id: 2, n: 2 },
        { _id: 9, n: 9 },
      ],
    },
    {
      rule: 'read concern snapshot begins it',
      given: two,
      steps: [{ run: begin({ find: '@', readConcern: { level: 'snapshot' } }) }, commit()],
    },
    {
      rule: 'a unique key held by another is a conflict',
      given: two,
      indexes: [{ key: { k: 1 }, name: 'k_1', unique: true, sparse: true }],
      steps: [
        { run: begin(insertOf({ _id: 5, k: 1 })) },
        { session: 'other', run: begin(insertOf({ _id: 6, k: 1 })), error: { code: 112, labels: transient } },
        commit(),
      ],
      left: [...two, { _id: 5, k: 1 }],
    },
  ],
  'Retryable writes (manual: retryable writes; specification: retryable writes)': [
    {
      rule: 'an insert sent again is done once',
      steps: [
        { run: numbered(insertOf({ _id: 1 }), 1), reply: { n: 1 } },
        { run: numbered(insertOf({ _id: 1 }), 1), reply: { n: 1, writeErrors: absent } },
      ],
      left: [{ _id: 1 }],
    },
    {
      rule: 'an update sent again is done once',
      given: two,
      steps: [
        { run: numbered({ update: '@', updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }] }, 1) },
        { run: numbered({ update: '@', updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }] }, 1), reply: { n: 1, nModified: 1 } },
      ],
      left: [
        { _id: 1, n: 2 },
        { _id: 2, n: 2 },
      ],
    },
    {
      rule: 'a delete sent again is done once',
      given: two,
      steps: [
        { run: numbered({ delete: '@', deletes: [{ q: {}, limit: 1 }] }, 1) },
        { run: numbered({ delete: '@', deletes: [{ q: {}, limit: 1 }] }, 1), reply: { n: 1 } },
      ],
      left: [{ _id: 2, n: 2 }],
    },
    {
      rule: 'findAndModify sent again answers the same',
      given: two,
      steps: [
        {
          run: numbered({ findAndModify: '@', query: { _id: 1 }, update: { $inc: { n: 1 } } }, 1),
          reply: { value: { _id: 1, n: 1 } },
        },
        {
          run: numbered({ findAndModify: '@', query: { _id: 1 }, update: { $inc: { n: 1 } } }, 1),
          reply: { value: { _id: 1, n: 1 } },
        },
      ],
      left: [
        { _id: 1, n: 2 },
        { _id: 2, n: 2 },
      ],
    },
    {
      rule: 'an upsert sent again tells the same _id',
      steps: [
        { run: numbered({ update: '@', updates: [{ q: { _id: 7 }, u: { $inc: { n: 1 } }, upsert: true }] }, 1) },
        {
          run: numbered({ update: '@', updates: [{ q: { _id: 7 }, u: { $inc: { n: 1 } }, upsert: true }] }, 1),
          reply: { n: 1, upserted: [{ index: 0, _id: 7 }] },
        },
      ],
      left: [{ _id: 7, n: 1 }],
    },
    {
      rule: 'a next number is a next write',
      given: two,
      steps: [{ run: numbered(setOf(1, 5), 1) }, { run: numbered(setOf(1, 6), 2), reply: { nModified: 1 } }],
      left: [
        { _id: 1, n: 6 },
        { _id: 2, n: 2 },
      ],
    },
    {
      rule: 'a number of before is refused',
      given: two,
      steps: [
        { run: numbered(setOf(1, 5), 2) },
        { run: numbered(setOf(1, 6), 1), error: { code: 225, name: 'TransactionTooOld' } },
      ],
      left: [
        { _id: 1, n: 5 },
        { _id: 2, n: 2 },
      ],
    },
    {
      rule: 'an update of many cannot be numbered',
      given: two,
      steps: [
        {
          run: numbered({ update: '@', updates: [{ q: {}, u: { $inc: { n: 1 } }, multi: true }] }, 1),
          error: { code: 72, name: 'InvalidOptions' },
        },
      ],
      left: two,
    },
    {
      rule: 'a delete of many cannot be numbered',
      given: two,
      steps: [{ run: numbered({ delete: '@', deletes: [{ q: {}, limit: 0 }] }, 1), error: { code: 72, name: 'InvalidOptions' } }],
      left: two,
    },
    { rule: 'a read cannot be numbered', given: two, steps: [{ run: numbered({ find: '@' }, 1), error: { code: 50768 } }] },
  ],
  'Concerns (manual: read concern, write concern; specification: read and write concern)': [
    {
      rule: 'reads of every level but snapshot are answered',
      given: two,
      steps: ['local', 'available', 'majority'].map((level) => ({
        run: { count: '@', readConcern: { level } },
        reply: { n: 2 },
      })),
    },
    {
      rule: 'a level nobody knows is refused',
      given: two,
      steps: [{ run: { find: '@', readConcern: { level: 'total' } }, error: { code: 2, name: 'BadValue' } }],
    },
    {
      rule: 'writes of one server or its majority are done',
      steps: [
        { run: { ...insertOf({ _id: 1 }), writeConcern: { w: 1, j: true } }, reply: { n: 1 } },
        { run: { ...insertOf({ _id: 2 }), writeConcern: { w: 'majority', wtimeout: 100 } }, reply: { n: 1 } },
      ],
    },
    {
      rule: 'writes of more servers are refused',
      isOwn: true,
      steps: [
        { run: { ...insertOf({ _id: 1 }), writeConcern: { w: 3 } }, error: { code: 100, name: 'UnsatisfiableWriteConcern' } },
        { run: { ...insertOf({ _id: 1 }), writeConcern: { w: 'backup' } }, error: { code: 79, name: 'UnknownReplWriteConcern' } },
      ],
      left: [],
    },
  ],
  'What a server says of itself (manual: hello, ping, buildInfo; specification: handshake, stable API)': [
    {
      rule: 'hello says that it can be written to, and since which and until which version it speaks',
      steps: [
        {
          on: 'admin',
          run: { hello: 1 },
          reply: {
            isWritablePrimary: true,
            maxBsonObjectSize: 16777216,
            maxMessageSizeBytes: 48000000,
            maxWriteBatchSize: 100000,
            logicalSessionTimeoutMinutes: 30,
            minWireVersion: 0,
            readOnly: false,
            ok: double(1),
          },
        },
      ],
    },
    {
      rule: 'isMaster says the same in old words',
      steps: [{ on: 'admin', run: { isMaster: 1 }, reply: { ismaster: true, ok: 1 } }],
    },
    { rule: 'ping is answered', steps: [{ run: { ping: 1 }, reply: { ok: double(1) } }] },
    {
      rule: 'buildInfo has a version and what BSON may be',
      steps: [{ on: 'admin', run: { buildInfo: 1 }, reply: { bits: 64, maxBsonObjectSize: 16777216 } }],
    },
    {
      rule: 'a command nobody knows is refused',
      steps: [{ run: { frobnicate: 1 }, error: { code: 59, name: 'CommandNotFound', says: /no such command: 'frobnicate'/ } }],
    },
    {
      rule: 'stable API version 1 is spoken',
      given: two,
      steps: [{ run: { count: '@', apiVersion: '1', apiStrict: true }, reply: { n: 2 } }],
    },
    {
      rule: 'another API version is refused',
      steps: [{ run: { ping: 1, apiVersion: '2' }, error: { code: 322, name: 'APIVersionError' } }],
    },
    {
      rule: 'strictly, what is not part of the API is refused',
      given: two,
      steps: [
        { run: { distinct: '@', key: 'n', apiVersion: '1', apiStrict: true }, error: { code: 323, name: 'APIStrictError' } },
      ],
    },
    {
      rule: 'a comment of any type is taken',
      given: two,
      steps: [{ run: { count: '@', comment: { why: [1] } }, reply: { n: 2 } }],
    },
    {
      rule: 'endSessions and refreshSessions are done',
      steps: [
        { on: 'admin', run: { endSessions: [] }, reply: { ok: 1 } },
        { on: 'admin', run: { refreshSessions: [] }, reply: { ok: 1 } },
      ],
    },
  ],
}
