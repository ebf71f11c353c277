import { deserialize, serialize } from 'bson'
import { expect } from 'chai'
import fc from 'fast-check'
import { long } from '../embedded-values/notation.ts'
import { ORDER, TYPE_CASES } from './cases/types.ts'
import { readAll, store, toldBytes, useWire } from './wire.ts'

/** A value with its type as text. */
function told(value: unknown): string {
  return toldBytes(serialize({ value }, { ignoreUndefined: false }))
}

describe('Values over the wire', () => {
  const wire = useWire()

  for (const [file, cases] of Object.entries(TYPE_CASES)) {
    describe(`of ${file}`, () => {
      for (const { what, value, alias, number, isPattern } of cases) {
        it(`come back bit for bit, known by their type: ${what}`, async () => {
          const collection = wire.fresh()
          await collection.createIndex({ v: 1 })
          const document = { _id: 1, v: value, nested: { list: [value] } }
          await store(collection, [document])
          const [back] = await collection.find({}, { raw: true }).toArray()
          expect(Buffer.from(back as unknown as Uint8Array).equals(serialize(document, { ignoreUndefined: false }))).to.equal(
            true,
          )
          for (const type of [alias, number]) {
            expect(await collection.countDocuments({ v: { $type: type } as never })).to.equal(1)
            expect(await collection.countDocuments({ 'nested.list': { $type: type } as never })).to.equal(1)
          }
          expect(await collection.aggregate([{ $project: { _id: 0, t: { $type: '$v' } } }]).toArray()).to.deep.equal([
            { t: alias },
          ])
          if (!isPattern) expect(await collection.countDocuments({ v: { $eq: value } as never })).to.equal(1)
          expect(await collection.countDocuments({ v: { $in: [value] } as never }, { hint: { v: 1 } })).to.equal(1)
        })
      }
    })
  }

  it('pass through updates, pipelines and replies of changes as they are', async () => {
    const collection = wire.fresh()
    const values = Object.values(TYPE_CASES).flatMap((cases) => cases.map(({ value }) => value))
    await store(collection, [{ _id: 1 }])
    for (const value of values) {
      await collection.updateOne({ _id: 1 as never }, { $set: { v: value } })
      const [set] = await readAll(collection.find({}, { raw: true, projection: { all: 0 } }))
      expect(set).to.equal(toldBytes(serialize({ _id: 1, v: value })))
      const [piped] = await readAll(
        collection.aggregate([{ $project: { _id: 0, value: { $ifNull: ['$v', null] } } }], { raw: true }),
      )
      expect(piped).to.equal(told(value))
      await collection.findOneAndUpdate({ _id: 1 as never }, { $push: { all: value as never } })
      const last = collection.find({}, { raw: true, projection: { _id: 0, value: { $last: '$all' } } })
      expect(await readAll(last)).to.deep.equal([told(value)])
    }
  })
})

