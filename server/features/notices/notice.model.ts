import { type ClientSession, type Connection, type Model, Schema } from 'mongoose'
import type { Instant } from '#shared/primitives/instant.ts'
import type { NoticesReads } from './deps.ts'
import type { TenderRecord } from './tender.model.ts'
import type { NoticeRecord } from './tender.ts'

/** A published notice of any kind, as feeds list it. It is never changed and never removed (S14). */
export interface PublicNotice {
  /** SHA-256 of its act. */
  readonly _id: string
  readonly tender: string
  readonly kind: NoticeRecord['kind']
  readonly at: Instant
  readonly title: string
  readonly code: string
  readonly category: string
  readonly region: string
  readonly tendererName: string
  readonly deadlineAt: Instant | null
  readonly rulePack: 'cn' | 'demo'
  readonly text: string
}

const text = { type: String, required: true } as const

const schema = new Schema<PublicNotice>(
  {
    _id: text,
    tender: text,
    kind: text,
    at: text,
    title: text,
    code: text,
    category: text,
    region: text,
    tendererName: text,
    deadlineAt: { type: String, default: null },
    rulePack: text,
    text,
  },
  { collection: 'publicNotices', versionKey: false, autoIndex: false, autoCreate: false, strict: 'throw' },
)
schema.index({ at: -1, _id: -1 })

/** Published notices. */
export function noticeModel(connection: Connection): Model<PublicNotice> {
  return (
    (connection.models['PublicNotice'] as Model<PublicNotice> | undefined) ??
    connection.model<PublicNotice>('PublicNotice', schema)
  )
}

/** Adds a notice to the public record, in the transaction that publishes it. */
export async function recordNotice(
  deps: NoticesReads,
  session: ClientSession,
  tender: TenderRecord,
  notice: NoticeRecord & { readonly text: string },
): Promise<void> {
  const { _id, title, code, category, region, tendererName, deadlineAt, rulePack } = tender
  await noticeModel(deps.connection).create(
    [
      {
        _id: notice.sha256,
        tender: _id,
        kind: notice.kind,
        at: notice.at,
        title,
        code,
        category,
        region,
        tendererName,
        deadlineAt,
        rulePack,
        text: notice.text,
      },
    ],
    { session },
  )
}
