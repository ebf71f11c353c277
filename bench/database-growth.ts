import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type mongoose from 'mongoose'
import { openDatabase } from '../server/platform/mongo/database.ts'
import { atOnce, interleave, type Measurement, rateOf, secondsOf } from './support/measure.ts'

const SMALL = 10_000
const LARGE = 1_000_000
const ROUNDS = 7
const OPERATIONS = 200
const BODY = 'x'.repeat(200)

interface Row {
  readonly _id: string
  readonly k: number
  readonly u: number
  readonly body: string
}

/** Ids in no order, so that what is written and read lies all over the file. */
const nameOf = (n: number): string => Math.imul(n + 1, 2_654_435_761 | 0).toString(36)
const rowOf = (n: number): Row => ({ _id: nameOf(n), k: n % 50, u: n, body: BODY })

/**
 * What an operation costs in a collection of a million documents, against the same in one of ten thousand in the same database: 1 is
 * no dearer. Places are drawn over the whole collection, so that the large one does not fit the database's own cache.
 */
export async function measure(): Promise<Measurement[]> {
  const database = await openDatabase({ dataFolder: await mkdtemp(join(tmpdir(), 'growth-')) })
  try {
    const { db } = database.connection
    if (!db) throw new Error('the database is not open')
    const small = await filled(db.collection<Row>('small'), SMALL)
    const large = await filled(db.collection<Row>('large'), LARGE)
    return await contests(small, large)
  } finally {
    await database.close()
  }
}

type Rows = mongoose.mongo.Collection<Row>

/** A collection, how many documents it has, and the next new one. */
interface Filled {
  readonly rows: Rows
  readonly size: number
  fresh(): Row
}

async function filled(rows: Rows, size: number): Promise<Filled> {
  // In the order of _id, and the indexes at the end: the file is the same, and it takes half the time.
  const inOrder = Array.from({ length: size }, (_, n) => ({ n, name: nameOf(n) })).sort((left, right) =>
    left.name < right.name ? -1 : 1,
  )
  for (let from = 0; from < size; from += 5_000) {
    await rows.insertMany(inOrder.slice(from, from + 5_000).map(({ n }) => rowOf(n)))
  }
  await rows.createIndexes([{ key: { k: 1 } }, { key: { u: 1 } }])
  let next = size
  return {
    rows,
    size,
    fresh: () => {
      next += 1
      return rowOf(next)
    },
  }
}

async function contests(small: Filled, large: Filled): Promise<Measurement[]> {
  const line = async (name: string, what: string, work: (where: Filled, place: number) => Promise<unknown>) => {
    let draw = 0
    const seconds = (where: Filled) =>
      secondsOf(() =>
        atOnce(1, Array.from({ length: OPERATIONS }), () => {
          draw += 1
          return work(where, (draw * 7_919 * 104_729) % where.size)
        }),
      )
    await seconds(small)
    const rounds = await interleave(ROUNDS, { ours: () => seconds(large), baseline: () => seconds(small) })
    return rateOf({ name: `database-growth-${name}`, rounds, amount: OPERATIONS, unit: 'operations/s', what })
  }
  return [
    await line('insert', 'insertOne, two indexes, among 1,000,000 documents against among 10,000', ({ rows, fresh }) =>
      rows.insertOne(fresh()),
    ),
    await line('find-id', 'findOne by _id, the same', ({ rows }, place) => rows.findOne({ _id: nameOf(place) })),
    await line('range-20', 'twenty documents by an indexed range, the same', ({ rows }, place) =>
      rows.find({ u: { $gte: place, $lt: place + 20 } }).toArray(),
    ),
    await line('update', 'updateOne by _id with $inc of an indexed field, the same', ({ rows }, place) =>
      rows.updateOne({ _id: nameOf(place) }, { $inc: { k: 1 } }),
    ),
  ]
}
