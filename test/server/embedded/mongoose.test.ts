import { expect } from 'chai'
import { type Model, Schema } from 'mongoose'
import { inTransaction } from '../../../server/platform/mongo/transaction.ts'
import { useDatabase } from '../../support/database.ts'

interface Lot {
  name: string
  amount?: number
  tags: string[]
  at?: Date
}

describe('The embedded database, spoken to by mongoose', () => {
  const database = useDatabase()
  const schema = new Schema<Lot>({ name: { type: String, unique: true }, amount: Number, tags: [String], at: Date })
  schema.index({ amount: 1, at: -1 })
  const model = (): Model<Lot> => database().connection.models['Lot'] ?? database().connection.model<Lot>('Lot', schema)

  beforeEach(async () => {
    await model().init()
    await model().deleteMany({})
    await model().create([
      { name: 'road', amount: 1, tags: ['a', 'b'], at: new Date('2026-01-01') },
      { name: 'bridge', amount: 2 },
      { name: 'school', amount: 3 },
    ])
  })

  it('finds by an index, in the order asked for', async () => {
    const found = await model()
      .find({ amount: { $gte: 2 } })
      .sort({ amount: -1 })
    expect(found.map((one) => one.name)).to.deep.equal(['school', 'bridge'])
  })

  it('refuses a second document with a unique key, with keyPattern and keyValue', async () => {
    const refusal = await model()
      .create({ name: 'road' })
      .then(
        () => undefined,
        (error: unknown) => error,
      )
    expect(refusal)
      .to.include({ code: 11000 })
      .and.deep.include({ keyPattern: { name: 1 }, keyValue: { name: 'road' } })
  })

  it('changes with operators and answers with the changed document', async () => {
    const changed = await model().findOneAndUpdate(
      { name: 'road' },
      { $inc: { amount: 5 }, $push: { tags: 'c' } },
      { returnDocument: 'after' },
    )
    expect(changed?.toObject()).to.deep.include({ amount: 6, tags: ['a', 'b', 'c'] })
  })

  it('counts, and tells distinct values', async () => {
    expect(await model().countDocuments({ amount: { $lt: 3 } })).to.equal(2)
    expect(await model().countDocuments({ amount: { $gt: 9 } })).to.equal(0)
    expect(await model().distinct('tags')).to.deep.equal(['a', 'b'])
  })

  it('shows nothing of a transaction to others until it is committed, and then everything', async () => {
    await inTransaction(database().connection, async (session) => {
      await model().create([{ name: 'tunnel', amount: 9 }], { session })
      await model().updateOne({ name: 'bridge' }, { $set: { amount: 7 } }, { session })
      expect(await model().exists({ name: 'tunnel' })).to.equal(null)
      expect(await model().exists({ name: 'tunnel' }).session(session)).not.to.equal(null)
    })
    expect(await model().countDocuments({ amount: { $in: [7, 9] } })).to.equal(2)
  })

  it('leaves nothing of a transaction that throws', async () => {
    const work = inTransaction(database().connection, async (session) => {
      await model().deleteMany({}, { session })
      throw new Error('changed my mind')
    })
    expect(await work.catch((error: Error) => error.message)).to.equal('changed my mind')
    expect(await model().countDocuments()).to.equal(3)
  })

  it('lets one of two transactions on a document win and repeats the other', async () => {
    const add = () =>
      inTransaction(database().connection, async (session) => {
        const lot = await model().findOne({ name: 'road' }).session(session)
        await model().updateOne({ name: 'road' }, { $set: { amount: (lot?.amount ?? 0) + 1 } }, { session })
      })
    await Promise.all(Array.from({ length: 8 }, add))
    expect((await model().findOne({ name: 'road' }))?.amount).to.equal(9)
  })

  it('commits again, and only once, when the answer to the commit is lost to a bare error of the socket', async () => {
    const { connection } = database()
    let commits = 0
    const unlucky = Object.assign(Object.create(connection) as typeof connection, {
      startSession: async () => {
        const session = await connection.startSession()
        const commit = session.commitTransaction.bind(session)
        session.commitTransaction = async () => {
          await commit()
          commits += 1
          if (commits === 1) throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })
        }
        return session
      },
    })
    await inTransaction(unlucky, async (session) => {
      await model().updateOne({ name: 'school' }, { $inc: { amount: 1 } }, { session })
    })
    expect(commits).to.equal(2)
    expect((await model().findOne({ name: 'school' }))?.amount).to.equal(4)
  })
})
