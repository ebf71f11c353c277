import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createConnection } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect } from 'chai'
import mongoose from 'mongoose'
import { crc32c } from '../../../server/platform/mongo/embedded/crc32c.ts'
import { startEmbeddedServer } from '../../../server/platform/mongo/embedded/embedded-server.ts'
import { FolderInUse } from '../../../server/platform/mongo/embedded/lock-file.ts'
import { maxMessageSizeBytes } from '../../../server/platform/mongo/embedded/wire-protocol.ts'
import { useOwnServer } from '../../support/embedded.ts'
import { connectWire, opMsg, type WireClient } from '../../support/wire-client.ts'

const { BSON } = mongoose.mongo

/** A fixed sequence of numbers that look random (mulberry32), so that a failure can be repeated. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

describe('The wire protocol of the embedded database', () => {
  const own = useOwnServer()
  let wire: WireClient
  beforeEach(async () => {
    wire = await connectWire(own().server.socketPath)
  })
  afterEach(() => wire.close())

  const isServing = async (): Promise<boolean> => (await own().db.command({ ping: 1 }))['ok'] === 1

  it('answers hello as the primary of a replica set of one, in OP_MSG and in the OP_QUERY of the handshake', async () => {
    const hello = await wire.command({ hello: 1, $db: 'admin' })
    expect(hello).to.include({ isWritablePrimary: true, setName: 'kaibiao', logicalSessionTimeoutMinutes: 30, ok: 1 })
    expect(hello['maxWireVersion']).to.be.at.least(8)
    const body = Buffer.concat([
      Buffer.alloc(4),
      Buffer.from('admin.$cmd\0'),
      Buffer.from([0, 0, 0, 0, 255, 255, 255, 255]),
      BSON.serialize({ isMaster: 1, helloOk: true }),
    ])
    const head = Buffer.alloc(16)
    head.writeInt32LE(16 + body.length, 0)
    head.writeInt32LE(9, 4)
    head.writeInt32LE(2004, 12)
    wire.send(Buffer.concat([head, body]))
    const reply = await wire.reply()
    expect(reply?.readInt32LE(8)).to.equal(9)
    expect(reply?.readInt32LE(12)).to.equal(1)
    expect(BSON.deserialize(reply?.subarray(36) ?? new Uint8Array())).to.include({ ismaster: true, helloOk: true })
  })

  it('takes documents from a document sequence, also when the message comes byte by byte', async () => {
    const message = opMsg({ insert: 'seq', $db: 'own' }, { sequences: { documents: [{ n: 1 }, { n: 2 }] } })
    for (const byte of message) wire.send(Uint8Array.of(byte))
    expect(BSON.deserialize((await wire.reply())?.subarray(21) ?? new Uint8Array())).to.include({ n: 2, ok: 1 })
  })

  it('answers several messages sent at once, in their order', async () => {
    wire.send(Buffer.concat([1, 2, 3].map((requestId) => opMsg({ ping: 1, $db: 'admin' }, { requestId }))))
    const replies = [await wire.reply(), await wire.reply(), await wire.reply()]
    expect(replies.map((reply) => reply?.readInt32LE(8))).to.deep.equal([1, 2, 3])
  })

  it('answers nothing to an unacknowledged write (moreToCome) and does it', async () => {
    wire.send(opMsg({ insert: 'quiet', documents: [{ n: 1 }], writeConcern: { w: 0 }, $db: 'own' }, { flags: 2 }))
    expect(await wire.command({ count: 'quiet', query: {}, $db: 'own' })).to.include({ n: 1 })
  })

  it('checks the checksum of a message that has one', async () => {
    expect(crc32c(Buffer.from('123456789'))).to.equal(0xe3069283)
    const withChecksum = (spoil: number): Buffer => {
      const message = Buffer.concat([opMsg({ ping: 1, $db: 'admin' }, { flags: 1 }), Buffer.alloc(4)])
      message.writeInt32LE(message.length, 0)
      message.writeUInt32LE((crc32c(message.subarray(0, -4)) ^ spoil) >>> 0, message.length - 4)
      return message
    }
    wire.send(withChecksum(0))
    expect(await wire.reply()).not.to.equal(undefined)
    wire.send(withChecksum(1))
    expect(await wire.reply()).to.equal(undefined)
  })

  it('refuses by name and number: unknown commands (59), unknown fields (40415), a missing database', async () => {
    expect(await wire.command({ flyToTheMoon: 1, $db: 'own' })).to.include({ ok: 0, code: 59, codeName: 'CommandNotFound' })
    expect(await wire.command({ find: 'x', filtr: {}, $db: 'own' })).to.include({ ok: 0, code: 40415 })
    expect(await wire.command({ ping: 1 })).to.include({ ok: 0, code: 40571 })
    expect(await wire.command({ getMore: mongoose.mongo.BSON.Long.fromNumber(12345), collection: 'x', $db: 'own' })).to.include({
      ok: 0,
      code: 43,
    })
    expect(await wire.command({ find: '$bad', $db: 'own' })).to.include({ ok: 1 })
    expect(await wire.command({ insert: '$bad', documents: [{ a: 1 }], $db: 'own' })).to.deep.include({ ok: 0, code: 73 })
    expect(await wire.command({ insert: 'x', documents: [{ a: 1 }], writeConcern: { w: 3 }, $db: 'own' })).to.include({
      ok: 0,
      code: 100,
    })
  })

  /** What a message says of itself, where, and what it is made to say instead. */
  const lies: readonly { what: string; at: number; says: number; isByte?: boolean }[] = [
    { what: 'a length below the header', at: 0, says: 15 },
    { what: 'a negative length', at: 0, says: -1 },
    { what: 'a length past the limit', at: 0, says: maxMessageSizeBytes + 1 },
    { what: 'no section at all', at: 0, says: 20 },
    { what: 'an unknown operation', at: 12, says: 2010 },
    { what: 'an unknown required flag', at: 16, says: 8 },
    { what: 'an unknown section', at: 20, says: 7, isByte: true },
    { what: 'a document length that lies', at: 21, says: 10_000 },
    { what: 'a document of negative length', at: 21, says: -5 },
    { what: 'an element type there is none of', at: 25, says: 0x55, isByte: true },
  ]
  for (const { what, at, says, isByte } of lies) {
    it(`closes the connection, and only that, on a message with ${what}`, async () => {
      const message = opMsg({ ping: 1, $db: 'admin' })
      if (isByte) message.writeUInt8(says, at)
      else message.writeInt32LE(says, at)
      wire.send(message)
      expect(await wire.reply()).to.equal(undefined)
      expect(await isServing()).to.equal(true)
    })
  }

  it('refuses nesting without end, and goes on serving', async () => {
    let deep: object = { end: 1 }
    for (let level = 0; level < 1_000; level++) deep = { a: deep }
    wire.send(opMsg({ insert: 'deep', documents: [deep], $db: 'own' }))
    const reply = await wire.reply()
    if (reply)
      expect(BSON.deserialize(reply.subarray(21))['ok'] === 0 || 'writeErrors' in BSON.deserialize(reply.subarray(21))).to.equal(
        true,
      )
    expect(await isServing()).to.equal(true)
  })

  it('refuses a document over 16 MB (10334) and takes one just below', async () => {
    const below = await own()
      .db.collection('big')
      .insertOne({ text: 'x'.repeat(16 * 1024 * 1024 - 100) })
    expect(below.acknowledged).to.equal(true)
    const reply = await wire.command({
      insert: 'big',
      documents: [{ left: 'x'.repeat(9 * 1024 * 1024), right: 'y'.repeat(9 * 1024 * 1024) }],
      $db: 'own',
    })
    expect(reply['writeErrors'][0]).to.include({ code: 10334 })
    await own().db.collection('big').drop()
  })

  it('takes a message of almost 48 MB, and lets a client that stops in the middle of one keep nobody else waiting for long', async function () {
    this.timeout(60_000)
    const text = 'x'.repeat(15_900_000)
    const message = opMsg({ insert: 'long', $db: 'own' }, { sequences: { documents: [1, 2, 3].map((_id) => ({ _id, text })) } })
    expect(message.length).to.be.within(47_000_000, maxMessageSizeBytes)
    const slow = await Promise.all(Array.from({ length: 4 }, () => connectWire(own().server.socketPath)))
    const before = process.memoryUsage().rss
    for (const client of slow) client.send(message.subarray(0, 100_000))
    wire.send(message)
    expect(BSON.deserialize((await wire.reply())?.subarray(21) ?? new Uint8Array())).to.include({ n: 3, ok: 1 })
    const many = await Promise.all(Array.from({ length: 30 }, () => connectWire(own().server.socketPath)))
    const half = message.subarray(0, 20_000_000)
    for (const client of many) client.send(half)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await isServing()).to.equal(true)
    // What thirty clients have half sent is not taken from them all: their own copies are the test's, the server's are bounded.
    const received = many.reduce((sum, client) => sum + client.socket.bytesWritten - client.socket.writableLength, 0)
    expect(received).to.be.below(30 * half.length)
    expect(process.memoryUsage().rss - before).to.be.below(1_500 * 1024 * 1024)
    for (const client of [...slow, ...many]) client.close()
    expect(await isServing()).to.equal(true)
    await own().db.collection('long').drop()
  })

  it('survives spoilt frames by the hundred', async function () {
    const rounds = Number(process.env['DATABASE_FUZZ_FRAMES'] ?? 600)
    this.timeout(30_000 + rounds)
    const random = numbers(7)
    const samples = [
      opMsg({ ping: 1, $db: 'admin' }),
      opMsg({ find: 'fuzz', filter: { a: { $in: [1, 'x', null] } }, sort: { a: 1 }, limit: 3, $db: 'own' }),
      opMsg({ insert: 'fuzz', ordered: false, $db: 'own' }, { sequences: { documents: [{ a: 1, b: [1, { c: 2 }] }] } }),
      opMsg({ update: 'fuzz', updates: [{ q: { a: 1 }, u: { $inc: { a: 1 } } }], $db: 'own' }),
      opMsg({ aggregate: 'fuzz', pipeline: [{ $match: { a: 1 } }, { $group: { _id: '$a' } }], cursor: {}, $db: 'own' }),
    ]
    let answered = 0
    for (let round = 0; round < rounds; round++) {
      const client = await connectWire(own().server.socketPath)
      const frame = Buffer.from(samples[round % samples.length] ?? Buffer.alloc(0))
      const spoilt = 1 + Math.floor(random() * 4)
      for (let count = 0; count < spoilt; count++)
        frame[16 + Math.floor(random() * (frame.length - 16))] = Math.floor(random() * 256)
      client.send(frame)
      // A frame that became one-way gets no reply: what comes is that of the ping behind it.
      if (frame.readUInt32LE(16) & 2) client.send(opMsg({ ping: 1, $db: 'admin' }))
      const reply = await client.reply()
      if (reply) answered += 1
      client.close()
    }
    expect(answered).to.be.within(1, rounds)
    expect(await isServing()).to.equal(true)
  })

  it('serves five hundred connections at once', async function () {
    this.timeout(30_000)
    const clients = await Promise.all(Array.from({ length: 500 }, () => connectWire(own().server.socketPath)))
    const replies = await Promise.all(
      clients.map((client, n) => client.command({ insert: 'many', documents: [{ n }], $db: 'own' })),
    )
    expect(replies.every((reply) => reply['n'] === 1)).to.equal(true)
    expect(await own().db.collection('many').countDocuments()).to.equal(500)
    for (const client of clients) client.close()
  })

  it('does not pile up replies for a client that does not read', async function () {
    this.timeout(30_000)
    await own()
      .db.collection('wide')
      .insertMany(Array.from({ length: 40 }, (_, n) => ({ n, text: 'x'.repeat(100_000) })))
    const before = process.memoryUsage().rss
    wire.socket.pause()
    for (let round = 0; round < 200; round++) wire.send(opMsg({ find: 'wide', $db: 'own' }, { requestId: round }))
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(await isServing()).to.equal(true)
    expect(process.memoryUsage().rss - before).to.be.below(400 * 1024 * 1024)
  })
})

