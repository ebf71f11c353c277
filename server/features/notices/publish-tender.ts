import type { ClientSession } from 'mongoose'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { searchText, searchTokens } from '#shared/catalogue/search-text.ts'
import { assertNoticeTimes } from '#shared/catalogue/statutory.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent, publishAct } from '../ledger/index.ts'
import { changeTender, readRecord } from './change-tender.ts'
import type { NoticesDeps } from './deps.ts'
import { publishDocuments } from './document.model.ts'
import { tenderFacts } from './event-facts.ts'
import { recordNotice } from './notice.model.ts'
import type { TenderRecord } from './tender.model.ts'

/**
 * Publishes an approved notice when its time has come. One whose periods no longer hold, because it stood still or the platform was down,
 * goes back to its agency instead: no rule is bent for a delay of ours.
 */
export async function publishTender(deps: NoticesDeps, id: string, at: number): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const record = await readRecord(deps, id, session)
    if (record.state !== 'approved' || record.isSuspended) return
    assertHolds(record.notice !== null, 'an approved tender has a notice')
    try {
      assertNoticeTimes(rulePack(record.rulePack), record.category, record.notice, at)
    } catch (error) {
      if (!(error instanceof DomainProblem)) throw error
      await sendBack(deps, session, record, error, at)
      return
    }
    await publishInSession(deps, session, record, at)
  })
}

/** Publishes inside the caller's transaction: notice, acceptances and documents become public with it, and the public chain begins. */
export async function publishInSession(
  deps: NoticesDeps,
  session: ClientSession,
  record: TenderRecord,
  at: number,
): Promise<TenderRecord> {
  const { notice, noticeSha256 } = record
  assertHolds(notice !== null && noticeSha256 !== null, 'an approved tender has a notice')
  const publishedAt = instantOf(at)
  const text = searchOf(record, notice.title, notice.summary)
  const published = await changeTender(deps, session, {
    record,
    event: 'publish',
    set: {
      title: notice.title,
      summary: notice.summary,
      publishAt: publishedAt,
      publishedAt,
      noticeHistory: [...record.noticeHistory, { sha256: noticeSha256, kind: 'notice', at: publishedAt }],
      searchText: text,
      searchTokens: searchTokens(text),
    },
  })
  await publishAct(deps, session, noticeSha256)
  for (const { acceptActSha256 } of notice.custodians) await publishAct(deps, session, acceptActSha256)
  await publishDocuments(deps, session, notice.documents)
  await recordNotice(deps, session, published, { sha256: noticeSha256, kind: 'notice', at: publishedAt, text: notice.summary })
  await appendEvent(deps, session, {
    type: 'notice.published',
    subject: { tender: record._id, project: record.project },
    at: publishedAt,
    tender: record._id,
    facts: {
      ...tenderFacts(published),
      noticeSha256,
      publishedAt,
      deadlineAt: notice.deadlineAt,
      documents: notice.documents.map(({ sha256 }) => sha256),
    },
  })
  return published
}

/** The text a tender is found by: title, number, parties, region, lots and summary. */
export function searchOf(record: TenderRecord, title: string, summary: string): string {
  return searchText(
    title,
    record.code,
    record.tendererName,
    record.agencyName ?? '',
    record.regionName,
    ...record.lots.map(({ name }) => name),
    summary,
  )
}

async function sendBack(
  deps: NoticesDeps,
  session: ClientSession,
  record: TenderRecord,
  why: DomainProblem,
  at: number,
): Promise<void> {
  const returned = await changeTender(deps, session, { record, event: 'return', set: { ...unfiled, returnReason: why.code } })
  await appendEvent(deps, session, {
    type: 'notice.returned',
    subject: { tender: record._id, project: record.project },
    at: instantOf(at),
    facts: { ...tenderFacts(returned), reason: why.code },
  })
}

/** What filing had set and a return takes back; the signed act stays in the ledger. */
export const unfiled = { notice: null, noticeSha256: null, publishAt: null, deadlineAt: null } as const
