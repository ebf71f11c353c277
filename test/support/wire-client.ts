import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import mongoose from 'mongoose'

const { BSON } = mongoose.mongo
type Document = mongoose.mongo.BSON.Document
BSON.setInternalBufferSize(20 * 1024 * 1024)

/** A client of the wire protocol that sends exactly what a test says, well-formed or not. */
export interface WireClient {
  readonly socket: Socket
  /** Sends a command as OP_MSG and resolves with the reply. */
  command(body: Document, sequences?: Record<string, Document[]>): Promise<Document>
  /** Sends bytes as they are. */
  send(bytes: Uint8Array): void
  /** The next reply message, header included; undefined when the server closes the connection instead. */
  reply(): Promise<Buffer | undefined>
  close(): void
}

/** Connects to a socket file. */
export async function connectWire(socketPath: string): Promise<WireClient> {
  const socket = connect(socketPath)
  await once(socket, 'connect')
  const waiting: ((message: Buffer | undefined) => void)[] = []
  const arrived: Buffer[] = []
  let pending = Buffer.alloc(0)
  let isClosed = false
  socket.on('error', () => undefined)
  socket.on('close', () => {
    isClosed = true
    for (const resolve of waiting.splice(0)) resolve(undefined)
  })
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk])
    while (pending.length >= 4 && pending.length >= pending.readInt32LE(0)) {
      const message = pending.subarray(0, pending.readInt32LE(0))
      pending = pending.subarray(message.length)
      const resolve = waiting.shift()
      if (resolve) resolve(message)
      else arrived.push(message)
    }
  })
  const reply = (): Promise<Buffer | undefined> => {
    const ready = arrived.shift()
    if (ready || isClosed) return Promise.resolve(ready)
    return new Promise((resolve) => waiting.push(resolve))
  }
  return {
    socket,
    send: (bytes) => void socket.write(bytes),
    reply,
    close: () => socket.destroy(),
    command: async (body, sequences) => {
      socket.write(opMsg(body, { sequences }))
      const message = await reply()
      if (!message) throw new Error('the server closed the connection')
      return BSON.deserialize(message.subarray(21), { promoteLongs: true })
    },
  }
}

/** An OP_MSG message with a body, document sequences, flags, and what a test wants to spoil. */
export function opMsg(
  body: Document,
  options: { sequences?: Record<string, Document[]> | undefined; flags?: number; requestId?: number } = {},
): Buffer {
  const parts: Uint8Array[] = [Buffer.from([0]), BSON.serialize(body)]
  for (const [name, documents] of Object.entries(options.sequences ?? {})) {
    const content = Buffer.concat([Buffer.from(`${name}\0`), ...documents.map((one) => BSON.serialize(one))])
    const head = Buffer.alloc(5)
    head[0] = 1
    head.writeInt32LE(content.length + 4, 1)
    parts.push(head, content)
  }
  const payload = Buffer.concat(parts)
  const head = Buffer.alloc(20)
  head.writeInt32LE(payload.length + 20, 0)
  head.writeInt32LE(options.requestId ?? 1, 4)
  head.writeInt32LE(2013, 12)
  head.writeUInt32LE(options.flags ?? 0, 16)
  return Buffer.concat([head, payload])
}
