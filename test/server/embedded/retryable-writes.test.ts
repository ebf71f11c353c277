import { expect } from 'chai'
import mongoose from 'mongoose'
import { useOwnServer } from '../../support/embedded.ts'
import { connectWire, type WireClient } from '../../support/wire-client.ts'

const { UUID, Long } = mongoose.mongo.BSON

/** Driver specification "Retryable Writes": the same lsid and txnNumber mean the same write. */
describe('A write that is sent again with its number', () => {
  const own = useOwnServer()
  const lots = () => own().db.collection<{ _id: string; n: number }>('lots')
  let wire: WireClient
  let lsid: object

  beforeEach(async () => {
    await own().db.dropDatabase()
    wire = await connectWire(own().server.socketPath)
    lsid = { id: new UUID() }
  })
  afterEach(() => wire.close())

  const numbered = (txnNumber: number, body: object) =>
    wire.command({ ...body, $db: 'own', lsid, txnNumber: Long.fromNumber(txnNumber) })

  it('is done once: insert', async () => {
    const command = { insert: 'lots', documents: [{ _id: 'a', n: 1 }] }
    expect(await numbered(1, command)).to.include({ n: 1, ok: 1 })
    const again = await numbered(1, command)
    expect(again).to.include({ n: 1, ok: 1 }).and.not.have.property('writeErrors')
  })

  it('is done once: update, and the reply names what was upserted', async () => {
    const command = { update: 'lots', updates: [{ q: { _id: 'u' }, u: { $inc: { n: 1 } }, upsert: true }] }
    const first = await numbered(1, command)
    const again = await numbered(1, command)
    expect(again).to.deep.equal(first)
    expect(first['upserted']).to.deep.equal([{ index: 0, _id: 'u' }])
    expect((await lots().findOne({ _id: 'u' }))?.n).to.equal(1)
    await numbered(2, command)
    expect((await lots().findOne({ _id: 'u' }))?.n).to.equal(2)
  })

  it('is done once: delete of one among several', async () => {
    await lots().insertMany([
      { _id: 'a', n: 1 },
      { _id: 'b', n: 1 },
    ])
    const command = { delete: 'lots', deletes: [{ q: { n: 1 }, limit: 1 }] }
    await numbered(1, command)
    expect(await numbered(1, command)).to.include({ n: 1 })
    expect(await lots().countDocuments()).to.equal(1)
  })

  it('is done once: findAndModify, and answers with the same document', async () => {
    await lots().insertOne({ _id: 'a', n: 1 })
    const command = { findAndModify: 'lots', query: { _id: 'a' }, update: { $inc: { n: 1 } }, new: true }
    const first = await numbered(1, command)
    expect(first['value']).to.deep.equal({ _id: 'a', n: 2 })
    expect(await numbered(1, command)).to.deep.equal(first)
  })

  it('is refused when its number is older than the last', async () => {
    await numbered(5, { insert: 'lots', documents: [{ _id: 'a', n: 1 }] })
    expect(await numbered(4, { insert: 'lots', documents: [{ _id: 'b', n: 1 }] })).to.include({ ok: 0, code: 225 })
    expect(await lots().countDocuments()).to.equal(1)
  })

  it('is another write in another session', async () => {
    const command = { update: 'lots', updates: [{ q: { _id: 'a' }, u: { $inc: { n: 1 } }, upsert: true }] }
    await numbered(1, command)
    lsid = { id: new UUID() }
    await numbered(1, command)
    expect((await lots().findOne({ _id: 'a' }))?.n).to.equal(2)
  })

  it('is done once when it comes again while the first still waits for somebody’s transaction', async () => {
    await lots().insertOne({ _id: 'a', n: 1 })
    const second = await connectWire(own().server.socketPath)
    try {
      await own().client.withSession(async (session) => {
        session.startTransaction()
        await lots().updateOne({ _id: 'a' }, { $inc: { n: 10 } }, { session })
        const command = { update: 'lots', updates: [{ q: { _id: 'a' }, u: { $inc: { n: 1 } } }], $db: 'own' }
        const number = { lsid, txnNumber: Long.fromNumber(1) }
        const replies = [wire.command({ ...command, ...number }), second.command({ ...command, ...number })]
        await new Promise((resolve) => setTimeout(resolve, 50))
        await session.commitTransaction()
        for (const reply of await Promise.all(replies)) expect(reply).to.include({ n: 1, nModified: 1, ok: 1 })
      })
      expect((await lots().findOne({ _id: 'a' }))?.n).to.equal(12)
    } finally {
      second.close()
    }
  })

  it('is forgotten with what it wrote when its job was undone', async () => {
    await lots().createIndex({ n: 1 }, { unique: true })
    await lots().insertOne({ _id: 'a', n: 1 })
    const twice = { findAndModify: 'lots', query: { _id: 'b' }, update: { $set: { n: 1 } }, upsert: true }
    expect(await numbered(1, twice)).to.include({ ok: 0, code: 11000 })
    await lots().deleteOne({ _id: 'a' })
    expect(await numbered(1, twice)).to.include({ ok: 1 })
    expect((await lots().findOne({ _id: 'b' }))?.n).to.equal(1)
  })

  it('of a thousand documents is remembered as a whole', async () => {
    const documents = Array.from({ length: 1_300 }, (_, n) => ({ _id: `d${n}`, n }))
    expect(await numbered(1, { insert: 'lots', documents })).to.include({ n: 1_300 })
    expect(await numbered(1, { insert: 'lots', documents }))
      .to.include({ n: 1_300 })
      .and.not.have.property('writeErrors')
  })
})
