import type { VerifiedAct } from '#shared/acts/act.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { assertNoticeTimes } from '#shared/catalogue/statutory.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { assertRunning, changeTender, type TenderSubject, tenderForAct } from './change-tender.ts'
import type { NoticesDeps } from './deps.ts'
import { tenderFacts } from './event-facts.ts'
import { publishInSession, unfiled } from './publish-tender.ts'
import type { TenderRecord } from './tender.model.ts'

/**
 * The regulator accepts the filing of exactly this notice. It is published at the time it names, or at once when that has passed and the
 * periods still hold from now. Throws `tender-wrong-state`, `tender-suspended`, `act-wrong-subject`, `period-too-short`.
 */
export async function approveNotice(
  deps: NoticesDeps,
  input: { readonly id: string; readonly act: VerifiedAct<TenderSubject & { notice: string }, object>; readonly at: number },
): Promise<TenderRecord> {
  const { id, act, at } = input
  return inTransaction(deps.connection, async (session) => {
    const record = await tenderForAct(deps, session, { id, act, operation: 'approveNotice', event: 'approve' })
    assertRunning(record)
    if (act.subject.notice !== record.noticeSha256) throw new DomainProblem('act-wrong-subject')
    const { notice } = record
    assertHolds(notice !== null, 'a filed tender has a notice')
    const issuedAt = Math.max(at, millisOf(notice.publishAt))
    assertNoticeTimes(rulePack(record.rulePack), record.category, notice, issuedAt)
    const approved = await changeTender(deps, session, { record, event: 'approve', set: { publishAt: instantOf(issuedAt) } })
    await appendEvent(deps, session, {
      type: 'notice.approved',
      subject: { tender: id, project: record.project },
      at: instantOf(at),
      act,
      facts: { ...tenderFacts(approved), noticeSha256: act.subject.notice, publishAt: instantOf(issuedAt) },
    })
    return issuedAt <= at ? publishInSession(deps, session, approved, at) : approved
  })
}

/** The regulator returns a notice, filed or approved but not yet published, with its reason. Throws `tender-wrong-state`, `act-wrong-subject`. */
export async function returnNotice(
  deps: NoticesDeps,
  { id, act, at }: { readonly id: string; readonly act: VerifiedAct<TenderSubject, { reason: string }>; readonly at: number },
): Promise<TenderRecord> {
  return inTransaction(deps.connection, async (session) => {
    const record = await tenderForAct(deps, session, { id, act, operation: 'returnNotice', event: 'return' })
    const returned = await changeTender(deps, session, {
      record,
      event: 'return',
      set: { ...unfiled, returnReason: act.body.reason },
    })
    await appendEvent(deps, session, {
      type: 'notice.returned',
      subject: { tender: id, project: record.project },
      at: instantOf(at),
      act,
      facts: tenderFacts(returned),
    })
    return returned
  })
}
