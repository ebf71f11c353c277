import { Binary, ObjectId, Timestamp } from 'bson'
import { decimal, double, inOrder, long, type Plain } from '../notation.ts'

/** A pipeline over documents and what it yields. */
export interface AggregationCase {
  readonly documents: readonly Plain[]
  readonly pipeline: readonly Plain[]
  readonly expected?: readonly Plain[]
  readonly code?: number
  /** Other collections by name. */
  readonly others?: Readonly<Record<string, readonly Plain[]>>
}

const sales: readonly Plain[] = [
  { _id: 1, item: 'abc', price: decimal('10'), quantity: 2 },
  { _id: 2, item: 'jkl', price: decimal('20'), quantity: 1 },
  { _id: 3, item: 'xyz', price: decimal('5'), quantity: 10 },
  { _id: 4, item: 'xyz', price: decimal('5'), quantity: long(20) },
  { _id: 5, item: 'abc', price: decimal('10'), quantity: double(10) },
]
const orders: readonly Plain[] = [
  { _id: 1, item: 'almonds', price: 12, quantity: 2 },
  { _id: 2, item: 'pecans', price: 20, quantity: 1 },
  { _id: 3 },
]
const inventory: readonly Plain[] = [
  { _id: 1, sku: 'almonds', instock: 120 },
  { _id: 2, sku: 'bread', instock: 80 },
  { _id: 4, sku: 'pecans', instock: 70 },
  { _id: 5, sku: null },
  { _id: 6 },
]