describe('The order of values over the wire (manual: "Comparison/Sort Order")', () => {
  const wire = useWire()
  const rows = ORDER.flatMap((equals, rank) => equals.map((v) => ({ v, rank })))

  for (const isIndexed of [false, true]) {
    it(`is that of the manual in find, both ways${isIndexed ? ', by an index' : ''}`, async () => {
      const collection = wire.fresh()
      if (isIndexed) await collection.createIndex({ v: 1 })
      const [shuffled] = fc.sample(fc.shuffledSubarray(rows, { minLength: rows.length }), { seed: 7, numRuns: 1 })
      await store(
        collection,
        (shuffled ?? []).map((row, _id) => ({ _id, ...row })),
      )
      for (const direction of [1, -1] as const) {
        const found = await collection
          .find({}, { projection: { rank: 1 } })
          .sort({ v: direction })
          .toArray()
        const ranks = found.map((row) => Number(row['rank']))
        const wanted = rows.map(({ rank }) => rank).sort((left, right) => (left - right) * direction)
        expect(ranks).to.deep.equal(wanted)
      }
    })
  }

  it('holds between every two values in $cmp', async () => {
    const collection = wire.fresh()
    await store(
      collection,
      rows.map((row, _id) => ({ _id, ...row })),
    )
    const pairs = await collection
      .aggregate([
        { $lookup: { from: collection.collectionName, pipeline: [], as: 'other' } },
        { $unwind: '$other' },
        // Here an array is compared as a whole; in a sort by its elements.
        { $match: { rank: { $ne: 1 }, 'other.rank': { $ne: 1 } } },
        { $project: { ranks: ['$rank', '$other.rank'], cmp: { $cmp: ['$v', '$other.v'] }, eq: { $eq: ['$v', '$other.v'] } } },
      ])
      .toArray()
    expect(pairs.length).to.equal((rows.length - 1) ** 2)
    for (const { ranks, cmp, eq } of pairs) {
      expect(cmp, `${ranks}`).to.equal(Math.sign(ranks[0] - ranks[1]))
      expect(eq).to.equal(ranks[0] === ranks[1])
    }
  })

  it('makes one group of what is equal, in $group, $addToSet, distinct and a unique index', async () => {
    const collection = wire.fresh()
    await store(
      collection,
      rows.map((row, _id) => ({ _id, ...row })),
    )
    const groups = await collection.aggregate([{ $group: { _id: '$v', ranks: { $addToSet: '$rank' } } }]).toArray()
    expect(groups.length).to.equal(ORDER.length)
    for (const { ranks } of groups) expect(ranks).to.have.length(1)
    const [set] = await collection.aggregate([{ $group: { _id: null, all: { $addToSet: '$v' } } }]).toArray()
    expect(set?.['all']).to.have.length(ORDER.length)
    // The empty array has no element.
    expect(await collection.distinct('v')).to.have.length(ORDER.length - 1)
    const unique = wire.fresh()
    await unique.createIndex({ v: 1 }, { unique: true })
    let refused = 0
    for (const [_id, row] of rows.entries()) {
      await unique.insertOne({ _id, ...row } as never).catch((error: { code?: number }) => {
        expect(error.code).to.equal(11000)
        refused += 1
      })
    }
    expect(refused).to.equal(rows.length - ORDER.length)
  })

  it('joins what is equal in $lookup, whatever the numeric types, with and without an index', async () => {
    const local = wire.fresh()
    const foreign = wire.fresh()
    const numbers = rows.filter(({ rank }) => rank >= 3 && rank < 17)
    await store(
      local,
      numbers.map((row, _id) => ({ _id, ...row })),
    )
    await store(
      foreign,
      numbers.map((row, _id) => ({ _id, ...row })),
    )
    const join = [
      { $lookup: { from: foreign.collectionName, localField: 'v', foreignField: 'v', as: 'same' } },
      { $project: { rank: 1, ranks: '$same.rank' } },
    ]
    for (const isIndexed of [false, true]) {
      if (isIndexed) await foreign.createIndex({ v: 1 })
      const joined = await local.aggregate(join).toArray()
      for (const { rank, ranks } of joined) expect(ranks).to.deep.equal(ORDER[rank]?.map(() => rank))
    }
  })

  it('gives $min, $max, $first of a sort and the extremes of $group the same ends', async () => {
    const collection = wire.fresh()
    const ranked = rows.filter(({ rank }) => rank !== 1)
    await store(
      collection,
      ranked.map((row, _id) => ({ _id, ...row })),
    )
    const [ends] = await collection
      .aggregate([{ $match: { rank: { $gt: 2 } } }, { $group: { _id: null, least: { $min: '$v' }, most: { $max: '$v' } } }], {
        promoteValues: false,
      })
      .toArray()
    expect(told(ends?.['most'])).to.equal(told(ORDER.at(-1)?.[0]))
    expect(Number(ends?.['least'])).to.deep.equal(Number.NaN)
    await collection.insertOne({ _id: 1_000, x: 5 } as never)
    for (const { v } of ranked) await collection.updateOne({ _id: 1_000 as never }, { $max: { x: v } })
    expect(
      deserialize((await collection.find({ _id: 1_000 as never }, { raw: true }).next()) as unknown as Uint8Array)['x']._bsontype,
    ).to.equal('MaxKey')
  })
})

describe('Arithmetic over the wire', () => {
  const wire = useWire()
  const sums: readonly [string, unknown, unknown, unknown][] = [
    ['an int past its range is a long', 2 ** 31 - 1, 1, long('2147483648')],
    ['a long past 2^53 stays exact', long('9007199254740993'), 1, long('9007199254740994')],
    ['an int and a double are a double', 1, 0.5, 1.5],
  ]
  for (const [rule, start, by, result] of sums) {
    it(`${rule}, in $inc, $add and $sum alike`, async () => {
      const collection = wire.fresh()
      await store(collection, [{ _id: 1, v: start }])
      const added = await collection
        .aggregate([{ $project: { _id: 0, value: { $add: ['$v', by] } } }], { promoteValues: false })
        .toArray()
      expect(told(added[0]?.['value'])).to.equal(told(result))
      const summed = await collection
        .aggregate([{ $group: { _id: null, value: { $sum: { $add: ['$v', by] } } } }], { promoteValues: false })
        .toArray()
      expect(told(summed[0]?.['value'])).to.equal(told(result))
      await collection.updateOne({}, { $inc: { v: by as number } })
      expect(await readAll(collection.find({}, { raw: true, projection: { _id: 0, value: '$v' } }))).to.deep.equal([told(result)])
    })
  }

  it('refuses a sum of longs that no long holds, in $inc (2)', async () => {
    const collection = wire.fresh()
    await store(collection, [{ _id: 1, v: long('9223372036854775807') }])
    const refusal = await collection.updateOne({}, { $inc: { v: 1 } }).catch((error: { code?: number }) => error.code)
    expect(refusal).to.equal(2)
  })
})