describe('The data folder of the embedded database', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaibiao-folder-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('is served by one process: a second one is refused and told where the first listens', async () => {
    const first = await startEmbeddedServer({ folder, synchronous: 'off' })
    const entry = fileURLToPath(new URL('../../../server/platform/mongo/embedded/main.ts', import.meta.url))
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
    const second = spawn(process.execPath, ['--import', tsx, entry, '--folder', folder], { stdio: ['ignore', 'pipe', 'pipe'] })
    const told: Buffer[] = []
    second.stderr.on('data', (chunk: Buffer) => told.push(chunk))
    const [code] = await once(second, 'exit')
    expect(code).to.equal(1)
    expect(Buffer.concat(told).toString()).to.include(first.socketPath)
    await first.close()
    await (await startEmbeddedServer({ folder, synchronous: 'off' })).close()
  })

  it('is refused within the same process as well', async () => {
    const first = await startEmbeddedServer({ folder, synchronous: 'off' })
    const refusal = await startEmbeddedServer({ folder, synchronous: 'off' }).catch((error: unknown) => error)
    expect(refusal).to.be.instanceOf(FolderInUse).and.have.property('socketPath', first.socketPath)
    await first.close()
  })

  it('keeps the socket to its owner (0600)', async () => {
    const server = await startEmbeddedServer({ folder, synchronous: 'off' })
    expect(statSync(server.socketPath).mode & 0o777).to.equal(0o600)
    await server.close()
  })

  it('is reached over TCP by tools only when asked for, on the loopback interface, by the driver as it is', async () => {
    const server = await startEmbeddedServer({ folder, synchronous: 'off', tcpPort: 0 })
    const client = await new mongoose.mongo.MongoClient(`mongodb://127.0.0.1:${server.tcpPort}/?directConnection=true`).connect()
    try {
      const lots = client.db('tools').collection<{ _id: number }>('lots')
      await client.withSession((session) =>
        session.withTransaction(async () => {
          await lots.insertMany([{ _id: 1 }, { _id: 2 }], { session })
        }),
      )
      expect(await lots.countDocuments()).to.equal(2)
      expect((await client.db('admin').command({ hello: 1 }))['isWritablePrimary']).to.equal(true)
      const elsewhere = Object.values(networkInterfaces())
        .flat()
        .find((one) => one && !one.internal && one.family === 'IPv4')
      if (elsewhere) {
        const refused = createConnection({ host: elsewhere.address, port: Number(server.tcpPort) })
        expect(await once(refused, 'error')).to.have.nested.property('[0].code', 'ECONNREFUSED')
      }
      const busy = await startEmbeddedServer({
        folder: join(folder, 'other'),
        synchronous: 'off',
        tcpPort: Number(server.tcpPort),
      }).catch((error: unknown) => error)
      expect(busy).to.have.property('code', 'EADDRINUSE')
    } finally {
      await client.close()
      await server.close()
    }
    const without = await startEmbeddedServer({ folder, synchronous: 'off' })
    expect(without.tcpPort).to.equal(undefined)
    await without.close()
    await (await startEmbeddedServer({ folder: join(folder, 'other'), synchronous: 'off' })).close()
  })

  it('with a path too long for a socket gets one in the temporary folder', async () => {
    const long = join(folder, 'x'.repeat(60), 'y'.repeat(60))
    mkdirSync(long, { recursive: true })
    const server = await startEmbeddedServer({ folder: long, synchronous: 'off' })
    expect(server.socketPath.startsWith(long)).to.equal(false)
    const wire = await connectWire(server.socketPath)
    expect(await wire.command({ ping: 1, $db: 'admin' })).to.include({ ok: 1 })
    wire.close()
    await server.close()
  })
})
