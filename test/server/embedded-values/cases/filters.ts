import { Binary, BSONRegExp, MaxKey, MinKey, ObjectId, Timestamp } from 'bson'
import { decimal, double, inOrder, long, type Plain } from '../notation.ts'

/** A filter with documents it must match and documents it must not. */
export interface FilterCase {
  readonly filter: Plain
  readonly matches?: readonly Plain[]
  readonly misses?: readonly Plain[]
  /** The refusal expected instead: MongoDB's code. */
  readonly code?: number
}

const id = new ObjectId('65a000000000000000000001')
const early = new Date('2026-01-01T00:00:00Z')
const late = new Date('2026-06-01T00:00:00Z')

/** Cases by the page of the MongoDB manual they come from. */
export const FILTER_CASES: Readonly<Record<string, readonly FilterCase[]>> = {
  $eq: [
    {
      filter: { a: 5 },
      matches: [{ a: 5 }, { a: long(5) }, { a: double(5) }, { a: decimal('5.0') }, { a: [1, 5] }],
      misses: [{ a: 6 }, { a: '5' }, {}, { a: [[5]] }, { a: null }],
    },
    { filter: { a: { $eq: 'x' } }, matches: [{ a: 'x' }, { a: ['y', 'x'] }], misses: [{ a: 'X' }, { a: 'xx' }, { b: 'x' }] },
    {
      filter: { 'item.name': 'ab' },
      matches: [{ item: { name: 'ab', code: '123' } }],
      misses: [{ item: { name: 'cd' } }, { item: 'ab' }, { 'item.name': 'ab' }],
    },
    {
      filter: { tags: ['A', 'B'] },
      matches: [{ tags: ['A', 'B'] }, { tags: [['A', 'B'], 'C'] }],
      misses: [{ tags: ['B', 'A'] }, { tags: ['A', 'B', 'C'] }, { tags: 'A' }],
    },
    {
      filter: { size: { h: 14, w: 21 } },
      matches: [{ size: { h: 14, w: 21 } }, { size: { h: double(14), w: long(21) } }],
      misses: [{ size: { w: 21, h: 14 } }, { size: { h: 14, w: 21, uom: 'cm' } }],
    },
    { filter: { a: id }, matches: [{ a: id }, { a: new ObjectId(id.toHexString()) }], misses: [{ a: id.toHexString() }] },
    {
      filter: { a: early },
      matches: [{ a: new Date(early) }],
      misses: [{ a: late }, { a: early.getTime() }, { a: early.toISOString() }],
    },
    { filter: { a: true }, matches: [{ a: true }], misses: [{ a: 1 }, { a: false }, { a: 'true' }] },
    { filter: { a: double(Number.NaN) }, matches: [{ a: double(Number.NaN) }, { a: decimal('NaN') }], misses: [{ a: 0 }, {}] },
    {
      filter: { a: 0 },
      matches: [{ a: double(-0) }, { a: decimal('-0E+10') }, { a: long(0) }],
      misses: [{ a: false }, { a: null }],
    },
    {
      filter: { a: new Binary(new Uint8Array([1, 2])) },
      matches: [{ a: new Binary(new Uint8Array([1, 2])) }],
      misses: [{ a: new Binary(new Uint8Array([1, 2]), 4) }, { a: new Binary(new Uint8Array([1, 2, 0])) }],
    },
    {
      filter: { a: long('9007199254740993') },
      matches: [{ a: decimal('9007199254740993') }],
      misses: [{ a: double(9007199254740992) }, { a: long('9007199254740992') }],
    },
    { filter: { a: double(0.1) }, matches: [{ a: double(0.1) }], misses: [{ a: decimal('0.1') }] },
    { filter: { a: [] }, matches: [{ a: [] }, { a: [[]] }, { a: [1, []] }], misses: [{}, { a: null }, { a: [1] }] },
    { filter: { a: {} }, matches: [{ a: {} }, { a: [{}] }], misses: [{ a: { b: 1 } }, {}] },
    { filter: {}, matches: [{}, { a: 1 }] },
    {
      filter: { a: new Timestamp({ t: 1, i: 2 }) },
      matches: [{ a: new Timestamp({ t: 1, i: 2 }) }],
      misses: [{ a: new Timestamp({ t: 1, i: 3 }) }, { a: new Date(1000) }],
    },
  ],
  'Query for Null or Missing Fields': [
    {
      filter: { item: null },
      matches: [{ item: null }, {}, { item: [null] }],
      misses: [{ item: 0 }, { item: [] }, { item: '' }],
    },
    {
      filter: { 'a.b': null },
      matches: [{}, { a: 1 }, { a: { b: null } }, { a: [{ b: null }] }, { a: [{ c: 1 }] }, { a: {} }],
      misses: [{ a: [] }, { a: [1, 2] }, { a: { b: 1 } }, { a: [{ b: 1 }] }],
    },
    { filter: { item: { $exists: false } }, matches: [{}], misses: [{ item: null }, { item: [] }] },
    { filter: { item: { $type: 10 } }, matches: [{ item: null }], misses: [{}] },
    { filter: { item: { $ne: null } }, matches: [{ item: 1 }, { item: [] }], misses: [{}, { item: null }, { item: [1, null] }] },
    { filter: { a: { $in: [null, 1] } }, matches: [{}, { a: null }, { a: 1 }, { a: [null] }], misses: [{ a: 2 }, { a: [] }] },
    { filter: { a: { $gte: null } }, matches: [{}, { a: null }], misses: [{ a: 1 }, { a: '' }] },
    { filter: { a: { $gt: null } }, misses: [{}, { a: null }, { a: 1 }] },
  ],
  '$gt, $gte, $lt, $lte': [
    {
      filter: { q: { $gt: 20 } },
      matches: [{ q: 21 }, { q: double(20.5) }, { q: long(21) }, { q: decimal('20.0000000000000000000000001') }, { q: [1, 30] }],
      misses: [{ q: 20 }, { q: '30' }, { q: null }, {}, { q: true }, { q: double(Number.NaN) }],
    },
    {
      filter: { q: { $gte: 20 } },
      matches: [{ q: 20 }, { q: double(20) }],
      misses: [{ q: 19 }, { q: decimal('19.99999999999999999999999999') }],
    },
    {
      filter: { q: { $lt: 20 } },
      matches: [{ q: 19 }, { q: -5 }, { q: double(Number.NEGATIVE_INFINITY) }],
      misses: [{ q: 20 }, { q: null }, { q: double(Number.NaN) }],
    },
    { filter: { q: { $lte: 20 } }, matches: [{ q: 20 }], misses: [{ q: 20.5 }] },
    {
      filter: { q: { $gt: 5, $lt: 10 } },
      matches: [{ q: 7 }, { q: [4, 11] }, { q: [6] }],
      misses: [{ q: 5 }, { q: 10 }, { q: [4] }],
    },
    { filter: { q: { $gt: 'b' } }, matches: [{ q: 'ba' }, { q: 'c' }, { q: '招' }], misses: [{ q: 'b' }, { q: 'B' }, { q: 5 }] },
    { filter: { q: { $gt: '\ue000' } }, matches: [{ q: '😀' }], misses: [{ q: '招' }] },
    {
      filter: { q: { $gte: early, $lt: late } },
      matches: [{ q: early }, { q: new Date('2026-03-01T00:00:00Z') }],
      misses: [{ q: late }, { q: 5 }],
    },
    {
      filter: { q: { $gt: { a: 1 } } },
      matches: [{ q: { a: 2 } }, { q: { a: 1, b: 1 } }, { q: { b: 1 } }],
      misses: [{ q: { a: 1 } }, { q: { a: 0, z: 9 } }, { q: 5 }],
    },
    {
      filter: { q: { $gt: [1, 2] } },
      matches: [{ q: [1, 3] }, { q: [2] }, { q: [1, 2, 0] }],
      misses: [{ q: [1, 2] }, { q: [1] }, { q: 5 }],
    },
    { filter: { q: { $gt: false } }, matches: [{ q: true }], misses: [{ q: false }, { q: 1 }] },
    { filter: { q: { $gte: double(Number.NaN) } }, matches: [{ q: double(Number.NaN) }], misses: [{ q: 1 }] },
    { filter: { q: { $gt: new MinKey() } }, matches: [{ q: 1 }, { q: 'a' }, { q: null }], misses: [{ q: new MinKey() }] },
    { filter: { q: { $lt: new MaxKey() } }, matches: [{ q: 1 }, { q: 'a' }], misses: [{ q: new MaxKey() }] },
    {
      filter: { 'lines.price': { $gt: 100 } },
      matches: [{ lines: [{ price: 50 }, { price: 150 }] }, { lines: { price: 101 } }],
      misses: [{ lines: [{ price: 50 }] }, { lines: [] }],
    },
    { filter: { q: { $gt: new BSONRegExp('x') } }, code: 2 },
  ],
  '$ne, $nin': [
    {
      filter: { a: { $ne: 5 } },
      matches: [{ a: 6 }, {}, { a: null }, { a: '5' }, { a: [[5]] }],
      misses: [{ a: 5 }, { a: double(5) }, { a: [1, 5] }],
    },
    { filter: { a: { $nin: [5, 'x'] } }, matches: [{ a: 6 }, {}], misses: [{ a: 5 }, { a: 'x' }, { a: [0, 'x'] }] },
    { filter: { a: { $nin: [null] } }, matches: [{ a: 1 }], misses: [{}, { a: null }] },
    { filter: { a: { $ne: new BSONRegExp('x') } }, code: 2 },
  ],
  $in: [
    {
      filter: { a: { $in: [1, 'b', true] } },
      matches: [{ a: 1 }, { a: long(1) }, { a: 'b' }, { a: true }, { a: [9, 'b'] }],
      misses: [{ a: 2 }, { a: 'c' }, {}],
    },
    { filter: { a: { $in: [] } }, misses: [{ a: 1 }, {}] },
    {
      filter: { a: { $in: [new BSONRegExp('^be')] } },
      matches: [{ a: 'best' }, { a: ['x', 'be'] }],
      misses: [{ a: 'abe' }, { a: 1 }],
    },
    { filter: { a: { $in: [[1, 2], 3] } }, matches: [{ a: [1, 2] }, { a: 3 }, { a: [3] }], misses: [{ a: 1 }, { a: [2, 1] }] },
    {
      filter: { a: { $in: [1, 2, 3, 4, 5, 6, 7, 8, 9, double(10), 'k', null] } },
      matches: [{ a: double(3) }, { a: decimal('10') }, { a: 'k' }, {}, { a: null }],
      misses: [{ a: 11 }, { a: 'K' }],
    },
    { filter: { a: { $in: 5 } }, code: 2 },
    { filter: { a: { $in: [{ $gt: 5 }] } }, code: 2 },
  ],
  '$exists, $type': [
    { filter: { a: { $exists: true } }, matches: [{ a: null }, { a: [] }, { a: 0 }], misses: [{}, { b: 1 }] },
    {
      filter: { 'a.b': { $exists: true } },
      matches: [{ a: { b: null } }, { a: [{ c: 1 }, { b: 1 }] }],
      misses: [{ a: 1 }, { a: [] }, { a: [1] }, {}],
    },
    {
      filter: { 'a.b': { $exists: false } },
      matches: [{}, { a: [] }, { a: [1] }, { a: {} }],
      misses: [{ a: { b: 1 } }, { a: [{ b: 1 }, {}] }],
    },
    { filter: { 'a.0': { $exists: true } }, matches: [{ a: [1] }, { a: { 0: 1 } }], misses: [{ a: [] }, { a: {} }] },
    { filter: { a: { $type: 'string' } }, matches: [{ a: 'x' }, { a: [1, 'x'] }], misses: [{ a: 1 }, {}] },
    {
      filter: { a: { $type: 'number' } },
      matches: [{ a: 1 }, { a: 1.5 }, { a: long(1) }, { a: decimal('1') }],
      misses: [{ a: '1' }],
    },
    { filter: { a: { $type: 'array' } }, matches: [{ a: [] }, { a: [1] }], misses: [{ a: 1 }] },
    { filter: { a: { $type: ['int', 'null'] } }, matches: [{ a: 1 }, { a: null }], misses: [{ a: 1.5 }, {}] },
    { filter: { a: { $type: 16 } }, matches: [{ a: 1 }], misses: [{ a: long(1) }] },
    { filter: { a: { $type: -1 } }, matches: [{ a: new MinKey() }], misses: [{ a: new MaxKey() }] },
    { filter: { a: { $type: 'date' } }, matches: [{ a: early }], misses: [{ a: new Timestamp({ t: 1, i: 1 }) }] },
    { filter: { a: { $type: 'nonsense' } }, code: 2 },
    { filter: { a: { $type: 99 } }, code: 2 },
  ],
  $regex: [
    {
      filter: { sku: new BSONRegExp('789$') },
      matches: [{ sku: 'abc789' }, { sku: ['x', '789'] }, { sku: 'abc789\n' }],
      misses: [{ sku: '7890' }, { sku: 789 }, {}],
    },
    { filter: { sku: { $regex: '^ABC', $options: 'i' } }, matches: [{ sku: 'abc1' }, { sku: 'ABC' }], misses: [{ sku: 'xabc' }] },
    { filter: { d: { $regex: '^S', $options: 'm' } }, matches: [{ d: 'First\nSecond' }], misses: [{ d: 'First\nsecond' }] },
    { filter: { d: { $regex: 'm.*line', $options: 'si' } }, matches: [{ d: 'Many\nlines' }], misses: [{ d: 'one' }] },
    { filter: { d: { $regex: 'm.*line' } }, matches: [{ d: 'many line' }], misses: [{ d: 'm\nline' }] },
    {
      filter: { d: { $regex: 'abc #category code\n123 #item number', $options: 'x' } },
      matches: [{ d: 'abc123' }],
      misses: [{ d: 'abc 123' }],
    },
    { filter: { d: { $regex: '(?i)a(?:b|c)' } }, matches: [{ d: 'AB' }, { d: 'ac' }], misses: [{ d: 'ad' }] },
    { filter: { d: { $regex: '^招标.公告' } }, matches: [{ d: '招标的公告' }], misses: [{ d: '招标公告' }] },
    { filter: { d: { $regex: '^a\\.b\\-c$' } }, matches: [{ d: 'a.b-c' }], misses: [{ d: 'axb-c' }] },
    { filter: { d: { $regex: '[[:digit:]]{3}\\Z' } }, matches: [{ d: 'x123' }], misses: [{ d: '12' }] },
    { filter: { d: { $regex: '\\Aab\\z' } }, matches: [{ d: 'ab' }], misses: [{ d: 'ab\n' }] },
    { filter: { d: { $regex: '\\Qa.b*\\E' } }, matches: [{ d: 'xa.b*y' }], misses: [{ d: 'aab' }] },
    { filter: { d: { $not: new BSONRegExp('^p.*') } }, matches: [{ d: 'x' }, {}, { d: 5 }], misses: [{ d: 'pq' }] },
    { filter: { d: { $regex: '[' } }, code: 51091 },
    { filter: { d: { $regex: 'a++' } }, code: 51091 },
    { filter: { d: { $regex: 'a', $options: 'q' } }, code: 51108 },
    { filter: { d: { $options: 'i' } }, code: 2 },
  ],
  '$and, $or, $nor, $not': [
    { filter: { $and: [{ a: { $gt: 1 } }, { a: { $lt: 5 } }] }, matches: [{ a: 3 }], misses: [{ a: 1 }, { a: 5 }, {}] },
    { filter: { $or: [{ a: 1 }, { b: 2 }] }, matches: [{ a: 1 }, { b: 2 }, { a: 1, b: 2 }], misses: [{ a: 2, b: 1 }, {}] },
    { filter: { $nor: [{ a: 1 }, { b: 2 }] }, matches: [{ a: 2 }, {}], misses: [{ a: 1 }, { b: 2 }] },
    { filter: { a: { $not: { $gt: 5 } } }, matches: [{ a: 5 }, {}, { a: 'x' }], misses: [{ a: 6 }, { a: [1, 6] }] },
    { filter: { a: { $not: { $gt: 1, $lt: 5 } } }, matches: [{ a: 1 }, { a: 5 }], misses: [{ a: 3 }] },
    { filter: { $or: [{ a: 1 }], $and: [{ b: 1 }], c: 1 }, matches: [{ a: 1, b: 1, c: 1 }], misses: [{ a: 1, b: 1 }] },
    {
      filter: { $and: [{ $or: [{ a: 1 }, { a: 2 }] }, { $or: [{ b: 1 }, { b: 2 }] }] },
      matches: [{ a: 2, b: 1 }],
      misses: [{ a: 1, b: 3 }],
    },
    { filter: { $and: [] }, code: 2 },
    { filter: { $or: { a: 1 } }, code: 2 },
    { filter: { $or: [1] }, code: 2 },
    { filter: { a: { $not: 5 } }, code: 2 },
    { filter: { a: { $not: {} } }, code: 2 },
  ],
  'Query an Array': [
    { filter: { tags: 'red' }, matches: [{ tags: ['blank', 'red'] }], misses: [{ tags: ['blank'] }] },
    {
      filter: { tags: { $all: ['red', 'blank'] } },
      matches: [{ tags: ['blank', 'x', 'red'] }],
      misses: [{ tags: ['red'] }, { tags: 'red' }],
    },
    { filter: { tags: { $all: ['red'] } }, matches: [{ tags: 'red' }, { tags: ['red'] }], misses: [{ tags: [] }] },
    { filter: { tags: { $all: [] } }, misses: [{ tags: [] }, {}, { tags: ['a'] }] },
    {
      filter: { tags: { $all: [['ssl', 'security']] } },
      matches: [{ tags: ['ssl', 'security'] }, { tags: [['ssl', 'security']] }],
      misses: [{ tags: ['security', 'ssl'] }],
    },
    {
      filter: { dim: { $elemMatch: { $gt: 22, $lt: 30 } } },
      matches: [{ dim: [14, 25] }],
      misses: [{ dim: [22, 30] }, { dim: [10, 40] }, { dim: 25 }],
    },
    { filter: { 'dim.1': { $gt: 25 } }, matches: [{ dim: [1, 26] }], misses: [{ dim: [26, 1] }, { dim: [26] }] },
    { filter: { tags: { $size: 3 } }, matches: [{ tags: [1, 2, 3] }], misses: [{ tags: [1] }, { tags: 'abc' }, {}] },
    { filter: { tags: { $size: 0 } }, matches: [{ tags: [] }], misses: [{}, { tags: null }] },
    { filter: { 'a.0': 1 }, matches: [{ a: [1, 2] }, { a: { 0: 1 } }, { a: [{ 0: 1 }] }], misses: [{ a: [2, 1] }, { a: [[1]] }] },
    { filter: { 'a.0.b': 1 }, matches: [{ a: [{ b: 1 }] }], misses: [{ a: [{ b: 2 }, { b: 1 }] }] },
    { filter: { tags: { $size: -1 } }, code: 2 },
    { filter: { tags: { $size: 1.5 } }, code: 2 },
    { filter: { tags: { $all: 'x' } }, code: 2 },
  ],
  'Query an Array of Embedded Documents, $elemMatch': [
    { filter: { 'lots.qty': { $lte: 20 } }, matches: [{ lots: [{ qty: 5 }, { qty: 60 }] }], misses: [{ lots: [{ qty: 60 }] }] },
    {
      filter: { lots: { $elemMatch: { qty: { $gt: 10, $lte: 20 } } } },
      matches: [{ lots: [{ qty: 15 }] }],
      misses: [{ lots: [{ qty: 5 }, { qty: 25 }] }, { lots: { qty: 15 } }],
    },
    {
      filter: { 'lots.qty': { $gt: 10, $lte: 20 } },
      matches: [{ lots: [{ qty: 5 }, { qty: 25 }] }],
      misses: [{ lots: [{ qty: 5 }] }],
    },
    {
      filter: { 'lots.qty': 5, 'lots.house': 'A' },
      matches: [
        {
          lots: [
            { house: 'A', qty: 40 },
            { house: 'B', qty: 5 },
          ],
        },
      ],
      misses: [{ lots: [{ house: 'B', qty: 5 }] }],
    },
    {
      filter: { lots: { $elemMatch: { qty: 5, house: 'A' } } },
      matches: [{ lots: [{ house: 'A', qty: 5 }] }],
      misses: [
        {
          lots: [
            { house: 'A', qty: 40 },
            { house: 'B', qty: 5 },
          ],
        },
      ],
    },
    {
      filter: { lots: { house: 'A', qty: 5 } },
      matches: [{ lots: [inOrder(['house', 'A'], ['qty', 5])] }],
      misses: [{ lots: [inOrder(['qty', 5], ['house', 'A'])] }],
    },
    { filter: { a: { $elemMatch: { $elemMatch: { $gt: 5 } } } }, matches: [{ a: [[1, 6]] }], misses: [{ a: [6] }, { a: [[1]] }] },
    { filter: { a: { $elemMatch: { $size: 2 } } }, matches: [{ a: [[1, 2]] }], misses: [{ a: [1, 2] }] },
    {
      filter: { a: { $elemMatch: { b: null } } },
      matches: [{ a: [{}] }, { a: [{ b: null }] }],
      misses: [{ a: [1] }, { a: [] }, { a: [{ b: 1 }] }],
    },
    { filter: { a: { $elemMatch: { $or: [{ b: 1 }, { c: 1 }] } } }, matches: [{ a: [{ c: 1 }] }], misses: [{ a: [{ b: 2 }] }] },
    {
      filter: { a: { $all: [{ $elemMatch: { b: 1 } }, { $elemMatch: { b: 2 } }] } },
      matches: [{ a: [{ b: 1 }, { b: 2 }] }],
      misses: [{ a: [{ b: 1 }] }],
    },
    {
      filter: { 'a.b.c': 1 },
      matches: [{ a: [{ b: [{ c: 1 }] }] }, { a: { b: { c: [1] } } }],
      misses: [{ a: [[{ b: { c: 1 } }]] }],
    },
    { filter: { a: { $elemMatch: 5 } }, code: 2 },
  ],
  '$mod, bitwise': [
    {
      filter: { q: { $mod: [4, 0] } },
      matches: [{ q: 8 }, { q: double(12.7) }, { q: long(-4) }, { q: decimal('16') }],
      misses: [{ q: 9 }, { q: '8' }, { q: double(Number.NaN) }, {}],
    },
    { filter: { q: { $mod: [4.5, 1] } }, matches: [{ q: 5 }], misses: [{ q: 4 }] },
    { filter: { q: { $mod: [3, -1] } }, matches: [{ q: -4 }], misses: [{ q: 4 }] },
    { filter: { q: { $mod: [4] } }, code: 2 },
    { filter: { q: { $mod: [0, 1] } }, code: 2 },
    { filter: { q: { $mod: [4, 1, 2] } }, code: 2 },
    { filter: { a: { $bitsAllSet: 50 } }, matches: [{ a: 54 }, { a: double(54) }], misses: [{ a: 20 }, { a: 54.5 }, { a: 'x' }] },
    {
      filter: { a: { $bitsAllSet: [1, 5] } },
      matches: [{ a: 54 }, { a: new Binary(new Uint8Array([0x36])) }],
      misses: [{ a: 20 }],
    },
    { filter: { a: { $bitsAllClear: [1, 5] } }, matches: [{ a: 20 }, { a: 0 }], misses: [{ a: 54 }] },
    { filter: { a: { $bitsAnySet: 35 } }, matches: [{ a: 54 }], misses: [{ a: 20 }] },
    {
      filter: { a: { $bitsAnyClear: new Binary(new Uint8Array([0x23])) } },
      matches: [{ a: 20 }, { a: 54 }],
      misses: [{ a: 35 }],
    },
    { filter: { a: { $bitsAllSet: [200] } }, matches: [{ a: -1 }], misses: [{ a: 1 }] },
    { filter: { a: { $bitsAllSet: -1 } }, code: 9 },
    { filter: { a: { $bitsAllSet: 'x' } }, code: 2 },
  ],
  $expr: [
    {
      filter: { $expr: { $gt: ['$spent', '$budget'] } },
      matches: [
        { spent: 500, budget: 450 },
        { spent: long(3), budget: double(2.5) },
        { spent: 'a', budget: 5 },
      ],
      misses: [{ spent: 1, budget: 2 }, {}],
    },
    { filter: { $expr: { $eq: ['$a', '$b'] } }, matches: [{ a: 5, b: decimal('5') }, {}], misses: [{ a: 5 }, { a: null }] },
    {
      filter: { $expr: { $and: [{ $gte: ['$a', 1] }, { $in: ['$s', ['x', 'y']] }] } },
      matches: [{ a: 1, s: 'x' }],
      misses: [{ a: 1, s: 'z' }],
    },
    {
      filter: { $expr: { $lt: [{ $cond: [{ $gte: ['$qty', 100] }, { $multiply: ['$price', 0.5] }, '$price'] }, 5] } },
      matches: [
        { qty: 200, price: 8 },
        { qty: 1, price: 4 },
      ],
      misses: [{ qty: 1, price: 8 }],
    },
    { filter: { $expr: { $nonsense: 1 } }, code: 168 },
  ],
  'Unsupported and malformed': [
    { filter: { $where: 'true' }, code: 238 },
    { filter: { $text: { $search: 'x' } }, code: 238 },
    { filter: { a: { $near: [0, 0] } }, code: 238 },
    { filter: { a: { $geoWithin: {} } }, code: 238 },
    { filter: { $jsonSchema: {} }, code: 238 },
    { filter: { $nonsense: 1 }, code: 2 },
    { filter: { a: { $nonsense: 1 } }, code: 2 },
    { filter: { a: { $gt: 1, b: 2 } }, code: 2 },
    { filter: { $comment: 'why', a: 1 }, matches: [{ a: 1 }], misses: [{ a: 2 }] },
  ],
}
