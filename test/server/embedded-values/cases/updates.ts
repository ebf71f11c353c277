import { Int32, Timestamp } from 'bson'
import { decimal, double, inOrder, long, type Plain } from '../notation.ts'

/** An update, a document, and what becomes of it. */
export interface UpdateCase {
  readonly update: Plain | readonly Plain[]
  readonly before: Plain
  readonly after?: Plain
  readonly code?: number
  readonly filter?: Plain
  readonly arrayFilters?: readonly Plain[]
  readonly isInsert?: boolean
}

/** The moment every case happens at. */
export const NOW = new Date('2026-07-01T08:00:00Z')

/** Cases by the page of the MongoDB manual they come from. */
export const UPDATE_CASES: Readonly<Record<string, readonly UpdateCase[]>> = {
  $set: [
    { update: { $set: { a: 2 } }, before: { _id: 1, a: 1 }, after: { _id: 1, a: 2 } },
    {
      update: { $set: { 'd.make': 'K' } },
      before: { _id: 1, d: { model: 'x', make: 'f' } },
      after: { _id: 1, d: { model: 'x', make: 'K' } },
    },
    { update: { $set: { 'a.b.c': 1 } }, before: { _id: 1 }, after: { _id: 1, a: { b: { c: 1 } } } },
    { update: { $set: { 'tags.1': 'rain' } }, before: { _id: 1, tags: ['a', 'b'] }, after: { _id: 1, tags: ['a', 'rain'] } },
    {
      update: { $set: { 'tags.4': 'x' } },
      before: { _id: 1, tags: ['a'] },
      after: { _id: 1, tags: ['a', null, null, null, 'x'] },
    },
    { update: { $set: { 'a.0.b': 1 } }, before: { _id: 1, a: [{ b: 0 }] }, after: { _id: 1, a: [{ b: 1 }] } },
    { update: { $set: { 'a.0': 1 } }, before: { _id: 1 }, after: { _id: 1, a: { 0: 1 } } },
    {
      update: { $set: { z: 1, y: 2, a10: 1, a9: 1 } },
      before: { _id: 1 },
      after: inOrder(['_id', 1], ['a10', 1], ['a9', 1], ['y', 2], ['z', 1]) as never,
    },
    { update: { $set: { a: long(5) } }, before: { _id: 1, a: 5 }, after: { _id: 1, a: long(5) } },
    { update: { $set: {} }, before: { _id: 1, a: 1 }, after: { _id: 1, a: 1 } },
    { update: { $set: { _id: 1, a: 2 } }, before: { _id: 1 }, after: { _id: 1, a: 2 } },
    { update: { $set: { _id: 2 } }, before: { _id: 1 }, code: 66 },
    { update: { $set: { '_id.x': 2 } }, before: { _id: { x: 1 } }, code: 66 },
    { update: { $set: { 'a.b': 1 } }, before: { _id: 1, a: 5 }, code: 28 },
    { update: { $set: { 'a.b': 1 } }, before: { _id: 1, a: null }, code: 28 },
    { update: { $set: { 'a.b': 1 } }, before: { _id: 1, a: [1] }, code: 28 },
    { update: { $set: { 'a.b.c': 1 } }, before: { _id: 1, a: { b: 'x' } }, code: 28 },
    { update: { $set: { a: 1, 'a.b': 1 } }, before: { _id: 1 }, code: 40 },
    { update: { $set: { a: 1 }, $inc: { a: 1 } }, before: { _id: 1 }, code: 40 },
    { update: { $set: { '': 1 } }, before: { _id: 1 }, code: 56 },
    { update: { $set: { 'a..b': 1 } }, before: { _id: 1 }, code: 56 },
    { update: { $set: { $a: 1 } }, before: { _id: 1 }, code: 52 },
    { update: { $set: 5 }, before: { _id: 1 }, code: 9 },
    { update: { $nonsense: { a: 1 } }, before: { _id: 1 }, code: 9 },
    { update: { $set: { a: 1 }, b: 1 }, before: { _id: 1 }, code: 9 },
  ],
  $unset: [
    { update: { $unset: { a: '', b: 1 } }, before: { _id: 1, a: 1, b: 2, c: 3 }, after: { _id: 1, c: 3 } },
    { update: { $unset: { 'a.b': '' } }, before: { _id: 1, a: { b: 1, c: 2 } }, after: { _id: 1, a: { c: 2 } } },
    { update: { $unset: { 'a.1': '' } }, before: { _id: 1, a: [1, 2, 3] }, after: { _id: 1, a: [1, null, 3] } },
    { update: { $unset: { 'x.y': '' } }, before: { _id: 1, x: 5 }, after: { _id: 1, x: 5 } },
    { update: { $unset: { _id: '' } }, before: { _id: 1 }, code: 66 },
  ],
  $inc: [
    { update: { $inc: { q: -2, 'm.o': 1 } }, before: { _id: 1, q: 10, m: { o: 2 } }, after: { _id: 1, q: 8, m: { o: 3 } } },
    { update: { $inc: { q: 1 } }, before: { _id: 1 }, after: { _id: 1, q: 1 } },
    { update: { $inc: { q: 1 } }, before: { _id: 1, q: 2147483647 }, after: { _id: 1, q: long('2147483648') } },
    { update: { $inc: { q: 1 } }, before: { _id: 1, q: long(5) }, after: { _id: 1, q: long(6) } },
    { update: { $inc: { q: 0.5 } }, before: { _id: 1, q: 1 }, after: { _id: 1, q: 1.5 } },
    { update: { $inc: { q: 1 } }, before: { _id: 1, q: double(1) }, after: { _id: 1, q: double(2) } },
    { update: { $inc: { q: decimal('0.10') } }, before: { _id: 1, q: 1 }, after: { _id: 1, q: decimal('1.10') } },
    { update: { $inc: { q: decimal('1') } }, before: { _id: 1, q: 0.1 }, after: { _id: 1, q: decimal('1.100000000000000') } },
    {
      update: { $inc: { q: long('9007199254740993') } },
      before: { _id: 1, q: 0 },
      after: { _id: 1, q: long('9007199254740993') },
    },
    { update: { $inc: { q: 1 } }, before: { _id: 1, q: long('9223372036854775807') }, code: 2 },
    { update: { $inc: { q: 1 } }, before: { _id: 1, q: 'x' }, code: 14 },
    { update: { $inc: { q: 1 } }, before: { _id: 1, q: null }, code: 14 },
    { update: { $inc: { q: 'x' } }, before: { _id: 1, q: 1 }, code: 14 },
  ],
  '$mul, $min, $max, $bit': [
    {
      update: { $mul: { p: decimal('1.25'), q: 2 } },
      before: { _id: 1, p: decimal('10.99'), q: 25 },
      after: { _id: 1, p: decimal('13.7375'), q: 50 },
    },
    { update: { $mul: { p: long(100) } }, before: { _id: 2 }, after: { _id: 2, p: long(0) } },
    { update: { $mul: { p: 3 } }, before: { _id: 1, p: 2147483647 }, after: { _id: 1, p: long('6442450941') } },
    { update: { $mul: { p: 2.5 } }, before: { _id: 1 }, after: { _id: 1, p: double(0) } },
    { update: { $mul: { p: 2 } }, before: { _id: 1, p: long('9223372036854775807') }, code: 2 },
    { update: { $min: { low: 150 } }, before: { _id: 1, low: 200 }, after: { _id: 1, low: 150 } },
    { update: { $min: { low: 250 } }, before: { _id: 1, low: 200 }, after: { _id: 1, low: 200 } },
    { update: { $min: { low: 5 } }, before: { _id: 1 }, after: { _id: 1, low: 5 } },
    { update: { $min: { low: 'x' } }, before: { _id: 1, low: 5 }, after: { _id: 1, low: 5 } },
    { update: { $max: { high: 950 } }, before: { _id: 1, high: 800 }, after: { _id: 1, high: 950 } },
    { update: { $max: { high: 870 } }, before: { _id: 1, high: 950 }, after: { _id: 1, high: 950 } },
    { update: { $max: { high: long(5) } }, before: { _id: 1, high: 5 }, after: { _id: 1, high: 5 } },
    { update: { $bit: { e: { and: 10 } } }, before: { _id: 1, e: 13 }, after: { _id: 1, e: 8 } },
    { update: { $bit: { e: { or: 5 } } }, before: { _id: 2, e: 3 }, after: { _id: 2, e: 7 } },
    { update: { $bit: { e: { xor: long(5) } } }, before: { _id: 3, e: 1 }, after: { _id: 3, e: long(4) } },
    { update: { $bit: { e: { or: 6 } } }, before: { _id: 3 }, after: { _id: 3, e: 6 } },
    { update: { $bit: { e: { not: 5 } } }, before: { _id: 3, e: 1 }, code: 2 },
    { update: { $bit: { e: { and: 1.5 } } }, before: { _id: 3, e: 1 }, code: 2 },
    { update: { $bit: { e: { and: 1 } } }, before: { _id: 3, e: 1.5 }, code: 2 },
  ],
  '$rename, $setOnInsert, $currentDate': [
    {
      update: { $rename: { nick: 'alias', cell: 'mobile' } },
      before: { _id: 1, nick: 'x', cell: 5 },
      after: { _id: 1, alias: 'x', mobile: 5 },
    },
    {
      update: { $rename: { 'name.first': 'name.fname' } },
      before: { _id: 1, name: { first: 'g', last: 'w' } },
      after: { _id: 1, name: { last: 'w', fname: 'g' } },
    },
    { update: { $rename: { missing: 'x' } }, before: { _id: 1, a: 1 }, after: { _id: 1, a: 1 } },
    { update: { $rename: { a: 'b' } }, before: { _id: 1, a: 1, b: 2 }, after: { _id: 1, b: 1 } },
    { update: { $rename: { a: 'a' } }, before: { _id: 1, a: 1 }, code: 2 },
    { update: { $rename: { a: 5 } }, before: { _id: 1, a: 1 }, code: 2 },
    { update: { $rename: { 'a.0': 'b' } }, before: { _id: 1, a: [1] }, code: 2 },
    { update: { $rename: { a: 'b' }, $set: { b: 1 } }, before: { _id: 1, a: 1 }, code: 40 },
    { update: { $setOnInsert: { q: 100 }, $set: { item: 'x' } }, before: { _id: 1 }, after: { _id: 1, item: 'x' } },
    {
      update: { $setOnInsert: { q: 100 }, $set: { item: 'x' } },
      before: { _id: 1 },
      isInsert: true,
      after: { _id: 1, item: 'x', q: 100 },
    },
    { update: { $setOnInsert: { _id: 7 } }, before: { a: 1 }, isInsert: true, after: { _id: 7, a: 1 } },
    {
      update: { $currentDate: { at: true, 'c.d': { $type: 'timestamp' } } },
      before: { _id: 1 },
      after: { _id: 1, at: NOW, c: { d: new Timestamp({ t: NOW.getTime() / 1000, i: 1 }) } },
    },
    { update: { $currentDate: { at: { $type: 'x' } } }, before: { _id: 1 }, code: 2 },
  ],
  '$push with $each, $position, $slice, $sort': [
    { update: { $push: { scores: 89 } }, before: { _id: 1, scores: [44] }, after: { _id: 1, scores: [44, 89] } },
    { update: { $push: { scores: 89 } }, before: { _id: 1 }, after: { _id: 1, scores: [89] } },
    { update: { $push: { scores: [1, 2] } }, before: { _id: 1, scores: [] }, after: { _id: 1, scores: [[1, 2]] } },
    {
      update: { $push: { scores: { $each: [90, 92, 85] } } },
      before: { _id: 1, scores: [44] },
      after: { _id: 1, scores: [44, 90, 92, 85] },
    },
    {
      update: {
        $push: {
          quizzes: {
            $each: [
              { wk: 5, score: 8 },
              { wk: 6, score: 7 },
              { wk: 7, score: 6 },
            ],
            $sort: { score: -1 },
            $slice: 3,
          },
        },
      },
      before: {
        _id: 5,
        quizzes: [
          { wk: 1, score: 10 },
          { wk: 2, score: 8 },
          { wk: 3, score: 5 },
          { wk: 4, score: 6 },
        ],
      },
      after: {
        _id: 5,
        quizzes: [
          { wk: 1, score: 10 },
          { wk: 2, score: 8 },
          { wk: 5, score: 8 },
        ],
      },
    },
    {
      update: { $push: { s: { $each: [50, 60], $position: 0 } } },
      before: { _id: 1, s: [100] },
      after: { _id: 1, s: [50, 60, 100] },
    },
    {
      update: { $push: { s: { $each: [9], $position: -2 } } },
      before: { _id: 1, s: [1, 2, 3] },
      after: { _id: 1, s: [1, 9, 2, 3] },
    },
    { update: { $push: { s: { $each: [9], $position: 99 } } }, before: { _id: 1, s: [1] }, after: { _id: 1, s: [1, 9] } },
    {
      update: { $push: { s: { $each: [80, 78], $slice: -5 } } },
      before: { _id: 1, s: [40, 50, 60, 70] },
      after: { _id: 1, s: [50, 60, 70, 80, 78] },
    },
    { update: { $push: { s: { $each: [], $slice: 0 } } }, before: { _id: 1, s: [1] }, after: { _id: 1, s: [] } },
    {
      update: { $push: { s: { $each: [40, 60], $sort: 1 } } },
      before: { _id: 1, s: [89, 'x', 50] },
      after: { _id: 1, s: [40, 50, 60, 89, 'x'] },
    },
    { update: { $push: { s: 1 } }, before: { _id: 1, s: 5 }, code: 2 },
    { update: { $push: { s: { $each: 5 } } }, before: { _id: 1, s: [] }, code: 2 },
    { update: { $push: { s: { $each: [], $nonsense: 1 } } }, before: { _id: 1, s: [] }, code: 2 },
    { update: { $push: { s: { $each: [], $slice: 1.5 } } }, before: { _id: 1, s: [] }, code: 2 },
    { update: { $push: { s: { $each: [], $sort: 2 } } }, before: { _id: 1, s: [] }, code: 2 },
  ],
  '$addToSet, $pop, $pull, $pullAll': [
    { update: { $addToSet: { tags: 'b' } }, before: { _id: 1, tags: ['a'] }, after: { _id: 1, tags: ['a', 'b'] } },
    { update: { $addToSet: { tags: double(1) } }, before: { _id: 1, tags: [1] }, after: { _id: 1, tags: [1] } },
    {
      update: { $addToSet: { tags: { $each: ['a', 'c', 'c'] } } },
      before: { _id: 1, tags: ['a'] },
      after: { _id: 1, tags: ['a', 'c'] },
    },
    { update: { $addToSet: { tags: ['c', 'd'] } }, before: { _id: 1, tags: ['a'] }, after: { _id: 1, tags: ['a', ['c', 'd']] } },
    {
      update: { $addToSet: { tags: inOrder(['b', 1], ['a', 1]) } },
      before: { _id: 1, tags: [{ a: 1, b: 1 }] },
      after: { _id: 1, tags: [{ a: 1, b: 1 }, inOrder(['b', 1], ['a', 1])] },
    },
    { update: { $addToSet: { tags: 'x' } }, before: { _id: 1 }, after: { _id: 1, tags: ['x'] } },
    { update: { $addToSet: { tags: 'x' } }, before: { _id: 1, tags: 'x' }, code: 2 },
    { update: { $pop: { s: -1 } }, before: { _id: 1, s: [8, 9, 10] }, after: { _id: 1, s: [9, 10] } },
    { update: { $pop: { s: 1 } }, before: { _id: 1, s: [9, 10] }, after: { _id: 1, s: [9] } },
    { update: { $pop: { s: 1 } }, before: { _id: 1, s: [] }, after: { _id: 1, s: [] } },
    { update: { $pop: { s: 1 } }, before: { _id: 1 }, after: { _id: 1 } },
    { update: { $pop: { s: 2 } }, before: { _id: 1, s: [] }, code: 9 },
    { update: { $pop: { s: 1 } }, before: { _id: 1, s: 5 }, code: 14 },
    {
      update: { $pull: { f: { $in: ['apples', 'oranges'] }, v: 'carrots' } },
      before: { _id: 1, f: ['apples', 'pears', 'oranges'], v: ['carrots', 'celery', 'carrots'] },
      after: { _id: 1, f: ['pears'], v: ['celery'] },
    },
    {
      update: { $pull: { votes: { $gte: 6 } } },
      before: { _id: 1, votes: [3, 5, 6, 7, 7, 8] },
      after: { _id: 1, votes: [3, 5] },
    },
    {
      update: { $pull: { results: { score: 8, item: 'B' } } },
      before: {
        _id: 1,
        results: [
          { item: 'A', score: 5 },
          { item: 'B', score: 8 },
          { item: 'B', score: 8, x: 1 },
        ],
      },
      after: { _id: 1, results: [{ item: 'A', score: 5 }] },
    },
    {
      update: { $pull: { results: { answers: { $elemMatch: { q: 2, a: { $gte: 8 } } } } } },
      before: { _id: 1, results: [{ answers: [{ q: 2, a: 9 }] }, { answers: [{ q: 2, a: 1 }] }] },
      after: { _id: 1, results: [{ answers: [{ q: 2, a: 1 }] }] },
    },
    { update: { $pull: { a: 1 } }, before: { _id: 1, a: [1, [1], long(1), '1'] }, after: { _id: 1, a: [[1], '1'] } },
    { update: { $pull: { a: [1] } }, before: { _id: 1, a: [1, [1]] }, after: { _id: 1, a: [1] } },
    { update: { $pull: { a: null } }, before: { _id: 1, a: [null, 1] }, after: { _id: 1, a: [1] } },
    { update: { $pull: { a: 1 } }, before: { _id: 1 }, after: { _id: 1 } },
    { update: { $pull: { a: 1 } }, before: { _id: 1, a: 5 }, code: 2 },
    { update: { $pullAll: { s: [0, 5] } }, before: { _id: 1, s: [0, 2, 5, 5, 1, 0] }, after: { _id: 1, s: [2, 1] } },
    { update: { $pullAll: { s: 5 } }, before: { _id: 1, s: [] }, code: 2 },
  ],
  'The positional operators $, $[] and $[identifier]': [
    {
      update: { $set: { 'grades.$': 82 } },
      filter: { grades: 80 },
      before: { _id: 1, grades: [85, 80, 80] },
      after: { _id: 1, grades: [85, 82, 80] },
    },
    {
      update: { $set: { 'grades.$.std': 6 } },
      filter: { 'grades.grade': 85 },
      before: { _id: 4, grades: [{ grade: 80 }, { grade: 85 }] },
      after: { _id: 4, grades: [{ grade: 80 }, { grade: 85, std: 6 }] },
    },
    { update: { $inc: { 'grades.$[]': 10 } }, before: { _id: 1, grades: [85, 82] }, after: { _id: 1, grades: [95, 92] } },
    {
      update: { $inc: { 'a.$[].b.$[]': 1 } },
      before: { _id: 1, a: [{ b: [1, 2] }, { b: [] }] },
      after: { _id: 1, a: [{ b: [2, 3] }, { b: [] }] },
    },
    {
      update: { $set: { 'grades.$[element]': 100 } },
      arrayFilters: [{ element: { $gte: 100 } }],
      before: { _id: 1, grades: [95, 102, 90, 150] },
      after: { _id: 1, grades: [95, 100, 90, 100] },
    },
    {
      update: { $set: { 'g.$[e].mean': 100 } },
      arrayFilters: [{ 'e.grade': { $gte: 85 } }],
      before: { _id: 1, g: [{ grade: 80 }, { grade: 85 }] },
      after: { _id: 1, g: [{ grade: 80 }, { grade: 85, mean: 100 }] },
    },
    {
      update: { $inc: { 'g.$[e].q.$[s]': -1 } },
      arrayFilters: [{ 'e.k': 'x' }, { s: { $gt: 5 } }],
      before: {
        _id: 1,
        g: [
          { k: 'x', q: [4, 6] },
          { k: 'y', q: [9] },
        ],
      },
      after: {
        _id: 1,
        g: [
          { k: 'x', q: [4, 5] },
          { k: 'y', q: [9] },
        ],
      },
    },
    { update: { $unset: { 'a.$[]': '' } }, before: { _id: 1, a: [1, 2] }, after: { _id: 1, a: [null, null] } },
    { update: { $set: { 'a.$': 1 } }, before: { _id: 1, a: [1] }, code: 2 },
    { update: { $set: { 'a.$[]': 1 } }, before: { _id: 1, a: 5 }, code: 2 },
    { update: { $set: { 'a.$[]': 1 } }, before: { _id: 1 }, code: 2 },
    { update: { $set: { 'a.$[e]': 1 } }, before: { _id: 1, a: [] }, code: 2 },
    { update: { $set: { a: 1 } }, arrayFilters: [{ e: 1 }], before: { _id: 1 }, code: 9 },
    { update: { $set: { 'a.$[e]': 1 } }, arrayFilters: [{ e: 1 }, { e: 2 }], before: { _id: 1 }, code: 9 },
    { update: { $set: { 'a.$[E]': 1 } }, arrayFilters: [{ E: 1 }], before: { _id: 1 }, code: 2 },
    { update: { $set: { $: 1 } }, before: { _id: 1 }, code: 2 },
    { update: { $set: { 'a.$.b.$': 1 } }, before: { _id: 1 }, code: 2 },
    { update: { $set: { 'a.$[]': 1, 'a.0': 2 } }, before: { _id: 1, a: [1] }, code: 40 },
  ],
  'Replacement documents': [
    { update: { b: 2 }, before: { _id: 1, a: 1 }, after: { _id: 1, b: 2 } },
    { update: { b: 2, _id: 1 }, before: { _id: 1, a: 1 }, after: { _id: 1, b: 2 } },
    { update: {}, before: { _id: 1, a: 1 }, after: { _id: 1 } },
    { update: { _id: double(1), b: 2 }, before: { _id: 1 }, after: { _id: 1, b: 2 } },
    { update: { _id: 2 }, before: { _id: 1 }, code: 66 },
    { update: { a: 1, $set: { b: 1 } }, before: { _id: 1 }, code: 52 },
  ],
  'Updates with Aggregation Pipeline': [
    {
      update: [{ $set: { c: { $add: ['$a', '$b'] }, at: '$$NOW' } }],
      before: { _id: 1, a: 1, b: 2 },
      after: { _id: 1, a: 1, b: 2, c: 3, at: NOW },
    },
    { update: [{ $unset: ['a', 'b.c'] }], before: { _id: 1, a: 1, b: { c: 1, d: 2 } }, after: { _id: 1, b: { d: 2 } } },
    { update: [{ $replaceWith: { _id: '$_id', x: '$a' } }], before: { _id: 1, a: 5 }, after: { _id: 1, x: 5 } },
    {
      update: [{ $set: { a: { $ifNull: ['$a', 0] } } }, { $set: { a: { $add: ['$a', 1] } } }],
      before: { _id: 1 },
      after: { _id: 1, a: new Int32(1) },
    },
    { update: [{ $set: { 'a.b': 1 } }], before: { _id: 1, a: [{ c: 1 }, 5] }, after: { _id: 1, a: [{ c: 1, b: 1 }, { b: 1 }] } },
    { update: [{ $set: { _id: 2 } }], before: { _id: 1 }, code: 66 },
    { update: [{ $match: {} }], before: { _id: 1 }, code: 72 },
    { update: [{ $set: { a: 1 }, $unset: 'b' }], before: { _id: 1 }, code: 40323 },
  ],
}

/** Filters and the documents upserts start from (manual: "db.collection.updateOne()", "Upsert Behavior"). */
export const UPSERT_CASES: readonly { readonly filter: Plain; readonly base?: Plain; readonly code?: number }[] = [
  { filter: { a: 1, b: { $gt: 5 } }, base: { a: 1 } },
  { filter: { a: { $eq: 1 }, 'b.c': 'x' }, base: { a: 1, b: { c: 'x' } } },
  { filter: { $and: [{ a: 1 }, { b: 2 }] }, base: { a: 1, b: 2 } },
  { filter: { $or: [{ a: 1 }, { b: 2 }] }, base: {} },
  { filter: { $or: [{ a: 1 }] }, base: { a: 1 } },
  { filter: { a: { $in: [1] }, b: { $in: [1, 2] }, c: { $all: [3] } }, base: { a: 1, c: 3 } },
  { filter: { _id: { x: 1 } }, base: { _id: { x: 1 } } },
  { filter: { $nor: [{ a: 1 }] }, base: {} },
  { filter: { $and: [{ a: 1 }, { a: 2 }] }, code: 54 },
  { filter: { a: { b: 1 }, 'a.c': 2 }, code: 54 },
]
