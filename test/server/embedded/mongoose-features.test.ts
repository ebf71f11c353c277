import { expect } from 'chai'
import mongoose, { type Model, Schema } from 'mongoose'
import { useDatabase } from '../../support/database.ts'

interface Party {
  name: string
  kind: string
}

interface Bid {
  number: number
  party?: mongoose.Types.ObjectId
  lots: { name?: string; price: number; tags: string[] }[]
  total?: mongoose.Types.Decimal128
  sealed?: Buffer
  facts?: Map<string, string>
  state: string
}

describe('What applications of mongoose do, on the embedded database', () => {
  const database = useDatabase()
  const party = new Schema<Party>({ name: String, kind: String }, { timestamps: true })
  const bid = new Schema<Bid>(
    {
      number: { type: Number, required: true, index: true },
      party: { type: Schema.Types.ObjectId, ref: 'Party' },
      lots: [{ name: String, price: Number, tags: [String] }],
      total: Schema.Types.Decimal128,
      sealed: Buffer,
      facts: { type: Map, of: String },
      state: { type: String, default: 'draft' },
    },
    { timestamps: true, optimisticConcurrency: true },
  )
  const models = (): { parties: Model<Party>; bids: Model<Bid> } => ({
    parties: database().connection.models['Party'] ?? database().connection.model<Party>('Party', party),
    bids: database().connection.models['Bid'] ?? database().connection.model<Bid>('Bid', bid),
  })

  beforeEach(async () => {
    const { parties, bids } = models()
    await Promise.all([parties.init(), bids.init()])
    await Promise.all([parties.deleteMany({}), bids.deleteMany({})])
  })

  it('populates references and keeps maps, buffers, decimals and dates', async () => {
    const { parties, bids } = models()
    const owner = await parties.create({ name: '甲公司', kind: 'bidder' })
    await bids.create({
      number: 1,
      party: owner._id,
      total: mongoose.Types.Decimal128.fromString('123.40'),
      sealed: Buffer.from([1, 2, 3]),
      facts: { 'key-1': 'one' },
      lots: [{ name: 'a', price: 5 }],
    })
    const found = await bids.findOne({ number: 1 }).populate('party')
    expect(found?.get('party.name')).to.equal('甲公司')
    expect(String(found?.get('total'))).to.equal('123.40')
    expect([...(found?.get('sealed') ?? [])]).to.deep.equal([1, 2, 3])
    expect(found?.get('facts.key-1')).to.equal('one')
    expect(found?.get('createdAt')).to.be.instanceOf(Date)
  })

  it('saves changes of arrays and nested fields, and refuses a stale version', async () => {
    const { bids } = models()
    await bids.create({
      number: 1,
      lots: [
        { name: 'a', price: 1 },
        { name: 'b', price: 2 },
      ],
    })
    const [one, other] = await Promise.all([bids.findOne({ number: 1 }), bids.findOne({ number: 1 })])
    one?.get('lots').push({ name: 'c', price: 3, tags: [] })
    one?.set('lots.0.price', 10)
    await one?.save()
    other?.set('state', 'sent')
    const refusal = await other?.save().then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(refusal).to.be.instanceOf(mongoose.Error.VersionError)
    expect((await bids.findOne({ number: 1 }).lean())?.['lots'].map((lot: { price: number }) => lot.price)).to.deep.equal([
      10, 2, 3,
    ])
  })

  it('updates elements by position, by filter and all of them', async () => {
    const { bids } = models()
    await bids.create({
      number: 1,
      lots: [
        { name: 'a', price: 1, tags: ['x'] },
        { name: 'b', price: 2, tags: ['y'] },
      ],
    })
    await bids.updateOne({ number: 1, 'lots.name': 'b' }, { $set: { 'lots.$.price': 20 } })
    await bids.updateOne({ number: 1 }, { $inc: { 'lots.$[].price': 1 } })
    await bids.updateOne(
      { number: 1 },
      { $push: { 'lots.$[cheap].tags': { $each: ['z', 'w'], $sort: 1, $slice: 2 } } },
      { arrayFilters: [{ 'cheap.price': { $lt: 5 } }] },
    )
    const { lots } = (await bids.findOne({ number: 1 }).lean()) ?? {}
    expect(lots?.map((lot) => [lot.price, ...lot.tags])).to.deep.equal([
      [2, 'w', 'x'],
      [21, 'y'],
    ])
  })

  it('writes in bulk, ordered and not', async () => {
    const { bids } = models()
    const done = await bids.bulkWrite([
      { insertOne: { document: { number: 1 } } },
      { insertOne: { document: { number: 2 } } },
      { updateOne: { filter: { number: 3 }, update: { $set: { state: 'new' } }, upsert: true } },
      { updateMany: { filter: {}, update: { $set: { state: 'x' } } } },
      { replaceOne: { filter: { number: 2 }, replacement: { number: 22 } } },
      { deleteOne: { filter: { number: 1 } } },
    ])
    expect(done).to.include({ insertedCount: 2, upsertedCount: 1, deletedCount: 1, matchedCount: 4 })
    const id = new mongoose.Types.ObjectId()
    const refusal = await bids
      .insertMany([{ _id: id, number: 5 }, { _id: id, number: 6 }, { number: 7 }], { ordered: false })
      .then(
        () => undefined,
        (error: { code?: number }) => error.code,
      )
    expect(refusal).to.equal(11000)
    expect(await bids.countDocuments({ number: { $in: [5, 6, 7] } })).to.equal(2)
  })

  it('finds and changes, deletes or replaces one, and streams many', async () => {
    const { bids } = models()
    await bids.insertMany(Array.from({ length: 250 }, (_, number) => ({ number })))
    expect((await bids.findOneAndDelete({ number: { $gte: 100 } }, { sort: { number: 1 } }))?.get('number')).to.equal(100)
    expect((await bids.findOneAndReplace({ number: 3 }, { number: 333 }, { returnDocument: 'after' }))?.get('number')).to.equal(
      333,
    )
    expect(await bids.findOneAndUpdate({ number: 1_000 }, { $setOnInsert: { state: 'made' } }, { upsert: true })).to.equal(null)
    let seen = 0
    for await (const one of bids.find().sort({ number: 1 }).batchSize(60).lean().cursor()) if (one) seen += 1
    expect(seen).to.equal(250)
    expect(await bids.exists({ number: 1_000 })).not.to.equal(null)
    expect(await bids.distinct('state', { number: 1_000 })).to.deep.equal(['made'])
  })

  it('aggregates over two collections', async () => {
    const { parties, bids } = models()
    const owners = await parties.create([
      { name: 'a', kind: 'x' },
      { name: 'b', kind: 'y' },
    ])
    await bids.insertMany(
      [1, 2, 3, 4].map((number) => ({
        number,
        party: owners[number % 2]?._id,
        lots: [{ price: number }, { price: 10 * number }],
      })),
    )
    const result = await bids.aggregate([
      { $match: { number: { $gt: 1 } } },
      { $unwind: '$lots' },
      { $group: { _id: '$party', sum: { $sum: '$lots.price' }, numbers: { $addToSet: '$number' } } },
      { $lookup: { from: 'parties', localField: '_id', foreignField: '_id', as: 'party' } },
      { $project: { _id: 0, name: { $first: '$party.name' }, sum: 1, count: { $size: '$numbers' } } },
      { $sort: { name: 1 } },
    ])
    expect(result).to.deep.equal([
      { sum: 66, name: 'a', count: 2 },
      { sum: 33, name: 'b', count: 1 },
    ])
  })

  it('synchronises indexes with the schema', async () => {
    const { bids } = models()
    await bids.collection.createIndex({ state: 1 })
    expect(await bids.syncIndexes()).to.deep.equal(['state_1'])
    expect(Object.keys(await bids.collection.indexInformation())).to.deep.equal(['_id_', 'number_1'])
  })

  it('keeps files in GridFS', async () => {
    const { db } = database().connection
    if (!db) throw new Error('not open')
    const bucket = new mongoose.mongo.GridFSBucket(db)
    const content = Buffer.alloc(700_000, 'kaibiao')
    const upload = bucket.openUploadStream('document.pdf', { metadata: { tender: 'T1' } })
    await new Promise((resolve, reject) => upload.once('finish', resolve).once('error', reject).end(content))
    const chunks: Buffer[] = []
    for await (const chunk of bucket.openDownloadStreamByName('document.pdf')) chunks.push(chunk as Buffer)
    expect(Buffer.concat(chunks).equals(content)).to.equal(true)
    await bucket.delete(upload.id)
    expect(await db.collection('fs.chunks').countDocuments()).to.equal(0)
  })

  it('is told by name that there are no change streams', async () => {
    const refusal = await new Promise<Error>((resolve) => {
      const stream = models().bids.collection.watch()
      stream.once('error', (error) => {
        void stream.close()
        resolve(error)
      })
      stream.on('change', () => undefined)
    })
    expect(refusal.message).to.match(/\$changeStream is not supported/)
  })
})
