import { crc32c } from './crc32c.ts'
import { type BsonDocument, decodeDocument } from './values/document.ts'

/** Longest message accepted, in bytes: what `hello` announces as maxMessageSizeBytes. */
export const maxMessageSizeBytes = 48_000_000

/** Longest document accepted from a client, in bytes: what `hello` announces as maxBsonObjectSize. */
export const maxBsonObjectSize = 16 * 1024 * 1024

const headerLength = 16
const opReply = 1
const opQuery = 2004
const opMsg = 2013
const checksumPresent = 1
const moreToCome = 2
const requiredFlags = 0xffff

/** A frame no conforming client sends. The connection is closed: nothing after it can be trusted. */
class ProtocolViolation extends Error {}

/** One request, still in the client's words. Everything in it is attacker-controlled. */
export interface WireRequest {
  readonly requestId: number
  readonly operation: 'msg' | 'query'
  readonly command: BsonDocument
  /** OP_MSG document sequences (section kind 1): argument name to the documents as they came. */
  readonly sequences: ReadonlyMap<string, readonly Uint8Array[]>
  /** The client expects no reply (unacknowledged writes). */
  readonly isOneWay: boolean
}

/** Cuts a byte stream into whole messages. */
export interface FrameReader {
  /** The messages that are whole with this chunk. Throws ProtocolViolation for a length that cannot be one, before anything of that length is kept. */
  take(chunk: Uint8Array): Uint8Array[]
  /** The length the message says of itself that has begun and not ended; 0 when none has. */
  awaited(): number
}

/** A reader at the beginning of a stream. */
export function createFrameReader(): FrameReader {
  let pending: Uint8Array[] = []
  let pendingLength = 0
  let awaited = 0
  function take(chunk: Uint8Array): Uint8Array[] {
    pending.push(chunk)
    pendingLength += chunk.length
    awaited = 0
    const frames: Uint8Array[] = []
    while (pendingLength >= 4) {
      const length = firstLength(pending)
      if (length < headerLength || length > maxMessageSizeBytes) {
        throw new ProtocolViolation(`message length ${length} is outside ${headerLength} to ${maxMessageSizeBytes}`)
      }
      awaited = length
      if (pendingLength < length) break
      awaited = 0
      const whole = pending.length === 1 && pending[0] ? pending[0] : Buffer.concat(pending, pendingLength)
      frames.push(whole.subarray(0, length))
      pendingLength -= length
      pending = pendingLength === 0 ? [] : [whole.subarray(length)]
    }
    return frames
  }
  return { take, awaited: () => awaited }
}

function firstLength(chunks: readonly Uint8Array[]): number {
  let length = 0
  let shift = 0
  for (const chunk of chunks) {
    for (const byte of chunk.subarray(0, 4 - shift / 8)) {
      length |= byte << shift
      shift += 8
    }
    if (shift === 32) break
  }
  return length
}

/** Reads one whole message: OP_MSG, or the OP_QUERY of the handshake. */
export function parseRequest(frame: Uint8Array): WireRequest {
  const view = viewOf(frame)
  const requestId = view.getInt32(4, true)
  const opCode = view.getInt32(12, true)
  if (opCode === opMsg) return parseMessage(frame, view, requestId)
  if (opCode === opQuery) return parseQuery(frame, view, requestId)
  throw new ProtocolViolation(`operation ${opCode} is not spoken here`)
}

function parseMessage(frame: Uint8Array, view: DataView, requestId: number): WireRequest {
  if (frame.length < headerLength + 5) throw new ProtocolViolation('OP_MSG without a section')
  const flags = view.getUint32(headerLength, true)
  if (flags & requiredFlags & ~(checksumPresent | moreToCome)) throw new ProtocolViolation(`unknown OP_MSG flags ${flags}`)
  const end = flags & checksumPresent ? frame.length - 4 : frame.length
  if (flags & checksumPresent && crc32c(frame.subarray(0, end)) !== view.getUint32(end, true)) {
    throw new ProtocolViolation('OP_MSG checksum does not match')
  }
  let command: BsonDocument | undefined
  const sequences = new Map<string, Uint8Array[]>()
  let position = headerLength + 4
  while (position < end) {
    const kind = frame[position]
    position += 1
    if (kind === 0) {
      if (command !== undefined) throw new ProtocolViolation('OP_MSG with two bodies')
      const body = documentAt(frame, view, position, end)
      command = decodeBody(body)
      position += body.length
    } else if (kind === 1) {
      const size = position + 4 <= end ? view.getInt32(position, true) : 0
      if (size < 6 || position + size > end) throw new ProtocolViolation('document sequence with a wrong length')
      const [name, documents] = parseSequence(frame, view, position + 4, position + size)
      if (sequences.has(name)) throw new ProtocolViolation('document sequence given twice')
      sequences.set(name, documents)
      position += size
    } else throw new ProtocolViolation(`unknown OP_MSG section ${kind}`)
  }
  if (command === undefined) throw new ProtocolViolation('OP_MSG without a body')
  return { requestId, operation: 'msg', command, sequences, isOneWay: (flags & moreToCome) !== 0 }
}

function parseSequence(frame: Uint8Array, view: DataView, from: number, end: number): [string, Uint8Array[]] {
  const [name, start] = cStringAt(frame, from, end)
  const documents: Uint8Array[] = []
  let position = start
  while (position < end) {
    const bytes = documentAt(frame, view, position, end)
    documents.push(bytes)
    position += bytes.length
  }
  return [name, documents]
}

function parseQuery(frame: Uint8Array, view: DataView, requestId: number): WireRequest {
  const [collection, afterName] = cStringAt(frame, headerLength + 4, frame.length)
  if (!collection.endsWith('.$cmd')) throw new ProtocolViolation('OP_QUERY is spoken for commands only')
  const body = documentAt(frame, view, afterName + 8, frame.length)
  const command = decodeBody(body)
  if (!command.has('$db')) command.set('$db', collection.slice(0, -'.$cmd'.length))
  return { requestId, operation: 'query', command, sequences: new Map(), isOneWay: false }
}

function decodeBody(bytes: Uint8Array): BsonDocument {
  try {
    return decodeDocument(bytes)
  } catch (error) {
    throw new ProtocolViolation(`command is not BSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function documentAt(frame: Uint8Array, view: DataView, position: number, end: number): Uint8Array {
  if (position + 5 > end) throw new ProtocolViolation('document cut short')
  const length = view.getInt32(position, true)
  if (length < 5 || position + length > end) throw new ProtocolViolation(`document length ${length} lies`)
  return frame.subarray(position, position + length)
}

function cStringAt(frame: Uint8Array, from: number, end: number): [string, number] {
  const zero = frame.indexOf(0, from)
  if (zero < 0 || zero >= end) throw new ProtocolViolation('string without an end')
  return [Buffer.from(frame.buffer, frame.byteOffset + from, zero - from).toString('utf8'), zero + 1]
}

/** A whole reply message around an encoded document, in the form the request came in. */
export function frameReply(
  request: Pick<WireRequest, 'requestId' | 'operation'>,
  replyId: number,
  document: Uint8Array,
): Uint8Array[] {
  const isMessage = request.operation === 'msg'
  const headLength = isMessage ? headerLength + 5 : headerLength + 20
  const head = new Uint8Array(headLength)
  const view = viewOf(head)
  view.setInt32(0, headLength + document.length, true)
  view.setInt32(4, replyId, true)
  view.setInt32(8, request.requestId, true)
  view.setInt32(12, isMessage ? opMsg : opReply, true)
  if (!isMessage) view.setInt32(headerLength + 16, 1, true)
  return [head, document]
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
