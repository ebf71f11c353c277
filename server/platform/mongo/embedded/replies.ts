import { Double, Long, type Timestamp } from 'bson'
import { type BsonDocument, type BsonValue, documentOf, encodeDocument } from './values/document.ts'

/** A reply body: a document, or BSON put together already. */
export type Reply = BsonDocument | Uint8Array

/** `{ ok: 1, … }`, fields first as MongoDB has them. */
export function okReply(fields: Readonly<Record<string, unknown>> = {}): BsonDocument {
  return documentOf({ ...fields, ok: new Double(1) })
}

/**
 * `{ cursor: { firstBatch|nextBatch: […], id, ns }, ok: 1 }` around documents that are BSON already: they are copied,
 * never decoded.
 */
export function cursorReply(
  batchName: 'firstBatch' | 'nextBatch',
  documents: readonly Uint8Array[],
  id: bigint,
  namespace: string,
  atClusterTime?: Timestamp,
): Uint8Array {
  const array = rawArray(documents)
  const tail = encodeDocument(
    new Map<string, BsonValue>([
      ['id', Long.fromBigInt(id)],
      ['ns', namespace],
      ...(atClusterTime ? [['atClusterTime', atClusterTime] as const] : []),
    ]),
  )
  const cursor = rawDocument([element(4, batchName, array), tail.subarray(4, tail.length - 1)])
  return rawDocument([element(3, 'cursor', cursor), okElement])
}

const okElement = ((): Uint8Array => {
  const document = encodeDocument(new Map<string, BsonValue>([['ok', new Double(1)]]))
  return document.subarray(4, document.length - 1)
})()

function rawArray(documents: readonly Uint8Array[]): Uint8Array {
  return rawDocument(documents.flatMap((document, index) => [elementHead(3, String(index)), document]))
}

function element(type: number, name: string, value: Uint8Array): Uint8Array {
  return Buffer.concat([elementHead(type, name), value])
}

function elementHead(type: number, name: string): Uint8Array {
  const head = Buffer.allocUnsafe(Buffer.byteLength(name) + 2)
  head[0] = type
  head.write(name, 1)
  head[head.length - 1] = 0
  return head
}

function rawDocument(parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 5)
  const document = Buffer.allocUnsafe(length)
  document.writeInt32LE(length, 0)
  let position = 4
  for (const part of parts) {
    document.set(part, position)
    position += part.length
  }
  document[position] = 0
  return document
}
