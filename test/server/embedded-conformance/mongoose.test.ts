import { expect } from 'chai'
import mongoose, { Schema } from 'mongoose'
import { useDatabase } from '../../support/database.ts'
import { isOwnServer } from './wire.ts'

const { Types } = mongoose

/** A document of a model of which a test says no more than its schema does. */
interface Loose {
  [name: string]: unknown
}
type LooseModel = mongoose.Model<Loose>

/** What a promise was refused with; fails when it was not. */
async function refused(work: PromiseLike<unknown>): Promise<Error & { code?: number; codeName?: string }> {
  try {
    await work
  } catch (error) {
    if (error instanceof Error) return error
    throw error
  }
  expect.fail('it was not refused')
}

describe('Schema types of mongoose (mongoosejs.com: "SchemaTypes")', () => {
  const database = useDatabase()
  const schema = new Schema(
    {
      text: { type: String, index: true },
      number: Number,
      double: Schema.Types.Double,
      int: Schema.Types.Int32,
      big: Schema.Types.BigInt,
      decimal: Schema.Types.Decimal128,
      flag: Boolean,
      at: Date,
      bytes: Buffer,
      uuid: Schema.Types.UUID,
      ref: Schema.Types.ObjectId,
      any: Schema.Types.Mixed,
      words: [String],
      matrix: [[Number]],
      parts: [{ name: String, size: { w: Number, h: Number } }],
      inner: new Schema({ a: Number, b: { type: String, default: 'b' } }, { _id: false }),
      prices: { type: Map, of: Number },
      boxes: { type: Map, of: new Schema({ n: Number }, { _id: false }) },
    },
    { minimize: false },
  )
  const things = () =>
    (database().connection.models['Thing'] ?? database().connection.model('Thing', schema)) as unknown as LooseModel
  const ref = new Types.ObjectId()
  const given = {
    text: '招标 😀',
    number: 1.5,
    double: 3,
    int: 7,
    big: 9_007_199_254_740_993n,
    decimal: Types.Decimal128.fromString('10.10'),
    flag: true,
    at: new Date('2026-07-01T08:00:00.123Z'),
    bytes: Buffer.from([0, 255]),
    uuid: new mongoose.mongo.BSON.UUID('c8edabc3-f738-4ca3-b68d-ab92a91478a3'),
    ref,
    any: { deep: [{ x: null }] },
    words: ['a', 'b'],
    matrix: [[1, 2], [3]],
    parts: [{ name: 'p', size: { w: 1, h: 2 } }],
    inner: { a: 5 },
    prices: { apple: 1, 'pear-2': 2 },
    boxes: { one: { n: 1 } },
  }

  before(async () => {
    await things().init()
    await things().create(given)
  })

  it('come back as they were, in documents', async () => {
    const found = await things().findOne({ text: given.text }).orFail()
    expect(found.get('number')).to.equal(1.5)
    expect(Number(found.get('double'))).to.equal(3)
    expect(found.get('int')).to.equal(7)
    expect(found.get('big')).to.equal(given.big)
    expect(String(found.get('decimal'))).to.equal('10.10')
    expect(found.get('at')).to.deep.equal(given.at)
    expect(Buffer.compare(found.get('bytes') as Buffer, given.bytes)).to.equal(0)
    expect(String(found.get('uuid'))).to.equal(given.uuid.toString())
    expect(found.get('any')).to.deep.equal(given.any)
    expect(found.get('inner.b')).to.equal('b')
    expect((found.get('prices') as Map<string, number>).get('pear-2')).to.equal(2)
    expect(found.get('boxes.one.n')).to.equal(1)
    expect((found.get('matrix') as number[][]).map((row) => [...row])).to.deep.equal(given.matrix)
  })

  const filters: readonly [string, object][] = [
    ['a whole double', { double: 3 }],
    ['an Int32', { int: { $in: [7] } }],
    ['a BigInt', { big: given.big }],
    ['a Decimal128', { decimal: '10.1' }],
    ['a date', { at: { $gte: new Date('2026-07-01'), $lt: new Date('2026-07-02') } }],
    ['bytes', { bytes: given.bytes }],
    ['a UUID', { uuid: given.uuid.toString() }],
    ['an ObjectId', { ref: String(ref) }],
    ['an element', { words: 'b' }],
    ['all elements', { words: { $all: ['a', 'b'] } }],
    ['a size', { words: { $size: 2 } }],
    ['a field of a subdocument', { 'parts.size.w': 1 }],
    ['an element of subdocuments', { parts: { $elemMatch: { name: 'p', 'size.h': { $gt: 1 } } } }],
    ['a key of a map', { 'prices.apple': 1 }],
    ['a pattern', { text: /^招标/u }],
    ['a type', { decimal: { $type: 'decimal' } }],
    ['an expression', { $expr: { $gt: ['$int', '$double'] } }],
    ['an alternative', { $or: [{ int: 1 }, { int: 7 }] }],
  ]
  for (const [what, filter] of filters) {
    it(`are found by ${what}`, async () => {
      expect(await things().countDocuments(filter)).to.equal(1)
      expect(await things().exists(filter)).to.not.equal(null)
    })
  }

  it('change by atomic operators, casting what the schema says', async () => {
    await things().updateOne(
      { text: given.text },
      {
        $inc: { int: 1, big: 2n, decimal: '0.90' },
        $set: { 'prices.plum': '3' },
        $push: { words: { $each: ['c'], $position: 0 } },
      },
    )
    const found = await things().findOne({ text: given.text }).lean()
    const { int, big, decimal, words, prices } = found as unknown as {
      int: number
      big: unknown
      decimal: unknown
      words: string[]
      prices: Record<string, number>
    }
    expect(int).to.equal(8)
    expect(String(big)).to.equal('9007199254740995')
    expect(String(decimal)).to.equal('11.00')
    expect(words).to.deep.equal(['c', 'a', 'b'])
    expect(prices['plum']).to.equal(3)
  })
})