/** Cases by the page of the MongoDB manual they come from. */
export const AGGREGATION_CASES: Readonly<Record<string, readonly AggregationCase[]>> = {
  $group: [
    {
      documents: sales,
      pipeline: [{ $group: { _id: '$item', total: { $sum: { $multiply: ['$price', '$quantity'] } }, n: { $sum: 1 } } }],
      expected: [
        { _id: 'abc', total: decimal('120.0000000000000'), n: 2 },
        { _id: 'jkl', total: decimal('20'), n: 1 },
        { _id: 'xyz', total: decimal('150'), n: 2 },
      ],
    },
    { documents: sales, pipeline: [{ $group: { _id: null, count: { $count: {} } } }], expected: [{ _id: null, count: 5 }] },
    { documents: [], pipeline: [{ $group: { _id: null, count: { $count: {} } } }], expected: [] },
    {
      documents: [{ a: 5 }, { a: long(5) }, { a: double(5) }, { a: decimal('5.0') }, { a: '5' }],
      pipeline: [{ $group: { _id: '$a', n: { $sum: 1 } } }],
      expected: [
        { _id: 5, n: 4 },
        { _id: '5', n: 1 },
      ],
    },
    {
      documents: [{ a: null }, {}, { a: 0 }],
      pipeline: [{ $group: { _id: '$a', n: { $sum: 1 } } }],
      expected: [
        { _id: null, n: 2 },
        { _id: 0, n: 1 },
      ],
    },
    {
      documents: [{ a: 1, b: 2 }, { a: 1, b: 2 }, { a: 1 }],
      pipeline: [{ $group: { _id: { x: '$a', y: '$b' }, n: { $sum: 1 } } }],
      expected: [
        { _id: { x: 1, y: 2 }, n: 2 },
        { _id: { x: 1 }, n: 1 },
      ],
    },
    {
      documents: [{ q: 1 }, { q: long(2) }, { q: 2.5 }, { q: 'x' }, {}, { q: null }],
      pipeline: [{ $group: { _id: null, s: { $sum: '$q' }, a: { $avg: '$q' }, lo: { $min: '$q' }, hi: { $max: '$q' } } }],
      expected: [{ _id: null, s: 5.5, a: 5.5 / 3, lo: 1, hi: 'x' }],
    },
    {
      documents: [{ q: 2147483647 }, { q: 1 }],
      pipeline: [{ $group: { _id: null, s: { $sum: '$q' } } }],
      expected: [{ _id: null, s: long('2147483648') }],
    },
    {
      documents: [{ q: long('9007199254740993') }, { q: 1 }],
      pipeline: [{ $group: { _id: null, s: { $sum: '$q' } } }],
      expected: [{ _id: null, s: long('9007199254740994') }],
    },
    {
      documents: [{ q: 'x' }],
      pipeline: [{ $group: { _id: null, a: { $avg: '$q' }, s: { $sum: '$q' } } }],
      expected: [{ _id: null, a: null, s: 0 }],
    },
    {
      documents: [{ v: 1 }, { v: 2 }, {}],
      pipeline: [
        {
          $group: {
            _id: null,
            f: { $first: '$v' },
            l: { $last: '$v' },
            p: { $push: '$v' },
            s: { $addToSet: { $mod: ['$v', 2] } },
          },
        },
      ],
      expected: [{ _id: null, f: 1, l: null, p: [1, 2], s: [1, 0, null] }],
    },
    {
      documents: [
        { v: 3, k: 'c' },
        { v: 1, k: 'a' },
        { v: 2, k: 'b' },
      ],
      pipeline: [
        {
          $group: {
            _id: null,
            t: { $top: { sortBy: { v: 1 }, output: '$k' } },
            b: { $bottomN: { sortBy: { v: 1 }, output: '$k', n: 2 } },
            m: { $maxN: { input: '$v', n: 2 } },
          },
        },
      ],
      expected: [{ _id: null, t: 'a', b: ['b', 'c'], m: [3, 2] }],
    },
    {
      documents: [{ v: 2 }, { v: 4 }],
      pipeline: [{ $group: { _id: null, p: { $stdDevPop: '$v' } } }],
      expected: [{ _id: null, p: double(1) }],
    },
    { documents: [], pipeline: [{ $group: { n: { $sum: 1 } } }], code: 15955 },
    { documents: [], pipeline: [{ $group: { _id: 1, n: 5 } }], code: 40234 },
    { documents: [], pipeline: [{ $group: { _id: 1, n: { $nonsense: 1 } } }], code: 15952 },
    { documents: [], pipeline: [{ $group: { _id: 1, n: { $sum: 1, $avg: 1 } } }], code: 40238 },
    { documents: [], pipeline: [{ $group: { _id: 1, 'a.b': { $sum: 1 } } }], code: 40235 },
    { documents: [], pipeline: [{ $group: { _id: 1, n: { $accumulator: {} } } }], code: 238 },
  ],
  '$match, $sort, $limit, $skip, $count, $sortByCount': [
    {
      documents: sales,
      pipeline: [{ $match: { quantity: { $gte: 10 } } }, { $project: { quantity: 1 } }],
      expected: [
        { _id: 3, quantity: 10 },
        { _id: 4, quantity: long(20) },
        { _id: 5, quantity: double(10) },
      ],
    },
    {
      documents: sales,
      pipeline: [{ $sort: { quantity: -1, _id: -1 } }, { $project: { _id: 1 } }],
      expected: [{ _id: 4 }, { _id: 5 }, { _id: 3 }, { _id: 1 }, { _id: 2 }],
    },
    { documents: sales, pipeline: [{ $skip: 1 }, { $limit: 2 }, { $project: { _id: 1 } }], expected: [{ _id: 2 }, { _id: 3 }] },
    { documents: sales, pipeline: [{ $count: 'n' }], expected: [{ n: 5 }] },
    { documents: [], pipeline: [{ $count: 'n' }], expected: [] },
    {
      documents: sales,
      pipeline: [{ $sortByCount: '$item' }],
      expected: [
        { _id: 'abc', count: 2 },
        { _id: 'xyz', count: 2 },
        { _id: 'jkl', count: 1 },
      ],
    },
    {
      documents: [{ a: [3, 1] }, { a: 2 }, { a: [] }, {}, { a: null }],
      pipeline: [{ $sort: { a: 1 } }],
      expected: [{ a: [] }, {}, { a: null }, { a: [3, 1] }, { a: 2 }],
    },
    {
      documents: [{ a: [3, 1] }, { a: 2 }, { a: 'x' }],
      pipeline: [{ $sort: { a: -1 } }],
      expected: [{ a: 'x' }, { a: [3, 1] }, { a: 2 }],
    },
    {
      documents: [{ a: [{ b: 5 }, { b: 1 }] }, { a: { b: 2 } }, { a: 9 }],
      pipeline: [{ $sort: { 'a.b': 1 } }],
      expected: [{ a: 9 }, { a: [{ b: 5 }, { b: 1 }] }, { a: { b: 2 } }],
    },
    { documents: [{ a: [1, 2], b: [1, 2] }], pipeline: [{ $sort: { a: 1, b: 1 } }], code: 2 },
    { documents: [], pipeline: [{ $sort: { a: 2 } }], code: 15975 },
    { documents: [], pipeline: [{ $sort: {} }], code: 15976 },
    { documents: [], pipeline: [{ $limit: 0 }], code: 15958 },
    { documents: [], pipeline: [{ $skip: -1 }], code: 5107200 },
    { documents: [], pipeline: [{ $count: '' }], code: 40157 },
  ],
  $project: [
    {
      documents: [{ _id: 1, title: 'abc', author: { last: 'z', first: 'a' }, n: 5 }],
      pipeline: [{ $project: { title: 1, 'author.last': 1 } }],
      expected: [{ _id: 1, title: 'abc', author: { last: 'z' } }],
    },
    {
      documents: [{ _id: 1, a: 1, b: 2 }],
      pipeline: [{ $project: { _id: 0, b: 1, c: { $add: ['$a', '$b'] } } }],
      expected: [{ b: 2, c: 3 }],
    },
    {
      documents: [{ _id: 1, a: 1, b: { c: 1, d: 2 } }],
      pipeline: [{ $project: { a: 0, 'b.c': 0 } }],
      expected: [{ _id: 1, b: { d: 2 } }],
    },
    {
      documents: [{ _id: 1, stop: [{ title: 'x', n: 1 }, { n: 2 }, 5] }],
      pipeline: [{ $project: { 'stop.title': 1 } }],
      expected: [{ _id: 1, stop: [{ title: 'x' }, {}] }],
    },
    { documents: [{ _id: 1, a: 1 }], pipeline: [{ $project: { x: ['$a', '$missing'] } }], expected: [{ _id: 1, x: [1, null] }] },
    {
      documents: [{ _id: 1, a: 1 }],
      pipeline: [{ $project: { a: { $literal: 1 }, s: { $literal: '$a' } } }],
      expected: [{ _id: 1, a: 1, s: '$a' }],
    },
    {
      documents: [{ _id: 1, a: '' }],
      pipeline: [{ $project: { a: { $cond: [{ $eq: ['$a', ''] }, '$$REMOVE', '$a'] }, b: '$_id' } }],
      expected: [{ _id: 1, b: 1 }],
    },
    {
      documents: [{ _id: 1, contact: { phone: 5, address: 'x' } }],
      pipeline: [{ $project: { contact: { address: 1 } } }],
      expected: [{ _id: 1, contact: { address: 'x' } }],
    },
    { documents: [], pipeline: [{ $project: { a: 1, b: 0 } }], code: 31254 },
    { documents: [], pipeline: [{ $project: { b: 0, a: 1 } }], code: 31253 },
    { documents: [], pipeline: [{ $project: {} }], code: 51272 },
    { documents: [], pipeline: [{ $project: { a: 1, 'a.b': 1 } }], code: 31249 },
    { documents: [], pipeline: [{ $project: 5 }], code: 15969 },
  ],
  '$addFields, $set, $unset, $replaceRoot, $replaceWith': [
    {
      documents: [{ _id: 1, homework: [10, 5, 10], extra: 0 }],
      pipeline: [{ $addFields: { total: { $sum: '$homework' } } }, { $addFields: { all: { $add: ['$total', '$extra'] } } }],
      expected: [{ _id: 1, homework: [10, 5, 10], extra: 0, total: 25, all: 25 }],
    },
    {
      documents: [{ _id: 1, specs: { doors: 4 } }],
      pipeline: [{ $set: { 'specs.fuel': 'u', specs2: { x: 1 } } }],
      expected: [{ _id: 1, specs: { doors: 4, fuel: 'u' }, specs2: { x: 1 } }],
    },
    { documents: [{ _id: 1, a: 1, b: 2 }], pipeline: [{ $set: { a: '$b', b: '$a' } }], expected: [{ _id: 1, a: 2, b: 1 }] },
    { documents: [{ _id: 1, a: 1 }], pipeline: [{ $set: { a: '$missing' } }], expected: [{ _id: 1 }] },
    { documents: [{ _id: 1, a: { b: 1, c: 2 } }], pipeline: [{ $unset: 'a.b' }], expected: [{ _id: 1, a: { c: 2 } }] },
    { documents: [{ _id: 1, name: { x: 1 } }], pipeline: [{ $replaceRoot: { newRoot: '$name' } }], expected: [{ x: 1 }] },
    {
      documents: [{ _id: 1, name: { x: 1 } }],
      pipeline: [{ $replaceWith: { $mergeObjects: [{ _id: '$_id', x: 0, y: 0 }, '$name'] } }],
      expected: [{ _id: 1, x: 1, y: 0 }],
    },
    { documents: [{ _id: 1 }], pipeline: [{ $replaceRoot: { newRoot: '$name' } }], code: 40228 },
    { documents: [], pipeline: [{ $unset: 5 }], code: 31120 },
  ],
  $unwind: [
    {
      documents: [{ _id: 1, sizes: ['S', 'M'] }],
      pipeline: [{ $unwind: '$sizes' }],
      expected: [
        { _id: 1, sizes: 'S' },
        { _id: 1, sizes: 'M' },
      ],
    },
    {
      documents: [{ _id: 1, s: [] }, { _id: 2, s: 'M' }, { _id: 3 }, { _id: 4, s: null }],
      pipeline: [{ $unwind: { path: '$s' } }],
      expected: [{ _id: 2, s: 'M' }],
    },
    {
      documents: [{ _id: 1, s: ['S'] }, { _id: 2, s: [] }, { _id: 3, s: 'M' }, { _id: 4 }, { _id: 5, s: null }],
      pipeline: [{ $unwind: { path: '$s', preserveNullAndEmptyArrays: true, includeArrayIndex: 'i' } }],
      expected: [
        { _id: 1, s: 'S', i: long(0) },
        { _id: 2, i: null },
        { _id: 3, s: 'M', i: null },
        { _id: 4, i: null },
        { _id: 5, s: null, i: null },
      ],
    },
    {
      documents: [{ _id: 1, a: { b: [1, 2], c: 3 } }],
      pipeline: [{ $unwind: '$a.b' }],
      expected: [
        { _id: 1, a: { b: 1, c: 3 } },
        { _id: 1, a: { b: 2, c: 3 } },
      ],
    },
    { documents: [], pipeline: [{ $unwind: 'a' }], code: 28818 },
    { documents: [], pipeline: [{ $unwind: { path: 5 } }], code: 28808 },
    { documents: [], pipeline: [{ $unwind: { path: '$a', x: 1 } }], code: 28811 },
  ],
  '$lookup, $unionWith': [
    {
      documents: orders,
      others: { inventory },
      pipeline: [
        { $lookup: { from: 'inventory', localField: 'item', foreignField: 'sku', as: 'docs' } },
        { $project: { docs: 1 } },
      ],
      expected: [
        { _id: 1, docs: [{ _id: 1, sku: 'almonds', instock: 120 }] },
        { _id: 2, docs: [{ _id: 4, sku: 'pecans', instock: 70 }] },
        { _id: 3, docs: [{ _id: 5, sku: null }, { _id: 6 }] },
      ],
    },
    {
      documents: [{ _id: 1, list: ['b', 'a'] }],
      others: {
        members: [
          { _id: 1, name: 'a' },
          { _id: 2, name: 'b' },
          { _id: 3, name: ['a', 'z'] },
        ],
      },
      pipeline: [
        { $lookup: { from: 'members', localField: 'list', foreignField: 'name', as: 'm' } },
        { $project: { 'm._id': 1 } },
      ],
      expected: [{ _id: 1, m: [{ _id: 1 }, { _id: 2 }, { _id: 3 }] }],
    },
    {
      documents: [{ _id: 5 }],
      others: {
        x: [
          { _id: 1, r: long(5) },
          { _id: 2, r: double(5) },
          { _id: 3, r: '5' },
        ],
      },
      pipeline: [{ $lookup: { from: 'x', localField: '_id', foreignField: 'r', as: 'm' } }, { $project: { 'm._id': 1 } }],
      expected: [{ _id: 5, m: [{ _id: 1 }, { _id: 2 }] }],
    },
    {
      documents: [
        { _id: 1, item: 'a', ordered: 2 },
        { _id: 2, item: 'b', ordered: 60 },
      ],
      others: {
        w: [
          { _id: 1, stock: 'a', n: 120 },
          { _id: 2, stock: 'b', n: 40 },
          { _id: 3, stock: 'b', n: 80 },
        ],
      },
      pipeline: [
        {
          $lookup: {
            from: 'w',
            let: { item: '$item', qty: '$ordered' },
            pipeline: [
              { $match: { $expr: { $and: [{ $eq: ['$stock', '$$item'] }, { $gte: ['$n', '$$qty'] }] } } },
              { $project: { _id: 0, n: 1 } },
            ],
            as: 's',
          },
        },
      ],
      expected: [
        { _id: 1, item: 'a', ordered: 2, s: [{ n: 120 }] },
        { _id: 2, item: 'b', ordered: 60, s: [{ n: 80 }] },
      ],
    },
    {
      documents: [{ _id: 1, k: 'a' }],
      others: {
        w: [
          { k: 'a', n: 1 },
          { k: 'a', n: 2 },
          { k: 'b', n: 3 },
        ],
      },
      pipeline: [
        { $lookup: { from: 'w', localField: 'k', foreignField: 'k', pipeline: [{ $match: { n: { $gt: 1 } } }], as: 'x.y' } },
      ],
      expected: [{ _id: 1, k: 'a', x: { y: [{ k: 'a', n: 2 }] } }],
    },
    {
      documents: [{ a: 1 }],
      others: { b: [{ a: 2 }, { a: 3 }] },
      pipeline: [{ $unionWith: { coll: 'b', pipeline: [{ $match: { a: 3 } }] } }],
      expected: [{ a: 1 }, { a: 3 }],
    },
    { documents: [{ a: 1 }], others: { b: [{ a: 2 }] }, pipeline: [{ $unionWith: 'b' }, { $count: 'n' }], expected: [{ n: 2 }] },
    { documents: [], pipeline: [{ $lookup: { from: 'x', as: 'y' } }], code: 9 },
    { documents: [], pipeline: [{ $lookup: { from: 'x', as: 'y', localField: 'a' } }], code: 9 },
    { documents: [], pipeline: [{ $lookup: { from: 'x', as: 'y', pipeline: [{ $nonsense: 1 }] } }], code: 40324 },
  ],
  $bucket: [
    {
      documents: [{ year: 1831 }, { year: 1848 }, { year: long(1840) }, { year: 1850.5 }, { year: 'never' }, {}],
      pipeline: [{ $bucket: { groupBy: '$year', boundaries: [1830, 1840, 1850], default: 'other' } }],
      expected: [
        { _id: 1830, count: 1 },
        { _id: 1840, count: 2 },
        { _id: 'other', count: 3 },
      ],
    },
    {
      documents: [{ n: 1 }, { n: 5 }],
      pipeline: [{ $bucket: { groupBy: '$n', boundaries: [0, 10], output: { most: { $max: '$n' }, all: { $push: '$n' } } } }],
      expected: [{ _id: 0, most: 5, all: [1, 5] }],
    },
    { documents: [{ n: 20 }], pipeline: [{ $bucket: { groupBy: '$n', boundaries: [0, 10] } }], code: 40066 },
    { documents: [], pipeline: [{ $bucket: 5 }], code: 40201 },
    { documents: [], pipeline: [{ $bucket: { groupBy: '$n' } }], code: 40198 },
    { documents: [], pipeline: [{ $bucket: { groupBy: 'n', boundaries: [0, 1] } }], code: 40202 },
    { documents: [], pipeline: [{ $bucket: { groupBy: '$n', boundaries: [0] } }], code: 40192 },
    { documents: [], pipeline: [{ $bucket: { groupBy: '$n', boundaries: [0, 'x'] } }], code: 40193 },
    { documents: [], pipeline: [{ $bucket: { groupBy: '$n', boundaries: [1, 0] } }], code: 40194 },
    { documents: [], pipeline: [{ $bucket: { groupBy: '$n', boundaries: [0, 10], default: 5 } }], code: 40199 },
    { documents: [], pipeline: [{ $bucket: { groupBy: '$n', boundaries: [0, 10], size: 1 } }], code: 40197 },
  ],
  '$facet, $sample and refused stages': [
    {
      documents: sales,
      pipeline: [
        {
          $facet: {
            n: [{ $count: 'n' }],
            top: [{ $sort: { _id: -1 } }, { $limit: 1 }, { $project: { _id: 1 } }],
            none: [] as never,
          },
        },
        { $project: { none: 0 } },
      ],
      expected: [{ n: [{ n: 5 }], top: [{ _id: 5 }] }],
    },
    { documents: [{ a: 1 }], pipeline: [{ $sample: { size: 3 } }], expected: [{ a: 1 }] },
    { documents: [], pipeline: [{ $facet: {} }], code: 40169 },
    { documents: [], pipeline: [{ $facet: { a: [{ $facet: { b: [] } }] } }], code: 40600 },
    { documents: [], pipeline: [{ $out: 'x' }], code: 40324 },
    { documents: [], pipeline: [{ $merge: 'x' }], code: 40324 },
    { documents: [], pipeline: [{ $graphLookup: {} }], code: 40324 },
    { documents: [], pipeline: [{ $setWindowFields: {} }], code: 40324 },
    { documents: [], pipeline: [{ $nonsense: {} }], code: 40324 },
    { documents: [], pipeline: [{ $match: {}, $limit: 1 }], code: 40323 },
    { documents: [], pipeline: [{}], code: 40323 },
  ],
}

