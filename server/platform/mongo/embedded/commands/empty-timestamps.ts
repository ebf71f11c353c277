import { Timestamp } from 'bson'
import type { BsonDocument } from '../values/document.ts'

let counted = 0

/**
 * The document with the time in the place of every empty timestamp, `Timestamp(0, 0)`, among its own fields: what MongoDB
 * does with documents that are inserted or put in the place of others (manual: "BSON Types", "Timestamps"). `_id` stays.
 */
export function withTimestamps(document: BsonDocument, now: Date): BsonDocument {
  let copy: BsonDocument | undefined
  for (const [name, value] of document) {
    if (name === '_id' || !(value instanceof Timestamp) || !value.isZero()) continue
    counted = (counted % 0x7fffffff) + 1
    copy ??= new Map(document)
    copy.set(name, new Timestamp({ t: Math.floor(now.getTime() / 1_000), i: counted }))
  }
  return copy ?? document
}