describe('Models of mongoose (mongoosejs.com: "Models", "Queries", "Populate", "Discriminators")', () => {
  const database = useDatabase()
  const author = new Schema({ name: { type: String, unique: true } }, { toJSON: { virtuals: true } })
  author.virtual('works', { ref: 'Work', localField: '_id', foreignField: 'by' })
  author.virtual('workCount', { ref: 'Work', localField: '_id', foreignField: 'by', count: true })
  const work = new Schema(
    {
      title: { type: String, required: true },
      by: { type: Schema.Types.ObjectId, ref: 'Author' },
      year: Number,
      tags: [String],
      likes: { type: Number, default: 0 },
    },
    { timestamps: true, optimisticConcurrency: true, discriminatorKey: 'kind' },
  )
  work.index({ by: 1, year: -1 })
  const model = (name: string, schema: unknown) =>
    (database().connection.models[name] ?? database().connection.model(name, schema as Schema)) as unknown as LooseModel
  const authors = () => model('Author', author)
  const works = () => model('Work', work)
  const kinds = () => {
    const base = works()
    return {
      books: (base.discriminators?.['Book'] ??
        base.discriminator('Book', new Schema({ pages: Number }))) as unknown as LooseModel,
      songs: (base.discriminators?.['Song'] ??
        base.discriminator('Song', new Schema({ seconds: Number }))) as unknown as LooseModel,
    }
  }

  before(async () => {
    await Promise.all([authors().init(), works().init()])
    const [ann, bob] = await authors().create([{ name: 'Ann' }, { name: 'Bob' }])
    await kinds().books.create({ title: 'One', by: ann?._id, year: 2001, pages: 10, tags: ['x', 'y'] })
    await kinds().songs.create({ title: 'Two', by: ann?._id, year: 2002, seconds: 90, tags: ['y'] })
    await kinds().books.create({ title: 'Three', by: bob?._id, year: 2003, pages: 30 })
  })

  it('populate references, virtuals and counts', async () => {
    const one = await works().findOne({ title: 'One' }).populate('by').orFail()
    expect(one.get('by.name')).to.equal('Ann')
    const ann = await authors()
      .findOne({ name: 'Ann' })
      .populate({ path: 'works', options: { sort: { year: -1 } } })
      .populate('workCount')
      .orFail()
    expect((ann.get('works') as { title: string }[]).map(({ title }) => title)).to.deep.equal(['Two', 'One'])
    expect(ann.get('workCount')).to.equal(2)
  })

  it('know their kind by discriminators', async () => {
    expect(await kinds().books.countDocuments()).to.equal(2)
    const [one] = await works().find({ title: 'Two' })
    expect(one?.get('kind')).to.equal('Song')
    expect(one?.get('seconds')).to.equal(90)
    await kinds().books.updateMany({}, { $inc: { pages: 1 } })
    expect(await works().distinct('pages')).to.have.members([11, 31])
  })

  it('sort, skip, limit, select and hint', async () => {
    const found = await works().find().sort('-year').skip(1).limit(1).select('title -_id').hint({ by: 1, year: -1 }).lean()
    expect(found).to.deep.equal([{ title: 'Two', kind: 'Song' }])
  })

  it('stream by cursors and by asynchronous iteration', async () => {
    const titles: string[] = []
    for await (const one of works().find().sort({ year: 1 }).batchSize(1)) titles.push(String(one.get('title')))
    expect(titles).to.deep.equal(['One', 'Two', 'Three'])
    let count = 0
    await works()
      .find()
      .cursor({ batchSize: 2 })
      .eachAsync(
        () => {
          count += 1
        },
        { parallel: 2 },
      )
    expect(count).to.equal(3)
    const streamed: unknown[] = []
    for await (const one of works()
      .aggregate([{ $project: { title: 1 } }])
      .cursor({ batchSize: 1 }))
      streamed.push(one)
    expect(streamed).to.have.length(3)
  })

  it('aggregate by the helper', async () => {
    const result = await works()
      .aggregate()
      .match({ year: { $gt: 2000 } })
      .unwind({ path: '$tags', preserveNullAndEmptyArrays: true })
      .group({ _id: '$tags', n: { $sum: 1 }, first: { $min: '$year' } })
      .sort({ n: -1, _id: 1 })
      .project({ n: 1, first: 1 })
      .facet({ all: [{ $count: 'groups' }], top: [{ $limit: 1 }] })
    expect(result).to.deep.equal([{ all: [{ groups: 3 }], top: [{ _id: 'y', n: 2, first: 2001 }] }])
    expect(
      await works().aggregate([
        { $lookup: { from: authors().collection.name, localField: 'by', foreignField: '_id', as: 'a' } },
        { $match: { 'a.name': 'Bob' } },
        { $project: { _id: 0, title: 1 } },
      ]),
    ).to.deep.equal([{ title: 'Three' }])
  })

  it('explain queries and pipelines', async () => {
    const plan = (await works().find({ by: new Types.ObjectId() }).explain('queryPlanner')) as unknown as { queryPlanner: object }
    expect(JSON.stringify(plan.queryPlanner)).to.include('by_1_year_-1')
    const piped = (await works()
      .aggregate([{ $match: { year: 2001 } }])
      .explain()) as unknown as object
    expect(JSON.stringify(piped)).to.include('COLLSCAN')
  })

  it('refuse a stale version, and a second document of a unique key', async () => {
    const [one, other] = await Promise.all([
      works().findOne({ title: 'One' }).orFail(),
      works().findOne({ title: 'One' }).orFail(),
    ])
    one.set('likes', 1)
    other.set('likes', 2)
    await one.save()
    expect(await refused(other.save())).to.be.instanceOf(mongoose.Error.VersionError)
    const duplicate = await refused(authors().create({ name: 'Ann' }))
    expect(duplicate).to.deep.include({ code: 11000, keyPattern: { name: 1 }, keyValue: { name: 'Ann' } })
  })

  it('write in bulk with saves, inserts and errors by position', async () => {
    const documents = [new (works())({ title: 'b1' }), new (works())({ title: 'b2' })]
    await works().bulkSave(documents)
    documents[0]?.set('likes', 5)
    await works().bulkSave(documents)
    expect((await works().findOne({ title: 'b1' }).lean())?.likes).to.equal(5)
    const id = new Types.ObjectId()
    const ordered = await refused(works().insertMany([{ _id: id, title: 'i1' }, { _id: id, title: 'i2' }, { title: 'i3' }]))
    expect(ordered.code).to.equal(11000)
    expect(await works().countDocuments({ title: /^i/ })).to.equal(1)
    const result = await works().insertMany([{ title: 'j1' }, { year: 5 }, { title: 'j3' }], { ordered: false, rawResult: true })
    expect((result as { insertedCount: number }).insertedCount).to.equal(2)
    const bulk = await refused(
      works().bulkWrite(
        [
          { insertOne: { document: { _id: id, title: 'k' } } },
          { updateOne: { filter: { title: 'j1' }, update: { $set: { year: 1 } } } },
        ],
        { ordered: false },
      ),
    )
    expect(bulk).to.have.nested.property('result.matchedCount', 1)
    await works().deleteMany({ title: /^[bij]/ })
  })

  it('find and change one, in every way', async () => {
    const made = await works().findOneAndUpdate(
      { title: 'new' },
      { $setOnInsert: { year: 1 } },
      { upsert: true, returnDocument: 'after', includeResultMetadata: true, setDefaultsOnInsert: true },
    )
    expect(made.lastErrorObject?.['upserted']).to.be.instanceOf(Types.ObjectId)
    expect(made.value?.get('likes')).to.equal(0)
    expect(
      (
        await works().findOneAndUpdate({ title: 'new' }, [{ $set: { likes: { $add: ['$likes', 10] } } }], {
          returnDocument: 'after',
          updatePipeline: true,
        } as object)
      )?.get('likes'),
    ).to.equal(10)
    expect(
      (await works().findOneAndReplace({ title: 'new' }, { title: 'newer' }, { returnDocument: 'after' }))?.get('title'),
    ).to.equal('newer')
    expect((await works().findOneAndDelete({ title: 'newer' }))?.get('title')).to.equal('newer')
    expect(await works().findByIdAndUpdate(new Types.ObjectId(), { likes: 1 })).to.equal(null)
  })

  it('commit and abort transactions, by connection and by session', async () => {
    const { connection } = database()
    await connection.transaction(async (session) => {
      const document = new (works())({ title: 't1' })
      await document.save({ session })
      document.set('likes', 3)
      await document.save({ session })
      expect(await works().countDocuments({ title: 't1' }).session(session)).to.equal(1)
      expect(await works().countDocuments({ title: 't1' })).to.equal(0)
    })
    expect((await works().findOne({ title: 't1' }).lean())?.likes).to.equal(3)
    const session = await connection.startSession()
    const why = await refused(
      session.withTransaction(async () => {
        await works().create([{ title: 't2' }], { session })
        throw new Error('never mind')
      }),
    )
    expect(why.message).to.equal('never mind')
    await session.endSession()
    expect(await works().countDocuments({ title: 't2' })).to.equal(0)
  })

  it('go through a conflict by trying again', async () => {
    const { connection } = database()
    await works().create({ title: 'counted', likes: 0 })
    const raise = () =>
      connection.transaction(async (session) => {
        const one = await works().findOne({ title: 'counted' }).session(session).lean()
        await works().updateOne({ title: 'counted' }, { $set: { likes: Number(one?.['likes']) + 1 } }, { session })
      })
    await Promise.all([raise(), raise(), raise(), raise()])
    expect((await works().findOne({ title: 'counted' }).lean())?.likes).to.equal(4)
  })

  it('keep their indexes as the schema says', async () => {
    expect(await works().diffIndexes()).to.deep.equal({ toDrop: [], toCreate: [] })
    await works().collection.createIndex({ likes: 1 })
    expect((await works().diffIndexes()).toDrop).to.deep.equal(['likes_1'])
    expect(await works().syncIndexes()).to.deep.equal(['likes_1'])
    await works().ensureIndexes()
    expect((await works().listIndexes()).map(({ name }) => name)).to.deep.equal(['_id_', 'by_1_year_-1'])
  })

  it('make TTL, partial and sparse indexes', async () => {
    const token = new Schema({ at: { type: Date, expires: 60 }, code: { type: String, sparse: true }, state: String })
    token.index({ state: 1 }, { unique: true, partialFilterExpression: { state: { $exists: true } } })
    const tokens = database().connection.model('Token', token)
    await tokens.init()
    const listed = await tokens.listIndexes()
    expect(listed.find(({ name }) => name === 'at_1')).to.include({ expireAfterSeconds: 60 })
    expect(listed.find(({ name }) => name === 'code_1')).to.include({ sparse: true })
    await tokens.create([{}, {}, { state: 'a' }])
    expect((await refused(tokens.create({ state: 'a' }))).code).to.equal(11000)
  })

  it('create, list and drop collections', async () => {
    const made = database().connection.model('Made', new Schema({ a: Number }))
    await made.createCollection()
    await made.createCollection()
    expect((await database().connection.listCollections()).map(({ name }) => name)).to.include('mades')
    await database().connection.dropCollection('mades')
    expect((await database().connection.listCollections()).map(({ name }) => name)).to.not.include('mades')
    expect((await database().connection.listDatabases()).databases.map(({ name }) => name)).to.include(database().connection.name)
  })
})

