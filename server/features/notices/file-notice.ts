import type { VerifiedAct } from '#shared/acts/act.ts'
import type { Notice } from '#shared/catalogue/notice.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { equalBytes } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { assertRunning, changeTender, type TenderSubject, tenderForAct } from './change-tender.ts'
import { composeRecord, firstDifference } from './compose-record.ts'
import type { NoticesDeps } from './deps.ts'
import { tenderFacts } from './event-facts.ts'
import type { TenderRecord } from './tender.model.ts'
import { assertDraft } from './write-draft.ts'

/** Whether two parts of a notice are the same, by their canonical bytes. */
export const isSamePart = (left: unknown, right: unknown): boolean =>
  left !== undefined && right !== undefined && equalBytes(canonicalBytes(left), canonicalBytes(right))

/**
 * Files a notice with the regulator (备案). What was signed must be, byte for byte, the notice the platform composes from the project, the
 * draft, the documents and the acceptances. Throws `notice-differs`, `custodians-missing`, `documents-missing`, the problems of
 * `writeDraft`, `tender-suspended`, `tender-wrong-state`.
 */
export async function fileNotice(
  deps: NoticesDeps,
  { id, act, at }: { readonly id: string; readonly act: VerifiedAct<TenderSubject, Notice>; readonly at: number },
): Promise<TenderRecord> {
  return inTransaction(deps.connection, async (session) => {
    const record = await tenderForAct(deps, session, { id, act, operation: 'fileNotice', event: 'file' })
    assertRunning(record)
    const open = record.seats.filter(({ state }) => state !== 'accepted').map(({ i }) => String(i))
    if (open.length > 0 || record.seats.length === 0) throw new DomainProblem('custodians-missing', { seats: open })
    if (record.attached.length === 0) throw new DomainProblem('documents-missing', { name: '' })
    const composed = composeRecord(record)
    assertHolds(composed !== undefined && record.draft !== null, 'seats come with a draft')
    const field = firstDifference(composed, act.body, isSamePart)
    if (field !== undefined) throw new DomainProblem('notice-differs', { field })
    await assertDraft(deps, record, record.draft, at)
    const filed = await changeTender(deps, session, {
      record,
      event: 'file',
      set: {
        notice: act.body,
        noticeSha256: act.sha256,
        publishAt: act.body.publishAt,
        deadlineAt: act.body.deadlineAt,
        returnReason: null,
      },
    })
    await appendEvent(deps, session, {
      type: 'notice.filed',
      subject: { tender: id, project: record.project },
      at: instantOf(at),
      act,
      facts: { ...tenderFacts(filed), noticeSha256: act.sha256 },
    })
    return filed
  })
}
