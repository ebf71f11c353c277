import { expect } from 'chai'
import fc from 'fast-check'
import mongoose from 'mongoose'
import { type Json, naiveMatches } from '../embedded-values/naive-filter.ts'
import { beside, clauseAt, fields, joined, value } from '../embedded-values/random-filters.ts'
import {
  type Change,
  type Fields,
  naiveDistinct,
  naiveProject,
  naiveSort,
  naiveUpdate,
  Refused,
  type Row,
} from './naive-documents.ts'
import { useWire } from './wire.ts'

const path = fc.constantFrom('a', 'b', 'c', 'a.b', 'a.b.c', 'b.c')
const rows = fc.array(fields, { minLength: 8, maxLength: 24 }).map((list): Row[] => list.map((one, _id) => ({ _id, ...one })))

const clause = clauseAt(path)
const filter = fc.oneof(
  { weight: 4, arbitrary: clause },
  { weight: 2, arbitrary: beside(clause) },
  { weight: 2, arbitrary: joined(clause) },
  { weight: 1, arbitrary: fc.constant<Fields>({}) },
)

interface Question {
  readonly filter: Fields
  readonly sort: { readonly path: string; readonly direction: 1 | -1 } | undefined
  readonly projection: { readonly paths: readonly string[]; readonly isInclusion: boolean; readonly keepsId: boolean } | undefined
  readonly skip: number
  readonly limit: number
}

const question: fc.Arbitrary<Question> = fc.record({
  filter,
  sort: fc.option(fc.record({ path, direction: fc.constantFrom<1 | -1>(1, -1) }), { nil: undefined }),
  projection: fc.option(
    fc.record({
      paths: fc.constantFrom(['a'], ['b', 'c'], ['a.b'], ['a.b', 'b.c'], ['a.b.c', 'c']),
      isInclusion: fc.boolean(),
      keepsId: fc.boolean(),
    }),
    { nil: undefined },
  ),
  skip: fc.nat({ max: 3 }),
  limit: fc.nat({ max: 8 }),
})

const operator = fc.constantFrom<Change['operator']>(
  '$set',
  '$unset',
  '$inc',
  '$min',
  '$max',
  '$push',
  '$addToSet',
  '$pull',
  '$pop',
)
const change = (at: fc.Arbitrary<string>): fc.Arbitrary<Change> =>
  fc
    .tuple(operator, at, value, fc.integer({ min: -3, max: 3 }), fc.constantFrom(1, -1))
    .map(([name, where, operand, number, end]) => ({
      operator: name,
      path: where,
      operand: name === '$inc' ? number : name === '$pop' ? end : name === '$pull' && isContainer(operand) ? number : operand,
    }))

/** `$pull` takes a document for a condition and an array for a value of several; the generator asks it for plain values only. */
function isContainer(operand: Json): boolean {
  return typeof operand === 'object' && operand !== null
}

const changes: fc.Arbitrary<Change[]> = fc.oneof(
  change(path).map((one) => [one]),
  fc.tuple(change(fc.constantFrom('a', 'a.b', 'a.c')), change(fc.constantFrom('b', 'b.c', 'c'))).map((both) => both),
)

const round = fc.record({
  rows,
  questions: fc.array(question, { minLength: 8, maxLength: 8 }),
  updates: fc.array(fc.tuple(fc.nat({ max: 7 }), changes), { minLength: 6, maxLength: 6 }),
  many: fc.tuple(filter, fc.record({ c: value }), filter),
  paths: fc.array(path, { minLength: 2, maxLength: 2 }),
})

/** The long form: `npm run faults -- 1000` makes it 1,000 rounds, and draws others each time. */
const rounds = Number(process.env['DATABASE_PROPERTY_ROUNDS'] ?? 0)
const settings = rounds > 0 ? { numRuns: rounds * 10 } : { numRuns: 36, seed: 20_261_122 }

/** Every index a query of the generator may be read by; those two arrays side by side forbid are left out. */
const indexes: readonly Record<string, 1 | -1>[] = [
  { a: 1 },
  { 'a.b': -1 },
  { 'b.c': 1 },
  { c: 1, _id: 1 },
  { b: -1, 'a.b.c': 1 },
  { 'a.b.c': 1, c: -1 },
]