describe('GridFS of the driver (specification: gridfs)', () => {
  const database = useDatabase()
  const bucketOf = (options?: mongoose.mongo.GridFSBucketOptions) => {
    const { db } = database().connection
    if (!db) throw new Error('not open')
    return new mongoose.mongo.GridFSBucket(db, options)
  }
  const put = (bucket: mongoose.mongo.GridFSBucket, name: string, content: Buffer, metadata = {}) =>
    new Promise<mongoose.mongo.GridFSBucketWriteStream>((resolve, reject) => {
      const stream = bucket.openUploadStream(name, { metadata })
      stream
        .once('finish', () => resolve(stream))
        .once('error', reject)
        .end(content)
    })
  const read = async (stream: AsyncIterable<unknown>) => {
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks)
  }

  for (const length of [0, 1, 255 * 1024, 255 * 1024 + 1, 1_000_000]) {
    it(`keeps a file of ${length} bytes`, async () => {
      const bucket = bucketOf()
      const content = Buffer.alloc(length, 'kaibiao')
      const { id } = await put(bucket, `f${length}`, content, { n: length })
      expect((await read(bucket.openDownloadStream(id))).equals(content)).to.equal(true)
      const [file] = await bucket.find({ 'metadata.n': length }).toArray()
      expect(file).to.include({ length, chunkSize: 255 * 1024, filename: `f${length}` })
    })
  }

  it('reads a part, a revision by name, renames and deletes', async () => {
    const bucket = bucketOf({ bucketName: 'papers', chunkSizeBytes: 10 })
    await put(bucket, 'p', Buffer.from('first version of it'))
    const second = await put(bucket, 'p', Buffer.from('the second version of it'))
    expect(String(await read(bucket.openDownloadStreamByName('p', { revision: 0 })))).to.equal('first version of it')
    expect(String(await read(bucket.openDownloadStreamByName('p')))).to.equal('the second version of it')
    expect(String(await read(bucket.openDownloadStream(second.id, { start: 4, end: 18 })))).to.equal('second version')
    await bucket.rename(second.id, 'q')
    expect(await bucket.find({ filename: 'q' }).toArray()).to.have.length(1)
    await bucket.delete(second.id)
    expect((await refused(bucket.delete(second.id))).message).to.match(/File not found/)
    await bucket.drop()
    expect(await bucket.find().toArray()).to.deep.equal([])
  })
})

