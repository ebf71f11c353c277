import { expect } from 'chai'
import mongoose from 'mongoose'
import { useOwnServer } from '../../support/embedded.ts'
import { connectWire, opMsg } from '../../support/wire-client.ts'

const { BSON } = mongoose.mongo
const nullType = 0x0a
const undefinedType = 0x06

/** The type `undefined` (bsonspec.org: 0x06, deprecated), which drivers no longer send and old data has. */
describe('A value of the deprecated type undefined, on the embedded database', () => {
  const own = useOwnServer()

  it('is kept as it is, has its type, sorts before null and is no null', async () => {
    const wire = await connectWire(own().server.socketPath)
    const message = opMsg({ insert: 'old', documents: [{ _id: 1, v: null }], $db: 'own' })
    // The document's own null, the only one of the message, becomes undefined: neither has any bytes after its name.
    message[message.lastIndexOf(Buffer.from([nullType, 0x76, 0]))] = undefinedType
    wire.send(message)
    await wire.reply()
    wire.close()
    const old = own().db.collection<{ _id: number; v?: unknown }>('old')
    await old.insertMany([{ _id: 2, v: null }, { _id: 3, v: 0 }, { _id: 4 }])
    const [back] = await old.find({ _id: 1 }, { raw: true }).toArray()
    const expected = BSON.serialize({ _id: 1, v: null })
    expected[expected.lastIndexOf(nullType, expected.length - 3)] = undefinedType
    expect(Buffer.from(back as unknown as Uint8Array).equals(expected)).to.equal(true)
    for (const isIndexed of [false, true]) {
      if (isIndexed) await old.createIndex({ v: 1 })
      const ids = async (filter: object) =>
        (
          await old
            .find(filter, { projection: { _id: 1 } })
            .sort({ _id: 1 })
            .toArray()
        ).map(({ _id }) => _id)
      expect(await ids({ v: { $type: 'undefined' } })).to.deep.equal([1])
      expect(await ids({ v: { $type: 6 } })).to.deep.equal([1])
      expect(await ids({ v: { $exists: true } })).to.deep.equal([1, 2, 3])
      expect(await ids({ v: null })).to.deep.equal([2, 4])
      const sorted = await old
        .find({ _id: { $ne: 4 } }, { projection: { _id: 1 } })
        .sort({ v: 1 })
        .toArray()
      expect(sorted.map(({ _id }) => _id)).to.deep.equal([1, 2, 3])
    }
  })
})
