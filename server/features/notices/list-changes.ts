import { matches, searchQuery } from '#shared/catalogue/search-text.ts'
import type { AnswerOf, QueryOf } from '#shared/contracts/contract.ts'
import type { listChangesContract } from '#shared/contracts/notices/changes.ts'
import { base64url, fromBase64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { NoticesReads } from './deps.ts'
import { daysOf, type Filter, prefix, range } from './list-filters.ts'
import { noticeModel, type PublicNotice } from './notice.model.ts'

type Answer = AnswerOf<typeof listChangesContract>

/** Read at once, when many candidates turn out not to hold the words as typed. */
const MOST_AT_ONCE = 200

/** What a list of changes has, of all that is published. */
export const changeKinds = ['amendment', 'answer'] as const satisfies readonly PublicNotice['kind'][]

/**
 * A page of the amendments and answers of all tenders, the newest first. As in the list of tenders an index finds candidates by their
 * characters' pairs, and each is checked against its whole text. Throws `cursor-refused`, `invalid-request`.
 */
export async function listChanges(deps: NoticesReads, query: QueryOf<typeof listChangesContract>): Promise<Answer> {
  const { kind, category, limit } = query
  const words = searchQuery(query.q ?? '')
  const conditions: Filter = {
    kind: kind ?? { $in: [...changeKinds] },
    ...(category === undefined ? {} : { category }),
    ...(words.tokens.length === 0 ? {} : { searchTokens: { $all: words.tokens } }),
    ...prefix('region', query.region),
    ...range('at', ...daysOf(query)),
  }
  const page: PublicNotice[] = []
  let after = query.cursor === undefined ? undefined : readCursor(query.cursor)
  for (let size = limit + 1; ; size = Math.max(size, Math.min(size * 2, MOST_AT_ONCE))) {
    const found = await noticeModel(deps.connection)
      .find({ $and: [conditions, behind(after)] }, { searchTokens: 0 })
      .sort({ at: -1, _id: -1 })
      .limit(size)
      .lean<PublicNotice[]>()
    for (const notice of found) {
      if (!matches(words, notice.searchText ?? '')) continue
      const last = page.at(-1)
      if (page.length === limit && last !== undefined) return { changes: page.map(present), next: writeCursor(last) }
      page.push(notice)
    }
    const last = found.at(-1)
    if (last === undefined || found.length < size) return { changes: page.map(present), next: null }
    after = { at: last.at, id: last._id }
  }
}

function present(notice: PublicNotice): Answer['changes'][number] {
  const { _id, kind, tender, title, code, category, region, tendererName, at, deadlineAt, text } = notice
  return {
    sha256: _id,
    kind: kind === 'answer' ? 'answer' : 'amendment',
    tender,
    title,
    code,
    category,
    region,
    tendererName,
    at,
    deadlineAt,
    affectsBids: notice.affectsBids === true,
    text,
    question: notice.question ?? null,
  }
}

interface Place {
  readonly at: string
  readonly id: string
}

function behind(place: Place | undefined): Filter {
  return place === undefined ? {} : { $or: [{ at: { $lt: place.at } }, { at: place.at, _id: { $lt: place.id } }] }
}

function writeCursor({ at, _id }: PublicNotice): string {
  return base64url(utf8(`${at} ${_id}`))
}

/** Reads an attacker-controlled cursor. */
function readCursor(cursor: string): Place {
  try {
    const [, at, id] = /^([0-9TZ:.-]{24}) ([0-9a-f]{64})$/.exec(fromUtf8(fromBase64url(cursor))) ?? []
    if (at !== undefined && id !== undefined) return { at, id }
  } catch {
    // Not base64url, or not UTF-8: refused below.
  }
  throw new DomainProblem('cursor-refused')
}
