import { expect } from 'chai'
import fc from 'fast-check'
import mongoose from 'mongoose'
import { useOwnServer } from '../../support/embedded.ts'

const { Long, Double, Decimal128, MinKey, MaxKey } = mongoose.mongo.BSON

/** Few values, so that documents and filters meet often; every kind that has a place of its own in the order. */
const scalar = fc.constantFrom<unknown>(
  null,
  0,
  1,
  2,
  3,
  -1,
  1.5,
  Number.NaN,
  Long.fromString('9007199254740993'),
  new Double(2),
  Decimal128.fromString('2.0'),
  '',
  'a',
  'ab',
  'b',
  true,
  false,
  new Date(0),
  new Date(5),
  { b: 1 },
  { b: 2, c: 1 },
  [],
  new MinKey(),
  new MaxKey(),
  /a/,
)
const value = fc.oneof({ weight: 4, arbitrary: scalar }, { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) })
const nested = fc.oneof(
  { weight: 2, arbitrary: value },
  { weight: 1, arbitrary: fc.record({ x: value, y: value }, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.array(fc.record({ x: scalar, y: scalar }, { requiredKeys: [] }), { maxLength: 3 }) },
)
const word = fc.constantFrom('p', 'q', 'r')
/** Never an array, so that an index on it beside arrays still gives an order; in every third round one is put in. */
const flat = fc.constantFrom<unknown>(null, 1, 2, 3, 2.5, 'a', 'b', true, new Date(5), { b: 1 })
const document = fc.record(
  { a: value, b: value, n: nested, s: fc.constantFrom('on', 'off'), t: fc.array(word, { maxLength: 3 }), u: flat },
  { requiredKeys: [] },
)
const path = fc.constantFrom('a', 'b', 'n', 'n.x', 'n.y', 's', 'a.b', 't', 'u')
const condition: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: scalar },
  { weight: 1, arbitrary: value },
  fc.record({ $gt: scalar }),
  fc.record({ $gte: scalar, $lt: scalar }),
  fc.record({ $lte: scalar }),
  fc.record({ $in: fc.array(scalar, { maxLength: 4 }) }),
  fc.record({ $nin: fc.array(scalar, { maxLength: 2 }) }),
  fc.record({ $ne: scalar }),
  fc.record({ $exists: fc.boolean() }),
  fc.record({ $all: fc.array(scalar, { minLength: 1, maxLength: 2 }) }),
  fc.record({ $elemMatch: fc.record({ $gte: scalar, $lte: scalar }) }),
  fc.record({ $elemMatch: fc.record({ x: scalar }) }),
  fc.record({ $type: fc.constantFrom('string', 'number', 'array', 'null', 'object') }),
  fc.record({ $size: fc.constantFrom(0, 1, 2) }),
  fc.constantFrom<unknown>({ $regex: '^a' }, { $regex: 'b$' }, /^ab/),
)
const simple = fc.dictionary(path, condition, { maxKeys: 3 })
/** Conditions on an array by whose values an index begins: one, several, a choice, a range, and what an index goes on with. */
const worded = fc.record(
  {
    t: fc.oneof(
      { weight: 2, arbitrary: word as fc.Arbitrary<unknown> },
      { weight: 3, arbitrary: fc.record({ $all: fc.array(word, { minLength: 1, maxLength: 3 }) }) },
      fc.record({ $in: fc.array(word, { maxLength: 2 }) }),
      fc.record({ $gte: word }),
      fc.record({ $all: fc.constantFrom([['p']], ['p', ['p', 'q']], ['p', null], [[]]) }),
      fc.record({ $elemMatch: fc.record({ $gte: word, $lte: word }) }),
    ),
    s: fc.constantFrom<unknown>('on', { $in: ['on', 'off'] }),
    u: condition,
    $and: fc.array(fc.record({ t: word }), { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ['t'] },
)
const filter = fc.oneof(
  { weight: 4, arbitrary: simple },
  { weight: 4, arbitrary: worded },
  fc.tuple(simple, simple).map(([one, other]) => ({ $or: [one, other] })),
  fc.tuple(simple, simple).map(([one, other]) => ({ $and: [one, other] })),
  fc.tuple(simple, simple).map(([one, other]) => ({ ...one, $nor: [other] })),
)
const sort = fc.uniqueArray(fc.tuple(path, fc.constantFrom(1 as const, -1 as const)), {
  maxLength: 2,
  selector: ([name]) => name,
})

const indexes = [
  { key: { a: 1 } },
  { key: { b: -1, a: 1 } },
  { key: { 'n.x': 1, 'n.y': -1 } },
  { key: { 'n.y': 1 }, sparse: true },
  { key: { n: -1 } },
  { key: { s: 1, b: 1 } },
  { key: { a: -1, s: 1 }, partialFilterExpression: { s: 'on' } },
  { key: { b: 1 }, partialFilterExpression: { b: { $gt: 1 } } },
  { key: { 'a.b': 1 } },
  { key: { t: 1, u: -1, _id: -1 } },
  { key: { t: -1, s: 1, b: 1 } },
  { key: { t: 1, a: 1 }, sparse: true },
  { key: { s: 1, t: 1, u: 1 } },
] as const

const asked = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(filter, sort) },
  {
    weight: 1,
    arbitrary: fc.tuple(
      worded,
      fc.constantFrom<[string, 1 | -1][]>(
        [['u', -1]],
        [['u', 1]],
        [['s', 1]],
        [
          ['t', 1],
          ['u', 1],
        ],
        [
          ['s', 1],
          ['u', -1],
        ],
      ),
    ),
  },
)