describe('The server over the wire, against a second evaluation', () => {
  const wire = useWire()

  it('agrees on random documents, filters, sorts, projections and updates, with and without indexes', async function () {
    this.timeout(rounds > 0 ? 36_000_000 : 180_000)
    let found = 0
    let refusals = 0
    await fc.assert(
      fc.asyncProperty(round, async (one) => {
        const plain = wire.fresh()
        const indexed = wire.fresh()
        await indexed.createIndex({ c: -1, a: 1 }, { sparse: true }).catch(parallelArrays)
        for (const key of indexes.slice(0, 3)) await indexed.createIndex(key).catch(parallelArrays)
        for (const collection of [plain, indexed])
          await collection.insertMany(structuredClone(one.rows) as never[]).catch(parallelArrays)
        // A document an index forbids is in neither of them.
        const kept = new Set(await indexed.distinct('_id'))
        await plain.deleteMany({ _id: { $nin: [...kept] as never[] } })
        for (const key of indexes.slice(3)) await indexed.createIndex(key).catch(parallelArrays)
        let current = one.rows.filter(({ _id }) => kept.has(_id as never))
        for (const asked of one.questions) {
          const wanted = answered(current, asked)
          found += wanted.length
          for (const collection of [plain, indexed]) {
            expect(await ask(collection, asked), JSON.stringify({ asked, current })).to.equal(JSON.stringify(wanted))
          }
          const count = current.filter((row) => naiveMatches(row, asked.filter)).length
          expect(await indexed.countDocuments(asked.filter)).to.equal(count)
        }
        for (const distinctPath of one.paths) {
          const values = (await indexed.distinct(distinctPath)) as Json[]
          expect(
            JSON.stringify(
              naiveDistinct(
                values.map((a, _id) => ({ _id, a: [a] })),
                'a',
              ),
            ),
          ).to.equal(JSON.stringify(naiveDistinct(current, distinctPath)))
        }
        for (const [position, list] of one.updates) {
          const target = current[position % Math.max(current.length, 1)]
          if (!target) continue
          const after = updated(target, list)
          if (!after) refusals += 1
          for (const collection of [plain, indexed]) {
            const isDone = await collection
              .updateOne({ _id: target._id as never }, statement(list))
              .then(() => true, refusedByServer)
            const stored = await collection.findOne({ _id: target._id as never })
            if (isDone === 'parallel arrays') {
              await plain.replaceOne({ _id: target._id as never }, withoutId(target))
              continue
            }
            expect(isDone, JSON.stringify({ target, list })).to.equal(after !== undefined)
            expect(JSON.stringify(stored), JSON.stringify({ target, list })).to.equal(JSON.stringify(after ?? target))
          }
          const stored = (await indexed.findOne({ _id: target._id as never })) as Row | null
          if (stored) current = current.map((row) => (row._id === target._id ? stored : row))
        }
        const [changedOnes, set, deleted] = one.many
        const after = current.map((row) =>
          naiveMatches(row, changedOnes) ? naiveUpdate(row, [{ operator: '$set', path: 'c', operand: set.c }]) : row,
        )
        const isDone = await indexed.updateMany(changedOnes, { $set: set }).then(() => true, refusedByServer)
        if (isDone !== true) return
        await indexed.deleteMany(deleted)
        const left = after.filter((row) => !naiveMatches(row, deleted))
        expect(JSON.stringify(await indexed.find().sort({ _id: 1 }).toArray())).to.equal(JSON.stringify(left))
        expect((await wire.db().command({ validate: indexed.collectionName }))['valid']).to.equal(true)
        await Promise.all([plain.drop(), indexed.drop()])
      }),
      settings,
    )
    expect(found, 'enough is found').to.be.greaterThan(300)
    expect(refusals, 'enough is refused').to.be.greaterThan(20)
  })
})

function answered(current: readonly Row[], { filter: condition, sort, projection, skip, limit }: Question): Fields[] {
  const matched = current.filter((row) => naiveMatches(row, condition))
  const sorted = sort ? naiveSort(matched, sort.path, sort.direction) : matched
  const part = sorted.slice(skip, limit === 0 ? undefined : skip + limit)
  return part.map((row) => (projection ? naiveProject(row, projection.paths, projection.isInclusion, projection.keepsId) : row))
}

async function ask(
  collection: mongoose.mongo.Collection,
  { filter: condition, sort, projection, skip, limit }: Question,
): Promise<string> {
  const shown = projection?.paths.map((one) => [one, projection.isInclusion ? 1 : 0] as const) ?? []
  const id = projection && !projection.keepsId ? [['_id', 0] as const] : []
  const cursor = collection.find(condition as object, { projection: Object.fromEntries([...shown, ...id]) })
  const order: Record<string, 1 | -1> = sort ? { [sort.path]: sort.direction, _id: 1 } : { _id: 1 }
  return JSON.stringify(await cursor.sort(order).skip(skip).limit(limit).toArray())
}

function statement(list: readonly Change[]): Record<string, Record<string, Json>> {
  const made: Record<string, Record<string, Json>> = {}
  for (const { operator: name, path: where, operand } of list) made[name] = { ...made[name], [where]: operand }
  return made
}

function updated(row: Row, list: readonly Change[]): Row | undefined {
  try {
    return naiveUpdate(row, list)
  } catch (error) {
    if (error instanceof Refused) return undefined
    throw error
  }
}

function withoutId({ _id, ...rest }: Row): Fields {
  return rest
}

function refusedByServer(error: unknown): false | 'parallel arrays' {
  if (!(error instanceof mongoose.mongo.MongoServerError)) throw error
  return error.code === 171 ? 'parallel arrays' : false
}

/** Two arrays side by side may not be in one index (171); such an index, or such a document, is left out. */
function parallelArrays(error: unknown): void {
  if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== 171) throw error
}
