import { type ClientSession, type Connection, type Model, Schema } from 'mongoose'
import type { NoticeDocument } from '#shared/catalogue/notice.ts'
import type { NoticesReads } from './deps.ts'

/** A published tender document: the digest everybody downloads it by, and its one authoritative name. Nothing counts its readers (P9). */
export interface PublicDocument {
  /** SHA-256 of the bytes. */
  readonly _id: string
  readonly name: string
  readonly size: number
}

const schema = new Schema<PublicDocument>(
  { _id: { type: String, required: true }, name: { type: String, required: true }, size: { type: Number, required: true } },
  { collection: 'publicDocuments', versionKey: false, autoIndex: false, autoCreate: false, strict: 'throw' },
)

/** Published tender documents. */
export function documentModel(connection: Connection): Model<PublicDocument> {
  return (
    (connection.models['PublicDocument'] as Model<PublicDocument> | undefined) ??
    connection.model<PublicDocument>('PublicDocument', schema)
  )
}

/** Opens documents to everybody, in the transaction that publishes the notice listing them. The first name a content was published under stays. */
export async function publishDocuments(
  deps: NoticesReads,
  session: ClientSession,
  documents: readonly NoticeDocument[],
): Promise<void> {
  for (const { sha256, name, size } of documents) {
    await documentModel(deps.connection).updateOne({ _id: sha256 }, { $setOnInsert: { name, size } }, { session, upsert: true })
  }
}