if (isOwnServer) {
  describe('What mongoose may ask for and the embedded database has not', () => {
    const database = useDatabase()
    const lots = () =>
      (database().connection.models['Lot'] ??
        database().connection.model('Lot', new Schema({ name: String, at: { type: [Number] } }))) as unknown as LooseModel
    before(() => lots().create({ name: 'a' }))

    const refusals: readonly [string, number, RegExp, () => PromiseLike<unknown>][] = [
      ['$where', 238, /\$where/, () => lots().find({ $where: 'this.name' })],
      ['$text', 238, /\$text/, () => lots().find({ $text: { $search: 'a' } })],
      [
        '$near',
        238,
        /\$near/,
        () =>
          lots()
            .collection.find({ at: { $near: [1, 2] } })
            .toArray(),
      ],
      ['$geoWithin', 238, /\$geoWithin/, () => lots().find({ at: { $geoWithin: { $center: [[0, 0], 1] } } })],
      ['$jsonSchema', 238, /\$jsonSchema/, () => lots().find({ $jsonSchema: {} } as object)],
      ['a collation', 238, /collation/, () => lots().find().collation({ locale: 'zh' })],
      ['a text index', 238, /text/, () => lots().collection.createIndex({ name: 'text' })],
      ['a geospatial index', 238, /2dsphere/, () => lots().collection.createIndex({ at: '2dsphere' })],
      [
        'a capped collection',
        238,
        /capped/,
        () => database().connection.createCollection('capped', { capped: true, size: 4096 }),
      ],
      ['a view', 238, /viewOn/, () => database().connection.createCollection('view', { viewOn: 'lots', pipeline: [] })],
      [
        'a time series',
        238,
        /timeseries/,
        () => database().connection.createCollection('series', { timeseries: { timeField: 'at' } }),
      ],
      ['$out', 40324, /\$out/, () => lots().aggregate([{ $out: 'other' }])],
      ['$merge', 40324, /\$merge/, () => lots().aggregate([{ $merge: { into: 'other' } }])],
      [
        '$graphLookup',
        40324,
        /\$graphLookup/,
        () =>
          lots().aggregate([
            { $graphLookup: { from: 'lots', startWith: '$name', connectFromField: 'name', connectToField: 'name', as: 'x' } },
          ]),
      ],
      [
        'mapReduce',
        59,
        /mapReduce/,
        () =>
          database().connection.db?.command({ mapReduce: 'lots', map: 'x', reduce: 'y', out: { inline: 1 } }) ??
          Promise.resolve(),
      ],
      ['a tailable cursor', 2, /tailable/, () => lots().collection.find({}, { tailable: true }).toArray()],
    ]
    for (const [what, code, says, ask] of refusals) {
      it(`is refused by name: ${what} (${code})`, async () => {
        const why = await refused(ask())
        expect(why.code).to.equal(code)
        expect(why.message).to.match(says)
      })
    }

    for (const [whose, watch] of [
      ['a model', () => lots().watch()],
      ['a connection', () => database().connection.watch()],
      ['a collection', () => lots().collection.watch()],
    ] as const) {
      it(`is refused by name: the change stream of ${whose} (40573)`, async () => {
        const stream = watch()
        const why = await new Promise<Error & { code?: number }>((resolve) => {
          stream.on('error', resolve)
          stream.on('change', () => undefined)
        })
        await stream.close()
        expect(why.code).to.equal(40573)
        expect(why.message).to.match(/\$changeStream/)
      })
    }
  })
}
