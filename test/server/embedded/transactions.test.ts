import { expect } from 'chai'
import mongoose from 'mongoose'
import { refusalOf, useOwnServer } from '../../support/embedded.ts'
import { connectWire } from '../../support/wire-client.ts'

const { UUID, Long } = mongoose.mongo.BSON

interface Lot {
  _id: string
  price: number
  code?: string
}

/** Whether a promise has settled after giving everything a moment. */
async function isSettled(work: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending')
  const first = await Promise.race([
    work.then(
      () => undefined,
      () => undefined,
    ),
    new Promise((resolve) => setTimeout(() => resolve(pending), 120)),
  ])
  return first !== pending
}

describe('Transactions of the embedded database', () => {
  const own = useOwnServer()
  const lots = () => own().db.collection<Lot>('lots')

  beforeEach(async () => {
    await own().db.dropDatabase()
    await lots().createIndex({ code: 1 }, { unique: true, sparse: true })
    await lots().insertMany([
      { _id: 'a', price: 1 },
      { _id: 'b', price: 2 },
    ])
  })

  it('read one moment throughout, whatever others commit meanwhile', async () => {
    await own().client.withSession(async (session) => {
      session.startTransaction()
      expect((await lots().findOne({ _id: 'a' }, { session }))?.price).to.equal(1)
      await lots().updateOne({ _id: 'a' }, { $set: { price: 50 } })
      await lots().insertOne({ _id: 'c', price: 3 })
      expect((await lots().findOne({ _id: 'a' }, { session }))?.price).to.equal(1)
      expect(await lots().countDocuments({}, { session })).to.equal(2)
      await session.commitTransaction()
      expect(await lots().countDocuments({}, { session })).to.equal(3)
    })
  })

  it('see what they wrote themselves: found by filter, sorted among the rest, counted, and gone when deleted', async () => {
    await own().client.withSession(async (session) => {
      session.startTransaction()
      await lots().insertMany(
        [
          { _id: 'x', price: 0 },
          { _id: 'y', price: 9 },
        ],
        { session },
      )
      await lots().updateOne({ _id: 'a' }, { $set: { price: 7 } }, { session })
      await lots().deleteOne({ _id: 'b' }, { session })
      const found = await lots().find({}, { session }).sort({ price: 1 }).toArray()
      expect(found.map((one) => one._id)).to.deep.equal(['x', 'a', 'y'])
      expect(
        await lots()
          .find({ price: { $gt: 5 } }, { session })
          .toArray(),
      ).to.have.length(2)
      const [total] = await lots()
        .aggregate([{ $group: { _id: null, sum: { $sum: '$price' } } }], { session })
        .toArray()
      expect(total?.['sum']).to.equal(16)
      await session.abortTransaction()
    })
    expect((await lots().find().sort({ _id: 1 }).toArray()).map((one) => one.price)).to.deep.equal([1, 2])
  })

  it('let the first writer of a document win; the other gets WriteConflict, marked transient', async () => {
    const first = own().client.startSession()
    const second = own().client.startSession()
    first.startTransaction()
    second.startTransaction()
    await lots().updateOne({ _id: 'a' }, { $inc: { price: 1 } }, { session: first })
    const refusal = await refusalOf(lots().updateOne({ _id: 'a' }, { $inc: { price: 1 } }, { session: second }))
    expect(refusal).to.include({ code: 112, codeName: 'WriteConflict' })
    expect(refusal.labels).to.include('TransientTransactionError')
    await first.commitTransaction()
    expect((await lots().findOne({ _id: 'a' }))?.price).to.equal(2)
    await Promise.all([first.endSession(), second.endSession()])
  })

  it('conflict with what was committed after their snapshot', async () => {
    await own().client.withSession(async (session) => {
      session.startTransaction()
      await lots().findOne({ _id: 'b' }, { session })
      await lots().updateOne({ _id: 'a' }, { $set: { price: 5 } })
      expect((await refusalOf(lots().updateOne({ _id: 'a' }, { $inc: { price: 1 } }, { session }))).code).to.equal(112)
    })
    expect((await lots().findOne({ _id: 'a' }))?.price).to.equal(5)
  })

  it('make a plain write to their document wait until they end, and let the rest through', async () => {
    await own().client.withSession(async (session) => {
      session.startTransaction()
      await lots().updateOne({ _id: 'a' }, { $set: { price: 10 } }, { session })
      const waiting = lots().updateOne({ _id: 'a' }, { $inc: { price: 1 } })
      expect(await isSettled(waiting)).to.equal(false)
      await lots().updateOne({ _id: 'b' }, { $inc: { price: 1 } })
      expect((await lots().findOne({ _id: 'a' }))?.price).to.equal(1)
      await session.commitTransaction()
      await waiting
    })
    expect((await lots().findOne({ _id: 'a' }))?.price).to.equal(11)
    expect((await lots().findOne({ _id: 'b' }))?.price).to.equal(3)
  })

  it('keep a list of writes in order and each done once when one of them must wait', async () => {
    await own().client.withSession(async (session) => {
      session.startTransaction()
      await lots().updateOne({ _id: 'b' }, { $set: { price: 10 } }, { session })
      const waiting = lots().bulkWrite([
        { updateOne: { filter: { _id: 'a' }, update: { $inc: { price: 1 } } } },
        { updateOne: { filter: { _id: 'b' }, update: { $inc: { price: 1 } } } },
        { updateOne: { filter: { _id: 'a' }, update: { $inc: { price: 1 } } } },
      ])
      expect(await isSettled(waiting)).to.equal(false)
      await session.abortTransaction()
      await waiting
    })
    expect((await lots().find().sort({ _id: 1 }).toArray()).map((one) => one.price)).to.deep.equal([3, 3])
  })

  it('hold a unique key they took: a plain write waits and then is refused, another transaction conflicts', async () => {
    const first = own().client.startSession()
    const second = own().client.startSession()
    first.startTransaction()
    second.startTransaction()
    await lots().insertOne({ _id: 'x', price: 0, code: 'T-1' }, { session: first })
    const waiting = lots().insertOne({ _id: 'y', price: 0, code: 'T-1' })
    expect(await isSettled(waiting)).to.equal(false)
    expect((await refusalOf(lots().insertOne({ _id: 'z', price: 0, code: 'T-1' }, { session: second }))).code).to.equal(112)
    await first.commitTransaction()
    const refusal = await refusalOf(waiting)
    expect(refusal.code).to.equal(11000)
    await Promise.all([first.endSession(), second.endSession()])
  })

  it('pass a unique key from one document to another', async () => {
    await lots().updateOne({ _id: 'a' }, { $set: { code: 'T-1' } })
    await own().client.withSession((session) =>
      session.withTransaction(async () => {
        await lots().updateOne({ _id: 'a' }, { $set: { code: 'T-2' } }, { session })
        await lots().updateOne({ _id: 'b' }, { $set: { code: 'T-1' } }, { session })
      }),
    )
    expect(await lots().findOne({ code: 'T-1' })).to.include({ _id: 'b' })
    expect((await own().db.command({ validate: 'lots' }))['valid']).to.equal(true)
  })

  it('are refused a key their own snapshot holds, and end with that', async () => {
    await lots().updateOne({ _id: 'a' }, { $set: { code: 'T-1' } })
    await own().client.withSession(async (session) => {
      session.startTransaction()
      expect((await refusalOf(lots().insertOne({ _id: 'x', price: 0, code: 'T-1' }, { session }))).code).to.equal(11000)
      expect((await refusalOf(lots().findOne({}, { session }))).code).to.equal(251)
    })
  })

  it('create the collection they insert into', async () => {
    await own().client.withSession((session) =>
      session.withTransaction(() => own().db.collection('fresh').insertOne({ n: 1 }, { session })),
    )
    expect(await own().db.collection('fresh').countDocuments()).to.equal(1)
  })

  it('commit once, and answer a repeated commit the same, also after others have written', async () => {
    const wire = await connectWire(own().server.socketPath)
    const lsid = { id: new UUID() }
    const common = { lsid, txnNumber: Long.fromNumber(7), autocommit: false, $db: 'own' }
    await wire.command({
      update: 'lots',
      updates: [{ q: { _id: 'a' }, u: { $inc: { price: 1 } } }],
      startTransaction: true,
      ...common,
    })
    const commit = { commitTransaction: 1, ...common, $db: 'admin' }
    expect(await wire.command(commit)).to.include({ ok: 1 })
    await lots().updateOne({ _id: 'a' }, { $inc: { price: 1 } })
    expect(await wire.command(commit)).to.include({ ok: 1 })
    expect((await lots().findOne({ _id: 'a' }))?.price).to.equal(3)
    expect(await wire.command({ abortTransaction: 1, ...common, $db: 'admin' })).to.include({ ok: 0, code: 256 })
    wire.close()
  })

  it('do not exist for a session that began none (251), nor twice at once, nor for commands that cannot be in one (263)', async () => {
    const wire = await connectWire(own().server.socketPath)
    const common = { lsid: { id: new UUID() }, txnNumber: Long.fromNumber(1), autocommit: false }
    const unknown = await wire.command({ find: 'lots', $db: 'own', ...common })
    expect(unknown).to.include({ ok: 0, code: 251 })
    expect(unknown['errorLabels']).to.deep.equal(['TransientTransactionError'])
    expect(await wire.command({ commitTransaction: 1, $db: 'admin', ...common })).to.include({ ok: 0, code: 251 })
    const drop = await wire.command({ drop: 'lots', startTransaction: true, $db: 'own', ...common })
    expect(drop).to.include({ ok: 0, code: 263 })
    wire.close()
  })

  it('cannot read a collection that was dropped after their snapshot: the snapshot is unavailable, marked transient', async () => {
    await own().client.withSession(async (session) => {
      session.startTransaction()
      await lots().findOne({}, { session })
      await lots().drop()
      const refusal = await refusalOf(lots().findOne({}, { session }))
      expect(refusal.code).to.equal(246)
      expect(refusal.labels).to.include('TransientTransactionError')
    })
  })

  it('keep bank accounts balanced under forty concurrent transfers', async () => {
    const transfer = (from: string, to: string) =>
      own().client.withSession((session) =>
        session.withTransaction(async () => {
          await lots().updateOne({ _id: from }, { $inc: { price: -1 } }, { session })
          await lots().updateOne({ _id: to }, { $inc: { price: 1 } }, { session })
        }),
      )
    await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 ? transfer('a', 'b') : transfer('b', 'a'))))
    expect((await lots().find().sort({ _id: 1 }).toArray()).map((one) => one.price)).to.deep.equal([1, 2])
  })
})
