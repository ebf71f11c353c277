import { expect } from 'chai'
import { refusalOf, useOwnServer } from '../../support/embedded.ts'

/** Documents of the long scan: 200,000 in the long form. */
const scanned = Number(process.env['DATABASE_SCANNED'] ?? 40_000)

describe('Reading from the embedded database', () => {
  const own = useOwnServer()
  const lots = () => own().db.collection<{ _id: number; n: number; text?: string }>('lots')
  const fill = (count: number, more: (n: number) => object = () => ({})) =>
    lots().insertMany(Array.from({ length: count }, (_, n) => ({ _id: n, n: count - n, ...more(n) })))

  beforeEach(() => own().db.dropDatabase())

  it('gives results in batches of the size asked for, and closes the cursor with the last', async () => {
    await fill(250)
    const first = await own().db.command({ find: 'lots', batchSize: 100 })
    expect(first['cursor'].firstBatch).to.have.length(100)
    const next = await own().db.command({ getMore: first['cursor'].id, collection: 'lots', batchSize: 150 })
    expect(next['cursor'].nextBatch).to.have.length(150)
    expect(Number(next['cursor'].id)).to.equal(0)
    const single = await own().db.command({ find: 'lots', batchSize: 3, singleBatch: true })
    expect([single['cursor'].firstBatch.length, Number(single['cursor'].id)]).to.deep.equal([3, 0])
    const none = await own().db.command({ find: 'lots', batchSize: 0 })
    expect(none['cursor'].firstBatch).to.deep.equal([])
    expect(await own().db.command({ killCursors: 'lots', cursors: [none['cursor'].id] })).to.deep.include({
      cursorsKilled: [none['cursor'].id],
    })
    expect((await refusalOf(own().db.command({ getMore: none['cursor'].id, collection: 'lots' }))).code).to.equal(43)
  })

  it('skips and limits after sorting; a negative limit is one batch', async () => {
    await fill(50)
    const sorted = await lots().find().sort({ n: 1 }).skip(5).limit(3).toArray()
    expect(sorted.map((one) => one.n)).to.deep.equal([6, 7, 8])
    expect(await lots().find().limit(-7).toArray()).to.have.length(7)
    expect(await lots().find().sort({ _id: -1 }).limit(2).toArray()).to.deep.equal([
      { _id: 49, n: 1 },
      { _id: 48, n: 2 },
    ])
    expect(await lots().countDocuments({ n: { $gt: 10 } }, { skip: 5, limit: 20 })).to.equal(20)
  })

  it('takes a hint by name or key, and refuses one that is no index', async () => {
    await fill(10)
    await lots().createIndex({ n: 1 })
    for (const hint of ['n_1', { n: 1 }, { $natural: 1 }, '_id_'] as const) {
      expect(await lots().find({ n: 4 }).hint(hint).toArray()).to.have.length(1)
    }
    expect((await refusalOf(lots().find({ n: 4 }).hint('m_1').toArray())).code).to.equal(2)
    expect((await lots().find().hint({ $natural: -1 }).toArray()).map((one) => one._id)[0]).to.equal(9)
  })

  it('refuses a sort in memory past its bound (292), not one that keeps few', async function () {
    this.timeout(60_000)
    for (let part = 0; part < 7; part++) {
      await lots().insertMany(Array.from({ length: 16 }, (_, n) => ({ _id: part * 16 + n, n, text: 'x'.repeat(1_000_000) })))
    }
    expect((await refusalOf(lots().find().sort({ n: 1 }).toArray())).code).to.equal(292)
    expect(await lots().find().sort({ n: -1 }).limit(3).project({ n: 1 }).toArray()).to.have.length(3)
    expect(await lots().find().sort({ _id: -1 }).limit(1).toArray()).to.have.length(1)
  })

  it('stops at maxTimeMS (50)', async () => {
    await fill(20_000)
    const refusal = await refusalOf(
      lots()
        .find({ text: { $regex: 'never' } }, { maxTimeMS: 1 })
        .toArray(),
    )
    expect(refusal.code).to.equal(50)
  })

  it('lets a write through in the middle of a long scan', async function () {
    this.timeout(60_000 + scanned)
    for (let part = 0; part < scanned / 1_000; part++) {
      await lots().insertMany(Array.from({ length: 1_000 }, (_, n) => ({ _id: part * 1_000 + n, n, text: `text-${n}` })))
    }
    let isScanning = true
    const startedAt = performance.now()
    const scanning = lots()
      .find({ text: /99$/, n: { $mod: [7, 3] } })
      .toArray()
      .finally(() => {
        isScanning = false
      })
    const waits: number[] = []
    while (isScanning) {
      const sentAt = performance.now()
      await own().db.collection('other').insertOne({ at: sentAt })
      waits.push(performance.now() - sentAt)
    }
    await scanning
    const scanMs = performance.now() - startedAt
    expect(waits.length).to.be.greaterThan(5)
    const sorted = waits.sort((left, right) => left - right)
    expect(sorted[Math.floor(sorted.length / 2)]).to.be.below(scanMs / 4)
  })

  it('ends with an error (175), never with less, when its collection or the index it reads by is dropped', async () => {
    await lots().createIndex({ n: 1 })
    await lots().insertMany(Array.from({ length: 3_000 }, (_, n) => ({ _id: n, n })))
    const byIndex = lots().find({ n: { $gte: 0 } }, { hint: 'n_1', batchSize: 10 })
    const byId = lots().find({}, { batchSize: 10 })
    await byIndex.next()
    await byId.next()
    await lots().dropIndex('n_1')
    expect((await refusalOf(byIndex.toArray())).code).to.equal(175)
    await lots().drop()
    expect((await refusalOf(byId.toArray())).code).to.equal(175)
  })

  it('of a collection that does not exist finds nothing', async () => {
    expect(await own().db.collection('nowhere').find().toArray()).to.deep.equal([])
    expect(await own().db.collection('nowhere').countDocuments()).to.equal(0)
    expect(await own().db.collection('nowhere').distinct('x')).to.deep.equal([])
    expect(
      await own()
        .db.collection('nowhere')
        .updateOne({ a: 1 }, { $set: { b: 1 } }),
    ).to.include({ matchedCount: 0 })
    expect((await refusalOf(own().db.collection('nowhere').indexes())).code).to.equal(26)
  })

  it('lists collections and databases, and forgets dropped ones', async () => {
    await own().db.createCollection('b')
    await own().db.createCollection('a')
    await own().db.createCollection('a')
    expect((await own().db.listCollections({}, { nameOnly: true }).toArray()).map((one) => one.name)).to.deep.equal(['a', 'b'])
    expect(await own().db.listCollections({ name: 'b' }).toArray()).to.have.length(1)
    expect((await own().client.db().admin().listDatabases()).databases.map((one) => one.name)).to.include('own')
    await own().db.dropCollection('a')
    expect(await own().db.dropCollection('a')).to.equal(true)
    expect((await own().db.listCollections().toArray()).map((one) => one.name)).to.deep.equal(['b'])
  })

  it('changes and deletes many documents found by a scan, each once', async function () {
    this.timeout(30_000)
    await fill(5_000)
    expect(await lots().countDocuments()).to.equal(5_000)
    expect(await lots().estimatedDocumentCount()).to.equal(5_000)
    await lots().createIndex({ n: 1 })
    expect(await lots().updateMany({ n: { $gt: 0 } }, { $inc: { n: 10_000 } })).to.include({
      matchedCount: 5_000,
      modifiedCount: 5_000,
    })
    expect(await lots().countDocuments({ n: { $gt: 10_000, $lte: 15_000 } })).to.equal(5_000)
    expect(await lots().updateOne({ text: { $exists: false }, _id: { $gte: 4_000 } }, { $set: { text: 'found' } })).to.include({
      matchedCount: 1,
    })
    expect(
      await lots().findOneAndUpdate(
        { text: { $exists: false }, n: { $mod: [4_999, 1] } },
        { $set: { text: 'x' } },
        { sort: { n: -1 } },
      ),
    ).not.to.equal(null)
    expect(await lots().deleteMany({ n: { $gte: 12_000 } })).to.include({ deletedCount: 3_001 })
    expect((await own().db.command({ validate: 'lots' }))['errors']).to.deep.equal([])
  })
})