/** Projections of `find`: specification, document, result (manual: "Project Fields to Return from Query", "$slice", "$elemMatch (projection)", "$ (projection)"). */
export const PROJECTION_CASES: readonly {
  readonly projection: Plain
  readonly document: Plain
  readonly expected?: Plain
  readonly filter?: Plain
  readonly code?: number
}[] = [
  { projection: {}, document: { _id: 1, a: 1 }, expected: { _id: 1, a: 1 } },
  { projection: { a: 1 }, document: { _id: 1, a: 1, b: 2 }, expected: { _id: 1, a: 1 } },
  { projection: { b: 1, a: 1, _id: 0 }, document: { _id: 1, a: 1, b: 2 }, expected: { a: 1, b: 2 } },
  { projection: { a: 0 }, document: { _id: 1, a: 1, b: 2 }, expected: { _id: 1, b: 2 } },
  { projection: { _id: 0 }, document: { _id: 1, a: 1 }, expected: { a: 1 } },
  { projection: { _id: 1 }, document: { _id: 1, a: 1 }, expected: { _id: 1 } },
  { projection: { a: true, b: false }, document: { _id: 1 }, code: 31254 },
  { projection: { 'size.uom': 0 }, document: { _id: 1, size: { h: 1, uom: 'cm' } }, expected: { _id: 1, size: { h: 1 } } },
  {
    projection: { size: { uom: 1 } },
    document: { _id: 1, size: { h: 1, uom: 'cm' } },
    expected: { _id: 1, size: { uom: 'cm' } },
  },
  {
    projection: { 'instock.qty': 1 },
    document: { _id: 1, instock: [{ w: 'A', qty: 5 }, { w: 'B' }] },
    expected: { _id: 1, instock: [{ qty: 5 }, {}] },
  },
  { projection: { a: { $slice: 2 } }, document: { _id: 1, a: [1, 2, 3], b: 1 }, expected: { _id: 1, a: [1, 2], b: 1 } },
  { projection: { a: { $slice: -1 } }, document: { _id: 1, a: [1, 2, 3] }, expected: { _id: 1, a: [3] } },
  { projection: { a: { $slice: [1, 1] } }, document: { _id: 1, a: [1, 2, 3] }, expected: { _id: 1, a: [2] } },
  {
    projection: { a: { $slice: [-2, 1] }, b: 1 },
    document: { _id: 1, a: [1, 2, 3], b: 1, c: 1 },
    expected: { _id: 1, a: [2], b: 1 },
  },
  { projection: { a: { $slice: 1 }, b: 0 }, document: { _id: 1, a: [1, 2], b: 1, c: 1 }, expected: { _id: 1, a: [1], c: 1 } },
  {
    projection: { 'd.c': { $slice: 1 } },
    document: { _id: 1, d: { c: [1, 2], e: 1 } },
    expected: { _id: 1, d: { c: [1], e: 1 } },
  },
  { projection: { a: { $slice: 'x' } }, document: { _id: 1 }, code: 28667 },
  {
    projection: { students: { $elemMatch: { school: 102 } } },
    document: {
      _id: 1,
      zip: 'z',
      students: [
        { n: 'j', school: 102 },
        { n: 'k', school: 102 },
      ],
    },
    expected: { _id: 1, students: [{ n: 'j', school: 102 }] },
  },
  {
    projection: { students: { $elemMatch: { school: 102 } } },
    document: { _id: 3, students: [{ school: 100 }] },
    expected: { _id: 3 },
  },
  {
    projection: { a: { $elemMatch: { $gt: 1 } }, b: 1 },
    document: { _id: 3, a: [1, 2, 3], b: 1, c: 1 },
    expected: inOrder(['_id', 3], ['b', 1], ['a', [2]]) as never,
  },
  { projection: { 'a.b': { $elemMatch: { c: 1 } } }, document: { _id: 1 }, code: 31275 },
  {
    projection: { 'grades.$': 1 },
    filter: { grades: { $gte: 85 } },
    document: { _id: 1, grades: [70, 87, 90], x: 1 },
    expected: { _id: 1, grades: [87] },
  },
  {
    projection: { 'grades.$': 1 },
    filter: { grades: { $elemMatch: { mean: { $gt: 70 } } } },
    document: { _id: 1, grades: [{ mean: 60 }, { mean: 75 }] },
    expected: { _id: 1, grades: [{ mean: 75 }] },
  },
  { projection: { 'grades.$': 1 }, filter: { _id: 1 }, document: { _id: 1, grades: [70] }, code: 31277 },
  { projection: { total: { $add: ['$a', 1] }, b: 1 }, document: { _id: 1, a: 1, b: 2 }, expected: { _id: 1, b: 2, total: 2 } },
  { projection: { b: '$a' }, document: { _id: 1, a: 1, b: 2 }, expected: { _id: 1, b: 1 } },
  { projection: { a: 1, 'a.b': 1 }, document: { _id: 1 }, code: 31249 },
  { projection: { score: { $meta: 'textScore' } }, document: { _id: 1 }, code: 238 },
]