/** How the pages of a sorted list are cut; 0 is no limit. */
const page = fc.record({
  last: fc.constantFrom(1 as const, -1 as const),
  skip: fc.constantFrom(0, 0, 3),
  limit: fc.constantFrom(0, 1, 5, 20),
})

/** A sort over two arrays, or a range of a pattern, is refused (2): the same with an index and without. */
function refused(error: { code?: number }): { _id: number }[] {
  if (error.code === 2) return [{ _id: -1 }]
  throw error
}

/** Rounds of documents, and of queries in each. The long form: `npm run faults -- 1000` makes it 100. */
const rounds = Number(process.env['DATABASE_PROPERTY_ROUNDS'] ?? 6)
const queriesPerRound = 60

describe('A plan of the embedded database', () => {
  const own = useOwnServer()

  it('never changes a result: with indexes and without, the same documents in an order that agrees with the sort', async function () {
    this.timeout(60_000 + rounds * 5_000)
    let usedIndexes = 0
    let sortedByArrayIndexes = 0
    for (let round = 0; round < rounds; round++) {
      const bare = own().db.collection<{ _id: number }>('bare')
      const indexed = own().db.collection<{ _id: number }>('indexed')
      await own().db.dropDatabase()
      const documents = fc.sample(document, { numRuns: 80, seed: 1_000 + round }).map((fields, _id) => ({ _id, ...fields }))
      if (round % 3 === 2) documents.push({ _id: documents.length, t: ['p'], u: [3, 1] })
      for (const index of indexes.filter((_, position) => (round + position) % 3 !== 0)) {
        await own().db.command({
          createIndexes: 'indexed',
          indexes: [{ ...index, name: JSON.stringify(index.key) + (('partialFilterExpression' in index && 'p') || '') }],
        })
      }
      for (const one of documents) {
        // A document with two arrays an index cannot hold side by side is refused there; it is left out of both.
        const isTaken = await indexed.insertOne(one as never).then(
          () => true,
          () => false,
        )
        if (isTaken) await bare.insertOne(one as never)
      }
      const queries = fc.sample(fc.tuple(asked, page), { numRuns: queriesPerRound, seed: 2_000 + round })
      for (const [[asked, order], { last, skip, limit }] of queries) {
        const run = (collection: typeof bare) => {
          const cursor = collection.find(asked as never).project({ _id: 1 })
          if (order.length === 0) return cursor.toArray().catch(refused)
          const sorted = cursor.sort([...order, ['_id', last]] as never)
          return sorted.skip(skip).limit(limit).toArray().catch(refused)
        }
        const [expected, found] = await Promise.all([run(bare), run(indexed)])
        const ids = (some: typeof expected): number[] =>
          (order.length > 0 ? some : some.sort((left, right) => left['_id'] - right['_id'])).map((one) => one['_id'])
        expect(ids(found), `${JSON.stringify(asked)} ${JSON.stringify(order)}`).to.deep.equal(ids(expected))
        if (found[0]?.['_id'] === -1) continue
        const { queryPlanner } = await indexed.find(asked as never).explain()
        if (queryPlanner.winningPlan.stage === 'FETCH') usedIndexes += 1
        const inOrder = await indexed
          .find(asked as never)
          .sort([...order, ['_id', last]] as never)
          .explain()
        const reading = inOrder['queryPlanner'].winningPlan
        if (order.length > 0 && reading.stage === 'FETCH' && reading.inputStage.isMultiKey) sortedByArrayIndexes += 1
      }
      expect((await own().db.command({ validate: 'indexed' }))['errors']).to.deep.equal([])
    }
    expect(sortedByArrayIndexes).to.be.greaterThan(rounds)
    expect(usedIndexes).to.be.greaterThan((rounds * queriesPerRound) / 5)
  })

  it('never changes a result inside a transaction either, over what the transaction itself inserted, changed and removed', async function () {
    this.timeout(60_000 + rounds * 5_000)
    for (let round = 0; round < Math.ceil(rounds / 3); round++) {
      const bare = own().db.collection<{ _id: number }>('bare')
      const indexed = own().db.collection<{ _id: number }>('indexed')
      await own().db.dropDatabase()
      // No index can hold two arrays side by side: such a document would be refused.
      const plain = fc
        .record({ a: scalar, b: scalar, s: fc.constantFrom('on', 'off') }, { requiredKeys: [] })
        .filter(({ a, b }) => !(Array.isArray(a) && Array.isArray(b)))
      const [before, after] = [3_000, 4_000].map((seed) =>
        fc.sample(plain, { numRuns: 60, seed: seed + round }).map((fields, _id) => ({ _id, ...fields })),
      )
      if (!before || !after) throw new Error('no documents')
      for (const index of indexes) {
        const name = JSON.stringify(index)
        await own().db.command({ createIndexes: 'indexed', indexes: [{ ...index, name }] })
      }
      await indexed.insertMany(before.slice(0, 45) as never)
      const final = after.map((one, n) => (n < 30 ? (before[n] ?? one) : one)).filter((one) => one._id % 7 !== 0)
      await bare.insertMany(final as never)
      await own().client.withSession(async (session) => {
        session.startTransaction()
        for (const one of after.slice(30)) await indexed.replaceOne({ _id: one._id }, one as never, { upsert: true, session })
        await indexed.deleteMany({ _id: { $mod: [7, 0] } }, { session })
        const queries = fc.sample(fc.tuple(filter, sort), { numRuns: queriesPerRound, seed: 5_000 + round })
        for (const [asked, order] of queries) {
          const run = (collection: typeof bare, options: object) => {
            const cursor = collection.find(asked as never, options).project({ _id: 1 })
            return cursor.sort([...order, ['_id', 1]] as never).toArray()
          }
          const expected = await run(bare, {}).catch(() => undefined)
          if (!expected) continue
          expect(await run(indexed, { session }), `${JSON.stringify(asked)} ${JSON.stringify(order)}`).to.deep.equal(expected)
        }
        await session.commitTransaction()
      })
      expect((await own().db.command({ validate: 'indexed' }))['errors']).to.deep.equal([])
      expect(await indexed.find().sort({ _id: 1 }).toArray()).to.deep.equal(await bare.find().sort({ _id: 1 }).toArray())
    }
  })
})
