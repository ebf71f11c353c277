import { type ClientSession, type Connection, type Model, Schema } from 'mongoose'
import { searchText, searchTokens } from '#shared/catalogue/search-text.ts'
import type { Instant } from '#shared/primitives/instant.ts'
import type { NoticesReads } from './deps.ts'
import type { TenderRecord } from './tender.model.ts'
import type { NoticeRecord } from './tender.ts'

/** A published notice of any kind, or an answer to a question, as lists and feeds have it. It is never changed and never removed (S14). */
export interface PublicNotice {
  /** SHA-256 of its act. */
  readonly _id: string
  readonly tender: string
  readonly kind: NoticeRecord['kind'] | 'answer'
  readonly at: Instant
  readonly title: string
  readonly code: string
  readonly category: string
  readonly region: string
  readonly tendererName: string
  readonly deadlineAt: Instant | null
  readonly rulePack: 'cn' | 'demo'
  readonly text: string
  /** The question an answer is to, by its id, and as it is published. */
  readonly question?: { readonly id: string; readonly text: string } | null
  /** Whether bids have to be prepared otherwise because of it (N4, G3). */
  readonly affectsBids?: boolean
  readonly searchText?: string
  readonly searchTokens?: readonly string[]
}

/** What is published of a tender: the notice or answer itself; all else is the tender's. */
type Published = Pick<PublicNotice, 'kind' | 'at' | 'text' | 'question' | 'affectsBids'> & { readonly sha256: string }

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
    question: { type: new Schema({ id: text, text }, { _id: false, strict: 'throw' }), default: null },
    affectsBids: { type: Boolean, default: false },
    searchText: { type: String, default: '' },
    searchTokens: [String],
  },
  { collection: 'publicNotices', versionKey: false, autoIndex: false, autoCreate: false, strict: 'throw' },
)
schema.index({ at: -1, _id: -1 })
schema.index({ searchTokens: 1, at: -1, _id: -1 })

/** Published notices. */
export function noticeModel(connection: Connection): Model<PublicNotice> {
  return (
    (connection.models['PublicNotice'] as Model<PublicNotice> | undefined) ??
    connection.model<PublicNotice>('PublicNotice', schema)
  )
}

/** Adds a notice or an answer to the public record, in the transaction that publishes it. */
export async function recordNotice(
  deps: NoticesReads,
  session: ClientSession,
  tender: TenderRecord,
  { sha256, kind, at, text: content, question = null, affectsBids = false }: Published,
): Promise<void> {
  const { _id, title, code, category, region, tendererName, deadlineAt, rulePack } = tender
  const searched = searchText(
    title,
    code,
    tendererName,
    tender.agencyName ?? '',
    tender.regionName,
    question?.text ?? '',
    content,
  )
  await noticeModel(deps.connection).create(
    [
      {
        _id: sha256,
        tender: _id,
        kind,
        at,
        title,
        code,
        category,
        region,
        tendererName,
        deadlineAt,
        rulePack,
        text: content,
        question,
        affectsBids,
        searchText: searched,
        searchTokens: searchTokens(searched),
      },
    ],
    { session },
  )
}
