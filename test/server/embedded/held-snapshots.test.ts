import { expect } from 'chai'
import { createHeldSnapshots } from '../../../server/platform/mongo/embedded/held-snapshots.ts'
import { refusalOf, useOwnServer } from '../../support/embedded.ts'
import { usePlainEngine } from '../../support/plain-engine.ts'

interface Lot {
  _id: number
  n: number
}

/** Driver specification "Snapshot Reads": every read of the session sees the moment of the first. */
describe('A session of snapshot reads, outside transactions', () => {
  const own = useOwnServer()
  const lots = () => own().db.collection<Lot>('lots')
  beforeEach(async () => {
    await own().db.dropDatabase()
    await lots().createIndex({ n: 1 })
    await lots().insertMany([1, 2, 3].map((n) => ({ _id: n, n })))
  })

  it('finds, aggregates and lists values as they were at its first read, however often others write', async () => {
    const session = own().client.startSession({ snapshot: true })
    try {
      expect(await lots().find({}, { session }).toArray()).to.have.length(3)
      await lots().insertOne({ _id: 4, n: 4 })
      await lots().updateOne({ _id: 1 }, { $set: { n: 100 } })
      await lots().deleteOne({ _id: 2 })
      expect(
        await lots()
          .find({ n: { $gte: 1 } }, { session })
          .sort({ n: 1 })
          .toArray(),
      ).to.deep.equal([1, 2, 3].map((n) => ({ _id: n, n })))
      expect(
        await lots()
          .aggregate([{ $group: { _id: null, sum: { $sum: '$n' } } }], { session })
          .toArray(),
      ).to.deep.equal([{ _id: null, sum: 6 }])
      expect(await lots().distinct('n', {}, { session })).to.deep.equal([1, 2, 3])
      await lots().createIndex({ n: -1, _id: 1 })
      expect(await lots().findOne({ n: 1 }, { session, hint: { n: 1 } })).to.deep.equal({ _id: 1, n: 1 })
    } finally {
      await session.endSession()
    }
    expect(await lots().distinct('n')).to.have.members([3, 4, 100])
  })

  it('reads a cursor on at its moment, batch by batch', async () => {
    await lots().insertMany(Array.from({ length: 50 }, (_, n) => ({ _id: n + 10, n })))
    const session = own().client.startSession({ snapshot: true })
    const cursor = lots().find({}, { session, batchSize: 5 })
    expect((await cursor.next())?._id).to.equal(1)
    await lots().deleteMany({})
    expect((await cursor.toArray()).length).to.equal(52)
    await session.endSession()
  })

  it('cannot read a collection dropped since (246), nor count or a moment nobody kept (239)', async () => {
    const session = own().client.startSession({ snapshot: true })
    await lots().findOne({}, { session })
    await lots().drop()
    expect((await refusalOf(lots().findOne({}, { session }))).code).to.equal(246)
    await session.endSession()
    const { Timestamp } = await import('bson')
    const readConcern = { level: 'snapshot', atClusterTime: new Timestamp({ t: 1, i: 1 }) }
    expect((await refusalOf(own().db.command({ find: 'lots', readConcern }))).code).to.equal(239)
    expect((await refusalOf(own().db.command({ find: 'lots', readConcern: { ...readConcern, level: 'local' } }))).code).to.equal(
      72,
    )
  })
})

describe('Moments held for snapshot reads', () => {
  const engine = usePlainEngine()

  it('are shared until the next commit, bounded in number, let go when old, and then not readable any more', async () => {
    const moments = createHeldSnapshots(engine().storage, engine().catalogue)
    const first = moments.open()
    expect(moments.open()).to.equal(first)
    for (let n = 0; n < 40; n++) {
      await engine().writer.submit(() => undefined)
      moments.open()
    }
    expect(engine().storage.snapshots()).to.equal(32)
    expect(first.isReleased).to.equal(true)
    expect(() => moments.find(first.time))
      .to.throw()
      .with.property('code', 239)
    moments.releaseOlderThan(-1)
    expect(engine().storage.snapshots()).to.equal(0)
  })
})
