import type { VerifiedAct } from '#shared/acts/act.ts'
import { clockOf } from '#shared/catalogue/catalogue.ts'
import { letterFormFault } from '#shared/catalogue/letter-form.ts'
import { fixedAfterPublication, type Notice } from '#shared/catalogue/notice.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { searchTokens } from '#shared/catalogue/search-text.ts'
import { assertAmendmentTimes } from '#shared/catalogue/statutory.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { assertDeposits } from './assert-deposits.ts'
import { assertPlan, isSameCoefficient } from './assert-plan.ts'
import { assertRunning, changeTender, type TenderSubject, tenderForAct } from './change-tender.ts'
import type { NoticesDeps } from './deps.ts'
import { publishDocuments } from './document.model.ts'
import { tenderFacts } from './event-facts.ts'
import { isSamePart } from './file-notice.ts'
import { recordNotice } from './notice.model.ts'
import { searchOf } from './publish-tender.ts'
import type { TenderRecord } from './tender.model.ts'

/**
 * Amends a published notice by a whole new one, public at once to everybody alike (N4, G3, P10). The deadline moves when the rule says so;
 * the opening policy, its custodians and what is bought never change. Throws `deadline-passed`, `tender-suspended`,
 * `opening-policy-fixed`, `notice-differs`, `letter-form-refused`, `documents-missing`, `period-too-short`, `times-out-of-order`.
 */
export async function amendNotice(
  deps: NoticesDeps,
  { id, act, at }: { readonly id: string; readonly act: VerifiedAct<TenderSubject, Notice>; readonly at: number },
): Promise<TenderRecord> {
  return inTransaction(deps.connection, async (session) => {
    const record = await tenderForAct(deps, session, { id, act, operation: 'amendNotice', event: 'amend' })
    assertRunning(record)
    const amended = assertAmendment(record, act.body, at)
    const text = searchOf(record, amended.title, amended.summary)
    const amendedAt = instantOf(at)
    const next = await changeTender(deps, session, {
      record,
      event: 'amend',
      set: {
        notice: amended,
        noticeSha256: act.sha256,
        title: amended.title,
        summary: amended.summary,
        deadlineAt: amended.deadlineAt,
        amended: { at: amendedAt, isDeadlineMoved: amended.deadlineAt !== record.deadlineAt },
        noticeHistory: [...record.noticeHistory, { sha256: act.sha256, kind: 'amendment', at: amendedAt }],
        // A later deadline asks the custodians once more.
        isReadinessAsked: record.isReadinessAsked && amended.deadlineAt === record.deadlineAt,
        searchText: text,
        searchTokens: searchTokens(text),
      },
    })
    await publishDocuments(deps, session, amended.documents)
    const changes = amended.amends?.changes ?? ''
    await recordNotice(deps, session, next, {
      sha256: act.sha256,
      kind: 'amendment',
      at: amendedAt,
      text: changes,
      affectsBids: amended.amends?.affectsBids === true,
    })
    await appendEvent(deps, session, {
      type: 'notice.amended',
      subject: { tender: id, project: record.project },
      at: amendedAt,
      act,
      tender: id,
      facts: {
        ...tenderFacts(next),
        noticeSha256: act.sha256,
        deadlineAt: amended.deadlineAt,
        affectsBids: amended.amends?.affectsBids === true,
        documents: amended.documents.map(({ sha256 }) => sha256),
      },
    })
    return next
  })
}

function assertAmendment(record: TenderRecord, amended: Notice, at: number): Notice {
  const { notice, deadlineAt, noticeSha256 } = record
  assertHolds(notice !== null && deadlineAt !== null, 'a published tender has a notice and a deadline')
  if (at >= millisOf(deadlineAt)) throw new DomainProblem('deadline-passed', { deadlineAt })
  if (amended.amends === null || amended.amends.notice !== noticeSha256)
    throw new DomainProblem('notice-differs', { field: 'amends' })
  const pack = rulePack(record.rulePack)
  const { isQualificationFixed } = clockOf(pack, record.category)
  const fixed = [...fixedAfterPublication, ...(isQualificationFixed ? (['qualification'] as const) : [])].find(
    (name) => !isSamePart(notice[name], amended[name]),
  )
  if (fixed !== undefined) throw new DomainProblem('opening-policy-fixed', { field: fixed })
  const formFault = letterFormFault(amended.envelopes)
  if (formFault !== undefined) throw new DomainProblem('letter-form-refused', { fault: formFault })
  assertPlan(record, amended)
  assertDeposits(record, amended)
  if (!isSameCoefficient(notice, amended)) throw new DomainProblem('opening-policy-fixed', { field: 'coefficient' })
  const known = [...notice.documents, ...record.attached]
  const missing = amended.documents.find((document) => !known.some((found) => isSamePart(plain(found), document)))
  if (missing !== undefined) throw new DomainProblem('documents-missing', { name: missing.name })
  assertAmendmentTimes(pack, record.category, amended, { deadlineAt, documentsUntil: notice.documentsUntil }, at)
  return amended
}

function plain({ name, version, sha256, size }: Notice['documents'][number]): Notice['documents'][number] {
  return { name, version, sha256, size }
}