const id = new ObjectId('65a000000000000000000001')
const date = new Date('2026-02-28T15:30:45.123Z')

/** Expressions, the document they are evaluated on and the value; `{ code }` for refusals. */
export const EXPRESSION_CASES: Readonly<Record<string, readonly [unknown, Plain, unknown][]>> = {
  'Data Size and Timestamp Expression Operators, $stdDevPop, $stdDevSamp': [
    [{ $binarySize: '招a' }, {}, 4],
    [{ $binarySize: '$b' }, { b: new Binary(new Uint8Array(3)) }, 3],
    [{ $binarySize: '$b' }, {}, null],
    [{ $binarySize: 5 }, {}, { code: 51276 }],
    [{ $bsonSize: { a: { $literal: 1 } } }, {}, 12],
    [{ $bsonSize: 'x' }, {}, { code: 31393 }],
    [{ $tsSecond: '$t' }, { t: new Timestamp({ t: 5, i: 7 }) }, long(5)],
    [{ $tsIncrement: '$t' }, { t: new Timestamp({ t: 5, i: 7 }) }, long(7)],
    [{ $tsSecond: 5 }, {}, { code: 5687301 }],
    [{ $stdDevPop: '$v' }, { v: [2, 4, 'x'] }, double(1)],
    [{ $stdDevSamp: ['$a', '$b'] }, { a: 1, b: 3 }, Math.SQRT2],
    [{ $stdDevSamp: '$v' }, { v: [2] }, null],
    [{ $lt: [{ $rand: {} }, 1] }, {}, true],
  ],
  'Arithmetic Expression Operators': [
    [{ $add: ['$a', '$b', 1] }, { a: 1, b: long(2) }, long(4)],
    [{ $add: [2147483647, 1] }, {}, long('2147483648')],
    [{ $add: [long('9223372036854775807'), 1] }, {}, double(2 ** 63)],
    [{ $add: ['$d', 1000] }, { d: date }, new Date(date.getTime() + 1000)],
    [{ $add: [1, null] }, {}, null],
    [{ $add: [0.1, 0.2] }, {}, 0.1 + 0.2],
    [{ $add: [decimal('0.1'), decimal('0.2')] }, {}, decimal('0.3')],
    [{ $add: ['x', 1] }, {}, { code: 14 }],
    [{ $subtract: [5, 7] }, {}, -2],
    [{ $subtract: [date, new Date(date.getTime() - 5)] }, {}, long(5)],
    [{ $subtract: ['$d', 1000] }, { d: date }, new Date(date.getTime() - 1000)],
    [{ $multiply: [3, long(4), 2.5] }, {}, double(30)],
    [{ $multiply: [2147483647, 2] }, {}, long('4294967294')],
    [{ $divide: [80, 8] }, {}, double(10)],
    [{ $divide: [decimal('1'), 3] }, {}, decimal('0.3333333333333333333333333333333333')],
    [{ $divide: [decimal('6.00'), decimal('2')] }, {}, decimal('3.00')],
    [{ $divide: [1, 0] }, {}, { code: 2 }],
    [{ $mod: [80, 7] }, {}, 3],
    [{ $mod: [-7, 3] }, {}, -1],
    [{ $mod: [5.5, 2] }, {}, 1.5],
    [{ $abs: -5 }, {}, 5],
    [{ $abs: long('-9223372036854775808') }, {}, { code: 28680 }],
    [{ $ceil: 7.8 }, {}, double(8)],
    [{ $floor: -2.8 }, {}, double(-3)],
    [{ $floor: decimal('-2.5') }, {}, decimal('-3')],
    [{ $round: [10.5, 0] }, {}, double(10)],
    [{ $round: [11.5, 0] }, {}, double(12)],
    [{ $round: [19.25, 1] }, {}, 19.2],
    [{ $round: [28.73, -1] }, {}, double(30)],
    [{ $round: [1234, -2] }, {}, 1200],
    [{ $trunc: [19.29, 1] }, {}, 19.2],
    [{ $trunc: -7.8 }, {}, double(-7)],
    [{ $pow: [5, 2] }, {}, 25],
    [{ $pow: [2, 40] }, {}, long(2 ** 40)],
    [{ $pow: [2, -1] }, {}, 0.5],
    [{ $pow: [0, -1] }, {}, { code: 28764 }],
    [{ $sqrt: 25 }, {}, double(5)],
    [{ $sqrt: -1 }, {}, { code: 28714 }],
    [{ $log: [100, 10] }, {}, double(2)],
    [{ $sqrt: decimal('2') }, {}, { code: 238 }],
    [{ $bitAnd: [12, 10] }, {}, 8],
    [{ $bitXor: [12, long(10)] }, {}, long(6)],
  ],
  'Comparison, Boolean and Conditional Operators': [
    [{ $cmp: ['$a', '$b'] }, { a: 5, b: decimal('5') }, 0],
    [{ $cmp: [long('9007199254740993'), double(9007199254740992)] }, {}, 1],
    [{ $gt: ['$missing', null] }, {}, false],
    [{ $lt: ['$missing', null] }, {}, true],
    [
      {
        $eq: [
          ['a', 1],
          ['a', double(1)],
        ],
      },
      {},
      true,
    ],
    [{ $lt: ['z', { a: 1 }] }, {}, true],
    [{ $and: [1, 'x', {}] }, {}, true],
    [{ $and: [true, null] }, {}, false],
    [{ $or: [0, decimal('0'), '$missing'] }, {}, false],
    [{ $not: [[false]] }, {}, false],
    [{ $cond: inOrder(['if', '$a'], ['then', 'yes'], ['else', 'no']) }, { a: 0 }, 'no'],
    [{ $cond: [true, '$$REMOVE', 1] }, {}, { missing: true }],
    [{ $ifNull: ['$a', '$b', 'x'] }, { a: null }, 'x'],
    [{ $switch: { branches: [inOrder(['case', { $gt: ['$a', 5] }], ['then', 'big'])], default: 'small' } }, { a: 9 }, 'big'],
    [{ $switch: { branches: [inOrder(['case', false], ['then', 1])] } }, {}, { code: 40066 }],
    [{ $let: { vars: { x: { $add: ['$a', 1] } }, in: { $multiply: ['$$x', '$$x'] } } }, { a: 2 }, 9],
    ['$$unknown', {}, { code: 17276 }],
    [{ $add: [1], $subtract: [1, 1] }, {}, { code: 15983 }],
    [{ $eq: [1] }, {}, { code: 16020 }],
  ],
  'Field paths': [
    ['$a.b', { a: { b: 5 } }, 5],
    ['$a.b', { a: [{ b: 1 }, { c: 1 }, { b: 3 }, 5] }, [1, 3]],
    ['$a.b.c', { a: [{ b: [{ c: 1 }, { c: 2 }] }] }, [[1, 2]]],
    ['$a.0', { a: [1, 2] }, []],
    ['$a.b', { a: 5 }, { missing: true }],
    ['$$ROOT.a', { a: 1 }, 1],
    [{ x: '$a', y: '$missing', z: [1, '$a'] }, { a: 1 }, { x: 1, z: [1, 1] }],
    ['$a..b', {}, { code: 15998 }],
  ],
  'Array Expression Operators': [
    [{ $arrayElemAt: ['$a', -1] }, { a: [1, 2, 3] }, 3],
    [{ $arrayElemAt: ['$a', 9] }, { a: [1] }, { missing: true }],
    [{ $first: '$a' }, { a: [1, 2] }, 1],
    [{ $concatArrays: ['$a', [3]] }, { a: [1, 2] }, [1, 2, 3]],
    [{ $filter: { input: '$a', as: 'x', cond: { $gte: ['$$x', 2] }, limit: 1 } }, { a: [1, 2, 3] }, [2]],
    [{ $map: { input: '$a', in: { $multiply: ['$$this', 2] } } }, { a: [1, long(2)] }, [2, long(4)]],
    [{ $reduce: { input: '$a', initialValue: '', in: { $concat: ['$$value', '$$this'] } } }, { a: ['x', 'y'] }, 'xy'],
    [{ $in: [long(2), '$a'] }, { a: [1, 2] }, true],
    [{ $in: [1, '$a'] }, { a: 1 }, { code: 40081 }],
    [{ $indexOfArray: ['$a', 2] }, { a: [1, 2] }, 1],
    [{ $size: '$a' }, { a: [] }, 0],
    [{ $size: '$a' }, {}, { code: 17124 }],
    [{ $slice: ['$a', 1, 2] }, { a: [1, 2, 3, 4] }, [2, 3]],
    [{ $slice: ['$a', -2] }, { a: [1, 2, 3] }, [2, 3]],
    [{ $range: [0, 10, 3] }, {}, [0, 3, 6, 9]],
    [{ $reverseArray: '$a' }, { a: [1, 2] }, [2, 1]],
    [{ $sortArray: { input: '$a', sortBy: { x: -1 } } }, { a: [{ x: 1 }, { x: 2 }] }, [{ x: 2 }, { x: 1 }]],
    [
      { $zip: { inputs: ['$a', ['x']], useLongestLength: true, defaults: [0, 'd'] } },
      { a: [1, 2] },
      [
        [1, 'x'],
        [2, 'd'],
      ],
    ],
    [{ $isArray: [[1]] }, {}, true],
    [{ $max: '$a' }, { a: [1, 'x', null] }, 'x'],
    [{ $avg: ['$a', 4] }, { a: 2 }, double(3)],
    [{ $maxN: { input: '$a', n: 2 } }, { a: [1, 3, 2] }, [3, 2]],
  ],
  'Object and Set Expression Operators': [
    [{ $mergeObjects: ['$a', { b: 2 }] }, { a: { a: 1, b: 1 } }, { a: 1, b: 2 }],
    [{ $objectToArray: '$a' }, { a: { x: 1 } }, [{ k: 'x', v: 1 }]],
    [
      { $arrayToObject: '$a' },
      {
        a: [
          ['x', 1],
          ['y', 2],
        ],
      },
      { x: 1, y: 2 },
    ],
    [{ $getField: { field: 'a.b', input: '$x' } }, { x: { 'a.b': 5 } }, 5],
    [{ $setField: { field: '$x', input: '$$ROOT', value: 1 } }, { a: 1 }, { code: 4161107 }],
    [{ $unsetField: { field: 'b', input: '$$ROOT' } }, { a: 1, b: 2 }, { a: 1 }],
    [{ $setUnion: ['$a', [3, 2]] }, { a: [1, long(2)] }, [1, long(2), 3]],
    [{ $setIntersection: ['$a', [2, 9]] }, { a: [1, 2, 2] }, [2]],
    [{ $setDifference: ['$a', [2]] }, { a: [1, 2, 1] }, [1]],
    [{ $setEquals: ['$a', [2, 1]] }, { a: [1, 2, 2] }, true],
    [{ $setIsSubset: [[1], '$a'] }, { a: [1, 2] }, true],
    [{ $anyElementTrue: ['$a'] }, { a: [0, null] }, false],
  ],
  'String Expression Operators': [
    [{ $concat: ['$a', ' - ', '$b'] }, { a: 'x', b: 'y' }, 'x - y'],
    [{ $concat: ['x', null] }, {}, null],
    [{ $toUpper: '$a' }, { a: 'aßé' }, 'Aßé'],
    [{ $toLower: null }, {}, ''],
    [{ $strLenCP: '招标😀' }, {}, 3],
    [{ $strLenBytes: '招标' }, {}, 6],
    [{ $substrCP: ['招标公告', 1, 2] }, {}, '标公'],
    [{ $substrBytes: ['招标', 0, 3] }, {}, '招'],
    [{ $substrBytes: ['招标', 1, 3] }, {}, { code: 28656 }],
    [{ $indexOfCP: ['招标公告', '公'] }, {}, 2],
    [{ $indexOfBytes: ['招标', '标'] }, {}, 3],
    [{ $split: ['a-b-c', '-'] }, {}, ['a', 'b', 'c']],
    [{ $trim: { input: '  x\n' } }, {}, 'x'],
    [{ $ltrim: { input: 'xxay', chars: 'x' } }, {}, 'ay'],
    [{ $replaceAll: { input: 'a.b.c', find: '.', replacement: '-' } }, {}, 'a-b-c'],
    [{ $regexMatch: { input: 'Line', regex: 'line', options: 'i' } }, {}, true],
    [{ $regexFind: { input: '招ab', regex: '(a)(x)?' } }, {}, { match: 'a', idx: 1, captures: ['a', null] }],
    [
      { $regexFindAll: { input: 'aa', regex: 'a' } },
      {},
      [
        { match: 'a', idx: 0, captures: [] },
        { match: 'a', idx: 1, captures: [] },
      ],
    ],
    [{ $strcasecmp: ['A', 'a'] }, {}, 0],
  ],
  'Type Expression Operators': [
    [{ $type: '$missing' }, {}, 'missing'],
    [{ $type: '$a' }, { a: long(1) }, 'long'],
    [{ $toInt: '5' }, {}, 5],
    [{ $toInt: 5.7 }, {}, 5],
    [{ $toInt: '5.5' }, {}, { code: 241 }],
    [{ $toInt: long('2147483648') }, {}, { code: 241 }],
    [{ $toLong: date }, {}, long(date.getTime())],
    [{ $toDouble: '1e3' }, {}, double(1000)],
    [{ $toDecimal: 0.1 }, {}, decimal('0.100000000000000')],
    [{ $toDecimal: '1.10' }, {}, decimal('1.10')],
    [{ $toString: id }, {}, id.toHexString()],
    [{ $toString: 2.5 }, {}, '2.5'],
    [{ $toString: date }, {}, '2026-02-28T15:30:45.123Z'],
    [{ $toBool: 'false' }, {}, true],
    [{ $toDate: '2026-01-02' }, {}, new Date('2026-01-02T00:00:00Z')],
    [{ $toObjectId: id.toHexString() }, {}, id],
    [{ $convert: { input: 'x', to: 'int', onError: 'bad', onNull: 0 } }, {}, 'bad'],
    [{ $convert: { input: null, to: 'int', onNull: 0 } }, {}, 0],
    [{ $isNumber: decimal('1') }, {}, true],
  ],
  'Date Expression Operators': [
    [{ $year: '$d' }, { d: date }, 2026],
    [{ $month: { date: '$d', timezone: '+09:00' } }, { d: date }, 3],
    [{ $dayOfMonth: { date: '$d', timezone: 'Asia/Shanghai' } }, { d: date }, 28],
    [{ $hour: { date: '$d', timezone: 'Asia/Shanghai' } }, { d: date }, 23],
    [{ $dayOfYear: '$d' }, { d: date }, 59],
    [{ $dayOfWeek: '$d' }, { d: date }, 7],
    [{ $isoWeek: '$d' }, { d: date }, 9],
    [{ $isoWeekYear: '$d' }, { d: new Date('2027-01-01T00:00:00Z') }, long(2026)],
    [{ $week: '$d' }, { d: new Date('2026-01-01T00:00:00Z') }, 0],
    [{ $dateToString: { date: '$d', format: '%Y-%m-%d %H:%M:%S.%L %j %u %%' } }, { d: date }, '2026-02-28 15:30:45.123 059 6 %'],
    [{ $dateToString: { date: '$d', format: '%Y-%m-%d %z', timezone: 'Asia/Shanghai' } }, { d: date }, '2026-02-28 +0800'],
    [{ $dateToString: { date: '$d' } }, { d: date }, '2026-02-28T15:30:45.123Z'],
    [{ $dateToString: { date: null, onNull: 'none' } }, {}, 'none'],
    [{ $dateTrunc: { date: '$d', unit: 'month' } }, { d: date }, new Date('2026-02-01T00:00:00Z')],
    [{ $dateTrunc: { date: '$d', unit: 'day', timezone: 'Asia/Shanghai' } }, { d: date }, new Date('2026-02-27T16:00:00Z')],
    [{ $dateTrunc: { date: '$d', unit: 'week', startOfWeek: 'monday' } }, { d: date }, new Date('2026-02-23T00:00:00Z')],
    [{ $dateTrunc: { date: '$d', unit: 'minute', binSize: 15 } }, { d: date }, new Date('2026-02-28T15:30:00Z')],
    [
      { $dateAdd: { startDate: new Date('2026-01-31T10:00:00Z'), unit: 'month', amount: 1 } },
      {},
      new Date('2026-02-28T10:00:00Z'),
    ],
    [{ $dateSubtract: { startDate: '$d', unit: 'day', amount: 1 } }, { d: date }, new Date('2026-02-27T15:30:45.123Z')],
    [{ $dateDiff: { startDate: new Date('2025-12-31T23:59:59Z'), endDate: '$d', unit: 'year' } }, { d: date }, long(1)],
    [{ $dateDiff: { startDate: '$d', endDate: new Date('2026-03-01T00:00:00Z'), unit: 'day' } }, { d: date }, long(1)],
    [
      { $dateFromParts: { year: 2026, month: 2, day: 28, hour: 23, timezone: 'Asia/Shanghai' } },
      {},
      new Date('2026-02-28T15:00:00Z'),
    ],
    [
      { $dateToParts: { date: '$d' } },
      { d: date },
      { year: 2026, month: 2, day: 28, hour: 15, minute: 30, second: 45, millisecond: 123 },
    ],
    [{ $year: 'x' }, {}, { code: 16006 }],
    [{ $hour: { date: '$d', timezone: 'Nowhere/Land' } }, { d: date }, { code: 40485 }],
  ],
  Unsupported: [
    [{ $function: {} }, {}, { code: 238 }],
    [{ $createObjectId: {} }, {}, { code: 238 }],
    [{ $nonsense: 1 }, {}, { code: 168 }],
  ],
}
