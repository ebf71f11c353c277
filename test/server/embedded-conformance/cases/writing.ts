import { ObjectId, Timestamp } from 'bson'
import { decimal, double, inOrder, long } from '../../embedded-values/notation.ts'
import { absent, type CommandCase } from '../steps.ts'

const one = { q: {}, limit: 1 }
const many = { q: {}, limit: 0 }
const three = [1, 2, 3].map((n) => ({ _id: n, n }))
const insertOf = (...documents: object[]) => ({ insert: '@', documents })
const updateOf = (...updates: object[]) => ({ update: '@', updates })
const deleteOf = (...deletes: object[]) => ({ delete: '@', deletes })
const id = new ObjectId('65a000000000000000000001')

/** Cases by the page of the manual or the specification they follow. */
export const WRITING_CASES: Readonly<Record<string, readonly CommandCase[]>> = {
  'insert (manual: insert; specification: crud, insertOne and insertMany)': [
    {
      rule: 'stores and counts',
      steps: [{ run: insertOf({ _id: 1 }, { _id: 2 }), reply: { n: 2, ok: 1, writeErrors: absent } }],
      left: [{ _id: 1 }, { _id: 2 }],
    },
    {
      rule: 'puts _id first',
      steps: [{ run: insertOf({ a: 1, _id: 5, b: 2 }) }],
      left: [inOrder(['_id', 5], ['a', 1], ['b', 2]) as never],
    },
    {
      rule: 'ordered stops at the first refusal',
      given: [{ _id: 2 }],
      steps: [{ run: insertOf({ _id: 1 }, { _id: 2 }, { _id: 3 }), reply: { n: 1 }, writeErrors: [{ index: 1, code: 11000 }] }],
      left: [{ _id: 1 }, { _id: 2 }],
    },
    {
      rule: 'unordered goes on',
      given: [{ _id: 2 }],
      steps: [
        {
          run: { ...insertOf({ _id: 1 }, { _id: 2 }, { _id: 3 }, { _id: 3 }), ordered: false },
          reply: { n: 2 },
          writeErrors: [
            { index: 1, code: 11000 },
            { index: 3, code: 11000 },
          ],
        },
      ],
      left: [{ _id: 1 }, { _id: 2 }, { _id: 3 }],
    },
    {
      rule: 'tells which key is there twice',
      given: [{ _id: 1, mail: 'x' }],
      indexes: [{ key: { mail: 1 }, name: 'mail_1', unique: true }],
      steps: [
        {
          run: insertOf({ _id: 2, mail: 'x' }),
          reply: { n: 0 },
          writeErrors: [
            {
              index: 0,
              code: 11000,
              says: /^E11000 duplicate key error collection: .* index: mail_1 dup key: \{ mail: "x" \}$/,
              facts: { keyPattern: { mail: 1 }, keyValue: { mail: 'x' } },
            },
          ],
        },
      ],
    },
    {
      rule: 'tells of _id as of other keys',
      given: [{ _id: 1 }],
      steps: [
        {
          run: insertOf({ _id: 1 }),
          writeErrors: [
            {
              index: 0,
              code: 11000,
              says: /index: _id_ dup key: \{ _id: 1 \}/,
              facts: { keyPattern: { _id: 1 }, keyValue: { _id: 1 } },
            },
          ],
        },
      ],
    },
    {
      rule: 'takes numbers of all types for one _id',
      given: [{ _id: 1 }],
      steps: [
        {
          run: { ...insertOf({ _id: long(1) }, { _id: double(1) }, { _id: decimal('1.0') }, { _id: '1' }), ordered: false },
          reply: { n: 1 },
          writeErrors: [
            { index: 0, code: 11000 },
            { index: 1, code: 11000 },
            { index: 2, code: 11000 },
          ],
        },
      ],
    },
    {
      rule: 'refuses an array as _id',
      steps: [{ run: insertOf({ _id: [1] }), writeErrors: [{ index: 0, code: 53 }] }],
      left: [],
    },
    {
      rule: 'refuses a regular expression as _id',
      steps: [{ run: insertOf({ _id: /x/ }), writeErrors: [{ index: 0, code: 53 }] }],
      left: [],
    },
    {
      rule: 'takes documents, dates, binaries and null as _id',
      steps: [
        {
          run: insertOf(
            { _id: { a: 1, b: 2 } },
            { _id: inOrder(['b', 2], ['a', 1]) },
            { _id: new Date(5) },
            { _id: null },
            { _id: id },
          ),
          reply: { n: 5 },
        },
      ],
    },
    {
      rule: 'refuses a field with $ within _id',
      steps: [{ run: insertOf({ _id: { $a: 1 } }), writeErrors: [{ index: 0, code: 52 }] }],
      left: [],
    },
    {
      rule: 'takes names with dots and dollars elsewhere',
      steps: [{ run: insertOf({ _id: 1, 'a.b': 1, $c: 2, d: { $e: 3, 'f.g': 4 } }) }],
      left: [{ _id: 1, 'a.b': 1, $c: 2, d: { $e: 3, 'f.g': 4 } }],
    },
    {
      rule: 'refuses to store nothing',
      steps: [{ run: { insert: '@', documents: [] }, error: { code: 16, name: 'InvalidLength' } }],
    },
    { rule: 'refuses documents that are no array', steps: [{ run: { insert: '@', documents: 5 }, error: { code: 14 } }] },
    { rule: 'refuses to be without documents', steps: [{ run: { insert: '@' }, error: { code: 40414 } }] },
    { rule: 'refuses an element that is no document', steps: [{ run: { insert: '@', documents: [5] }, error: { code: 14 } }] },
    {
      rule: 'refuses an option it does not know',
      steps: [{ run: { ...insertOf({ _id: 1 }), upsert: true }, error: { code: 40415 } }],
      left: [],
    },
    {
      rule: 'refuses names that no collection may have',
      steps: [
        { run: { insert: 'a$b', documents: [{}] }, error: { code: 73 } },
        { run: { insert: '.a', documents: [{}] }, error: { code: 73 } },
      ],
    },
    {
      rule: 'keeps a timestamp that is not zero',
      steps: [{ run: insertOf({ _id: 1, t: new Timestamp({ t: 5, i: 6 }) }) }],
      left: [{ _id: 1, t: new Timestamp({ t: 5, i: 6 }) }],
    },
    {
      rule: 'puts the time in the place of an empty timestamp at the top',
      steps: [
        { run: insertOf({ _id: 1, t: new Timestamp({ t: 0, i: 0 }), in: { t: new Timestamp({ t: 0, i: 0 }) } }) },
        {
          run: {
            count: '@',
            query: { t: { $gt: new Timestamp({ t: 1_600_000_000, i: 0 }) }, 'in.t': new Timestamp({ t: 0, i: 0 }) },
          },
          reply: { n: 1 },
        },
      ],
    },
  ],
  'update (manual: update; specification: crud, updateOne, updateMany, replaceOne)': [
    {
      rule: 'changes the first that matches',
      given: three,
      steps: [
        {
          run: updateOf({ q: { n: { $gt: 1 } }, u: { $set: { n: 9 } } }),
          reply: { n: 1, nModified: 1, ok: 1, upserted: absent },
        },
      ],
      left: [
        { _id: 1, n: 1 },
        { _id: 2, n: 9 },
        { _id: 3, n: 3 },
      ],
    },
    {
      rule: 'with multi changes all that match',
      given: three,
      steps: [{ run: updateOf({ q: { n: { $gt: 1 } }, u: { $inc: { n: 10 } }, multi: true }), reply: { n: 2, nModified: 2 } }],
      left: [
        { _id: 1, n: 1 },
        { _id: 2, n: 12 },
        { _id: 3, n: 13 },
      ],
    },
    {
      rule: 'counts what is the same already as matched, not as modified',
      given: three,
      steps: [{ run: updateOf({ q: { _id: 1 }, u: { $set: { n: 1 } } }), reply: { n: 1, nModified: 0 } }],
    },
    {
      rule: 'takes a value of another numeric type for a change',
      given: three,
      steps: [{ run: updateOf({ q: { _id: 1 }, u: { $set: { n: long(1) } } }), reply: { n: 1, nModified: 1 } }],
      left: [
        { _id: 1, n: long(1) },
        { _id: 2, n: 2 },
        { _id: 3, n: 3 },
      ],
    },
    {
      rule: 'matches nothing where there is no collection',
      steps: [{ run: updateOf({ q: {}, u: { $set: { n: 1 } } }), reply: { n: 0, nModified: 0 } }],
    },
    {
      rule: 'replaces a document and keeps its _id',
      given: three,
      steps: [{ run: updateOf({ q: { _id: 2 }, u: { x: 1 } }), reply: { n: 1, nModified: 1 } }],
      left: [
        { _id: 1, n: 1 },
        { _id: 2, x: 1 },
        { _id: 3, n: 3 },
      ],
    },
    {
      rule: 'refuses to replace several',
      given: three,
      steps: [
        {
          run: updateOf({ q: {}, u: { x: 1 }, multi: true }),
          writeErrors: [{ index: 0, code: 9, says: /multi update is not supported for replacement-style update/ }],
        },
      ],
      left: three,
    },
    {
      rule: 'inserts by upsert what filter and update say',
      steps: [
        {
          run: updateOf({ q: { _id: 5, a: 1, b: { $gt: 5 } }, u: { $set: { c: 2 } }, upsert: true }),
          reply: { n: 1, nModified: 0, upserted: [{ index: 0, _id: 5 }] },
        },
      ],
      left: [{ _id: 5, a: 1, c: 2 }],
    },
    {
      rule: 'inserts by upsert a replacement with the _id of the filter',
      steps: [{ run: updateOf({ q: { _id: 5, a: 1 }, u: { c: 2 }, upsert: true }), reply: { upserted: [{ index: 0, _id: 5 }] } }],
      left: [{ _id: 5, c: 2 }],
    },
    {
      rule: 'inserts by upsert with the _id of the update',
      steps: [
        {
          run: updateOf({ q: { a: 1 }, u: { $setOnInsert: { _id: 7 } }, upsert: true }),
          reply: { upserted: [{ index: 0, _id: 7 }] },
        },
      ],
      left: [{ _id: 7, a: 1 }],
    },
    {
      rule: 'refuses an upsert whose _id differs from the filter',
      steps: [{ run: updateOf({ q: { _id: 1 }, u: { $set: { _id: 2 } }, upsert: true }), writeErrors: [{ index: 0, code: 66 }] }],
      left: [],
    },
    {
      rule: 'refuses a replacing upsert whose _id differs from the filter',
      steps: [{ run: updateOf({ q: { _id: 1 }, u: { _id: 2 }, upsert: true }), writeErrors: [{ index: 0, code: 66 }] }],
      left: [],
    },
    {
      rule: 'refuses an upsert with an _id that may not be',
      steps: [{ run: updateOf({ q: { a: 1 }, u: { $set: { _id: [1] } }, upsert: true }), writeErrors: [{ index: 0, code: 53 }] }],
      left: [],
    },
    {
      rule: 'inserts by upsert through a pipeline',
      steps: [{ run: updateOf({ q: { _id: 1, a: 2 }, u: [{ $set: { b: { $add: ['$a', 1] } } }], upsert: true }) }],
      left: [{ _id: 1, a: 2, b: 3 }],
    },
    {
      rule: 'inserts by upsert fields of dotted equalities',
      steps: [{ run: updateOf({ q: { _id: 1, 'a.b': 2, $and: [{ c: 3 }] }, u: { $set: { d: 4 } }, upsert: true }) }],
      left: [{ _id: 1, a: { b: 2 }, c: 3, d: 4 }],
    },
    {
      rule: 'does not insert where something matches',
      given: three,
      steps: [
        {
          run: updateOf({ q: { _id: 1 }, u: { $set: { n: 5 } }, upsert: true }),
          reply: { n: 1, nModified: 1, upserted: absent },
        },
      ],
      left: [
        { _id: 1, n: 5 },
        { _id: 2, n: 2 },
        { _id: 3, n: 3 },
      ],
    },
    {
      rule: 'answers every upsert by its index',
      steps: [
        {
          run: updateOf(
            { q: { _id: 1 }, u: { $set: { a: 1 } }, upsert: true },
            { q: { _id: 1 }, u: { $set: { a: 2 } }, upsert: true },
            { q: { _id: 2 }, u: { $set: { a: 3 } }, upsert: true },
          ),
          reply: {
            n: 3,
            nModified: 1,
            upserted: [
              { index: 0, _id: 1 },
              { index: 2, _id: 2 },
            ],
          },
        },
      ],
    },
    {
      rule: 'applies the statements before one that is refused',
      given: three,
      steps: [
        {
          run: updateOf(
            { q: { _id: 1 }, u: { $set: { n: 7 } } },
            { q: { _id: 2 }, u: { $bogus: { n: 1 } } },
            { q: { _id: 3 }, u: { $set: { n: 7 } } },
          ),
          reply: { n: 1, nModified: 1 },
          writeErrors: [{ index: 1, code: 9, says: /Unknown modifier: \$bogus/ }],
        },
      ],
      left: [
        { _id: 1, n: 7 },
        { _id: 2, n: 2 },
        { _id: 3, n: 3 },
      ],
    },
    {
      rule: 'unordered applies those after it as well',
      given: three,
      steps: [
        {
          run: {
            ...updateOf(
              { q: { _id: 2 }, u: { $inc: { _id: 1 } } },
              { q: { $bogus: 1 }, u: { $set: { n: 7 } } },
              { q: { _id: 3 }, u: { $set: { n: 7 } } },
            ),
            ordered: false,
          },
          reply: { n: 1 },
          writeErrors: [
            { index: 0, code: 66 },
            { index: 1, code: 2 },
          ],
        },
      ],
      left: [
        { _id: 1, n: 1 },
        { _id: 2, n: 2 },
        { _id: 3, n: 7 },
      ],
    },
    {
      rule: 'refuses a key that becomes a second one',
      given: [
        { _id: 1, k: 1 },
        { _id: 2, k: 2 },
      ],
      indexes: [{ key: { k: 1 }, name: 'k_1', unique: true }],
      steps: [
        {
          run: updateOf({ q: { _id: 2 }, u: { $set: { k: 1 } } }),
          writeErrors: [{ index: 0, code: 11000, facts: { keyValue: { k: 1 } } }],
        },
      ],
      left: [
        { _id: 1, k: 1 },
        { _id: 2, k: 2 },
      ],
    },
    {
      rule: 'refuses a statement without an update',
      given: three,
      steps: [{ run: updateOf({ q: {} }), error: { code: 40414 } }],
    },
    {
      rule: 'refuses a statement without a filter',
      given: three,
      steps: [{ run: updateOf({ u: { $set: { a: 1 } } }), error: { code: 40414 } }],
    },
    {
      rule: 'refuses a field of a statement it does not know',
      given: three,
      steps: [{ run: updateOf({ q: {}, u: {}, limit: 1 }), error: { code: 40415 } }],
    },
    {
      rule: 'refuses an update that is neither document nor pipeline',
      given: three,
      steps: [{ run: updateOf({ q: {}, u: 5 }), error: { code: 9, name: 'FailedToParse' } }],
    },
    { rule: 'refuses no statements', steps: [{ run: { update: '@', updates: [] }, error: { code: 16 } }] },
    {
      rule: 'uses array filters',
      given: [{ _id: 1, a: [1, 5, 9] }],
      steps: [{ run: updateOf({ q: { _id: 1 }, u: { $set: { 'a.$[big]': 0 } }, arrayFilters: [{ big: { $gte: 5 } }] }) }],
      left: [{ _id: 1, a: [1, 0, 0] }],
    },
    {
      rule: 'uses array filters on fields, nested',
      given: [
        {
          _id: 1,
          a: [
            { k: 1, b: [1, 2] },
            { k: 2, b: [1, 2] },
          ],
        },
      ],
      steps: [{ run: updateOf({ q: {}, u: { $inc: { 'a.$[x].b.$[y]': 10 } }, arrayFilters: [{ 'x.k': 2 }, { y: 2 }] }) }],
      left: [
        {
          _id: 1,
          a: [
            { k: 1, b: [1, 2] },
            { k: 2, b: [1, 12] },
          ],
        },
      ],
    },
    {
      rule: 'refuses array filters nobody uses',
      given: three,
      steps: [
        { run: updateOf({ q: {}, u: { $set: { n: 1 } }, arrayFilters: [{ x: 1 }] }), writeErrors: [{ index: 0, code: 9 }] },
      ],
    },
    {
      rule: 'refuses array filters for a pipeline',
      given: three,
      steps: [
        { run: updateOf({ q: {}, u: [{ $set: { n: 1 } }], arrayFilters: [{ x: 1 }] }), writeErrors: [{ index: 0, code: 9 }] },
      ],
    },
    {
      rule: 'changes the element the filter met',
      given: [{ _id: 1, a: [1, 2, 3] }],
      steps: [{ run: updateOf({ q: { a: 2 }, u: { $set: { 'a.$': 20 } } }) }],
      left: [{ _id: 1, a: [1, 20, 3] }],
    },
    {
      rule: 'refuses $ where the filter met no array',
      given: [{ _id: 1, a: [1, 2, 3] }],
      steps: [
        {
          run: updateOf({ q: { _id: 1 }, u: { $set: { 'a.$': 20 } } }),
          writeErrors: [{ index: 0, code: 2, says: /positional operator did not find the match/ }],
        },
      ],
    },
    {
      rule: 'inserts by upsert nothing at $',
      steps: [{ run: updateOf({ q: { a: 2 }, u: { $set: { 'a.$': 20 } }, upsert: true }), writeErrors: [{ index: 0, code: 2 }] }],
      left: [],
    },
    {
      rule: 'takes a hint',
      given: three,
      steps: [{ run: updateOf({ q: { n: 2 }, u: { $set: { n: 9 } }, hint: '_id_' }), reply: { n: 1 } }],
    },
    {
      rule: 'refuses a hint that is no index',
      given: three,
      steps: [{ run: updateOf({ q: { n: 2 }, u: { $set: { n: 9 } }, hint: 'n_1' }), writeErrors: [{ index: 0, code: 2 }] }],
    },
    {
      rule: 'gives let variables to filter and pipeline',
      given: three,
      steps: [
        {
          run: {
            ...updateOf({ q: { $expr: { $eq: ['$n', '$$x'] } }, u: [{ $set: { n: '$$y' } }] }),
            let: { x: 2, y: { $add: [40, 2] } },
          },
          reply: { n: 1 },
        },
      ],
      left: [
        { _id: 1, n: 1 },
        { _id: 2, n: 42 },
        { _id: 3, n: 3 },
      ],
    },
    {
      rule: 'puts fields in the order of their names, after those that are there',
      given: [{ _id: 1, z: 0 }],
      steps: [{ run: updateOf({ q: {}, u: { $set: { c: 1, b: 2, a: 3 } } }) }],
      left: [inOrder(['_id', 1], ['z', 0], ['a', 3], ['b', 2], ['c', 1]) as never],
    },
    {
      rule: 'refuses an element past the length an array may grow to',
      given: [{ _id: 1, a: [] }],
      steps: [{ run: updateOf({ q: {}, u: { $set: { 'a.1500001': 1 } } }), writeErrors: [{ index: 0, code: 34 }] }],
      isOwn: true,
    },
  ],
  'delete (manual: delete; specification: crud, deleteOne, deleteMany)': [
    {
      rule: 'removes the first that matches',
      given: three,
      steps: [{ run: deleteOf({ q: { n: { $gt: 1 } }, limit: 1 }), reply: { n: 1, ok: 1 } }],
      left: [
        { _id: 1, n: 1 },
        { _id: 3, n: 3 },
      ],
    },
    {
      rule: 'removes all that match',
      given: three,
      steps: [{ run: deleteOf({ q: { n: { $gt: 1 } }, limit: 0 }), reply: { n: 2 } }],
      left: [{ _id: 1, n: 1 }],
    },
    {
      rule: 'removes nothing where nothing matches',
      given: three,
      steps: [{ run: deleteOf({ q: { n: 9 }, limit: 0 }), reply: { n: 0 } }],
      left: three,
    },
    { rule: 'of a collection that is not there removes nothing', steps: [{ run: deleteOf(many), reply: { n: 0 } }] },
    {
      rule: 'runs its statements in their order',
      given: three,
      steps: [{ run: deleteOf(one, one), reply: { n: 2 } }],
      left: [{ _id: 3, n: 3 }],
    },
    {
      rule: 'refuses a statement without a limit',
      given: three,
      steps: [{ run: deleteOf({ q: {} }), error: { code: 40414 } }],
      left: three,
    },
    {
      rule: 'refuses a statement without a filter',
      given: three,
      steps: [{ run: deleteOf({ limit: 1 }), error: { code: 40414 } }],
      left: three,
    },
    {
      rule: 'refuses a limit other than 0 and 1',
      given: three,
      steps: [{ run: deleteOf({ q: {}, limit: 2 }), error: { code: 9 } }],
      left: three,
    },
    {
      rule: 'refuses an unknown operator in its turn',
      given: three,
      steps: [
        {
          run: deleteOf({ q: { _id: 1 }, limit: 1 }, { q: { n: { $bogus: 1 } }, limit: 1 }, { q: { _id: 2 }, limit: 1 }),
          reply: { n: 1 },
          writeErrors: [{ index: 1, code: 2 }],
        },
      ],
      left: [
        { _id: 2, n: 2 },
        { _id: 3, n: 3 },
      ],
    },
    {
      rule: 'takes a hint',
      given: three,
      indexes: [{ key: { n: 1 }, name: 'n_1' }],
      steps: [{ run: deleteOf({ q: { n: 2 }, limit: 1, hint: 'n_1' }), reply: { n: 1 } }],
    },
    {
      rule: 'gives let variables to the filter',
      given: three,
      steps: [{ run: { ...deleteOf({ q: { $expr: { $eq: ['$n', '$$x'] } }, limit: 0 }), let: { x: 3 } }, reply: { n: 1 } }],
      left: three.slice(0, 2),
    },
    {
      rule: 'refuses a collation other than simple',
      given: three,
      isOwn: true,
      steps: [{ run: deleteOf({ q: {}, limit: 0, collation: { locale: 'fr' } }), writeErrors: [{ index: 0, code: 238 }] }],
      left: three,
    },
  ],
  'findAndModify (manual: findAndModify; specification: crud, findOneAndUpdate, findOneAndReplace, findOneAndDelete)': [
    {
      rule: 'answers with the document before',
      given: three,
      steps: [
        {
          run: { findAndModify: '@', query: { _id: 1 }, update: { $set: { n: 9 } } },
          reply: { value: { _id: 1, n: 1 }, lastErrorObject: { n: 1, updatedExisting: true, upserted: absent }, ok: 1 },
        },
      ],
      left: [
        { _id: 1, n: 9 },
        { _id: 2, n: 2 },
        { _id: 3, n: 3 },
      ],
    },
    {
      rule: 'with new answers with the document after',
      given: three,
      steps: [
        {
          run: { findAndModify: '@', query: { _id: 1 }, update: { $inc: { n: 1 } }, new: true },
          reply: { value: { _id: 1, n: 2 } },
        },
      ],
    },
    {
      rule: 'takes the first by the sort',
      given: three,
      steps: [
        {
          run: { findAndModify: '@', query: {}, sort: { n: -1 }, update: { $set: { last: true } }, new: true },
          reply: { value: { _id: 3, n: 3, last: true } },
        },
      ],
    },
    {
      rule: 'removes and answers with what it was',
      given: three,
      steps: [
        {
          run: { findAndModify: '@', query: { n: 2 }, remove: true },
          reply: { value: { _id: 2, n: 2 }, lastErrorObject: { n: 1, updatedExisting: absent } },
        },
      ],
      left: [three[0] ?? {}, three[2] ?? {}],
    },
    {
      rule: 'answers null where nothing matches',
      given: three,
      steps: [
        {
          run: { findAndModify: '@', query: { n: 9 }, update: { $set: { a: 1 } } },
          reply: { value: null, lastErrorObject: { n: 0, updatedExisting: false } },
        },
        { run: { findAndModify: '@', query: { n: 9 }, remove: true }, reply: { value: null, lastErrorObject: { n: 0 } } },
        { run: { findAndModify: '@2', query: { n: 9 }, remove: true }, reply: { value: null } },
      ],
      left: three,
    },
    {
      rule: 'inserts by upsert and answers null',
      steps: [
        {
          run: { findAndModify: '@', query: { _id: 5 }, update: { $set: { a: 1 } }, upsert: true },
          reply: { value: null, lastErrorObject: { n: 1, updatedExisting: false, upserted: 5 } },
        },
      ],
      left: [{ _id: 5, a: 1 }],
    },
    {
      rule: 'inserts by upsert and answers with the new document',
      steps: [
        {
          run: { findAndModify: '@', query: { _id: 5 }, update: { $set: { a: 1 } }, upsert: true, new: true },
          reply: { value: { _id: 5, a: 1 } },
        },
      ],
    },
    {
      rule: 'replaces',
      given: three,
      steps: [
        { run: { findAndModify: '@', query: { _id: 1 }, update: { x: 1 }, new: true }, reply: { value: { _id: 1, x: 1 } } },
      ],
    },
    {
      rule: 'takes a pipeline',
      given: three,
      steps: [
        {
          run: { findAndModify: '@', query: { _id: 1 }, update: [{ $set: { m: { $multiply: ['$n', 5] } } }], new: true },
          reply: { value: { _id: 1, n: 1, m: 5 } },
        },
      ],
    },
    {
      rule: 'shows the fields asked for',
      given: three,
      steps: [
        {
          run: { findAndModify: '@', query: { _id: 1 }, update: { $inc: { n: 1 } }, new: true, fields: { n: 1, _id: 0 } },
          reply: { value: { n: 2 } },
        },
      ],
    },
    {
      rule: 'takes array filters',
      given: [{ _id: 1, a: [1, 2] }],
      steps: [
        {
          run: { findAndModify: '@', query: {}, update: { $set: { 'a.$[x]': 0 } }, arrayFilters: [{ x: 2 }], new: true },
          reply: { value: { _id: 1, a: [1, 0] } },
        },
      ],
    },
    {
      rule: 'takes a hint',
      given: three,
      indexes: [{ key: { n: 1 }, name: 'n_1' }],
      steps: [
        {
          run: { findAndModify: '@', query: { n: 2 }, update: { $set: { a: 1 } }, hint: { n: 1 }, new: true },
          reply: { value: { _id: 2, n: 2, a: 1 } },
        },
        { run: { findAndModify: '@', query: {}, update: { $set: { a: 1 } }, hint: 'x' }, error: { code: 2 } },
      ],
    },
    {
      rule: 'gives let variables',
      given: three,
      steps: [
        {
          run: {
            findAndModify: '@',
            query: { $expr: { $eq: ['$n', '$$x'] } },
            update: [{ $set: { y: '$$x' } }],
            let: { x: 3 },
            new: true,
          },
          reply: { value: { _id: 3, n: 3, y: 3 } },
        },
      ],
    },
    {
      rule: 'refuses to do neither',
      given: three,
      steps: [
        { run: { findAndModify: '@', query: {} }, error: { code: 9, says: /Either an update or remove=true must be specified/ } },
      ],
    },
    {
      rule: 'refuses to do both',
      given: three,
      steps: [
        {
          run: { findAndModify: '@', query: {}, remove: true, update: { $set: { a: 1 } } },
          error: { code: 9, says: /Cannot specify both an update and remove=true/ },
        },
      ],
      left: three,
    },
    {
      rule: 'refuses to remove and show what is new',
      given: three,
      steps: [{ run: { findAndModify: '@', query: {}, remove: true, new: true }, error: { code: 9 } }],
      left: three,
    },
    {
      rule: 'refuses to remove and upsert',
      given: three,
      steps: [{ run: { findAndModify: '@', query: {}, remove: true, upsert: true }, error: { code: 9 } }],
      left: three,
    },
    {
      rule: 'refuses array filters with a removal',
      given: three,
      steps: [{ run: { findAndModify: '@', query: {}, remove: true, arrayFilters: [{ x: 1 }] }, error: { code: 9 } }],
      left: three,
    },
    {
      rule: 'is refused as a command when it makes a key a second one',
      given: [
        { _id: 1, k: 1 },
        { _id: 2, k: 2 },
      ],
      indexes: [{ key: { k: 1 }, name: 'k_1', unique: true }],
      steps: [
        {
          run: { findAndModify: '@', query: { _id: 2 }, update: { $set: { k: 1 } } },
          error: { code: 11000, name: 'DuplicateKey', facts: { keyPattern: { k: 1 }, keyValue: { k: 1 } } },
        },
      ],
    },
    {
      rule: 'refuses to change _id',
      given: three,
      steps: [
        {
          run: { findAndModify: '@', query: { _id: 1 }, update: { $set: { _id: 9 } } },
          error: { code: 66, name: 'ImmutableField' },
        },
      ],
    },
    {
      rule: 'refuses an option it does not know',
      given: three,
      steps: [{ run: { findAndModify: '@', query: {}, update: {}, multi: true }, error: { code: 40415 } }],
    },
    {
      rule: 'answers to its old spelling',
      given: three,
      steps: [{ run: { findandmodify: '@', query: { _id: 1 }, remove: true }, reply: { value: { _id: 1, n: 1 } } }],
    },
  ],
}
