import { Decimal128, Double, deserialize, EJSON, Long } from 'bson'
import {
  type BsonDocument,
  type BsonValue,
  documentOf,
  encodeDocument,
} from '../../../server/platform/mongo/embedded/values/document.ts'

/** A plain object as cases are written: whole numbers are Int32, fractions Double, the rest by the helpers below. */
export type Plain = Readonly<Record<string, unknown>>

/** A 64-bit integer. */
export function long(value: number | string): Long {
  return typeof value === 'string' ? Long.fromString(value) : Long.fromNumber(value)
}

/** A double, also where the number is whole. */
export function double(value: number): Double {
  return new Double(value)
}

/** A Decimal128. */
export function decimal(text: string): Decimal128 {
  return Decimal128.fromString(text)
}

/** A document in the given order, names that look like numbers included. */
export function inOrder(...entries: readonly [string, unknown][]): Map<string, unknown> {
  return new Map(entries)
}

/** A case's documents as the database's. */
export function documentsOf(plain: readonly Plain[]): BsonDocument[] {
  return plain.map(documentOf)
}

/** Every bit of a document as text: canonical extended JSON keeps types, and the bytes keep order. */
export function spelled(document: BsonDocument): string {
  return EJSON.stringify(deserialize(encodeDocument(document), { promoteValues: false, bsonRegExp: true }), { relaxed: false })
}

/** The same of one value. */
export function spelledValue(value: BsonValue): string {
  return spelled(new Map([['value', value]]))
}
