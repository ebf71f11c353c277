import type { VerifiedAct } from '#shared/acts/act.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { changeTender, type TenderSubject, tenderForAct } from './change-tender.ts'
import type { NoticesDeps } from './deps.ts'
import { tenderFacts } from './event-facts.ts'
import { recordNotice } from './notice.model.ts'
import type { TenderRecord } from './tender.model.ts'

/** An act with a reason on one tender. */
export interface EndingAct<Body> {
  readonly id: string
  readonly act: VerifiedAct<TenderSubject, Body>
  readonly at: number
}

/** Terminates a published tender for good, even a suspended one (N12, TL 31): announced to everybody. Throws `tender-wrong-state`. */
export async function terminateTender(deps: NoticesDeps, { id, act, at }: EndingAct<{ reason: string }>): Promise<TenderRecord> {
  return inTransaction(deps.connection, async (session) => {
    const record = await tenderForAct(deps, session, { id, act, operation: 'terminateTender', event: 'terminate' })
    const entry = { sha256: act.sha256, kind: 'termination', at: instantOf(at) } as const
    const ended = await changeTender(deps, session, {
      record,
      event: 'terminate',
      set: { noticeHistory: [...record.noticeHistory, entry], suspensions: [], pausedAt: null },
    })
    await recordNotice(deps, session, ended, { ...entry, text: act.body.reason })
    await appendEvent(deps, session, {
      type: 'notice.terminated',
      subject: { tender: id, project: record.project },
      at: entry.at,
      act,
      tender: id,
      facts: tenderFacts(ended),
    })
    return ended
  })
}

/** Publishes the notice that a tender has failed (流标公告). Throws `tender-wrong-state`, `already-announced`. */
export async function announceFailure(
  deps: NoticesDeps,
  { id, act, at }: EndingAct<{ reason: string; next: 'new-round' | 'no-new-round' }>,
): Promise<TenderRecord> {
  return inTransaction(deps.connection, async (session) => {
    const record = await tenderForAct(deps, session, { id, act, operation: 'announceFailure' })
    if (record.state !== 'failed') throw new DomainProblem('tender-wrong-state', { state: record.state })
    if (record.noticeHistory.some(({ kind }) => kind === 'failure')) throw new DomainProblem('already-announced')
    const entry = { sha256: act.sha256, kind: 'failure', at: instantOf(at) } as const
    const announced = await changeTender(deps, session, { record, set: { noticeHistory: [...record.noticeHistory, entry] } })
    await recordNotice(deps, session, announced, { ...entry, text: act.body.reason })
    await appendEvent(deps, session, {
      type: 'notice.failure-announced',
      subject: { tender: id, project: record.project },
      at: entry.at,
      act,
      tender: id,
      facts: { ...tenderFacts(announced), next: act.body.next },
    })
    return announced
  })
}

/** Drops a draft or a returned notice for good. Throws `tender-wrong-state`. */
export async function discardTender(deps: NoticesDeps, { id, act, at }: EndingAct<{ reason: string }>): Promise<TenderRecord> {
  return inTransaction(deps.connection, async (session) => {
    const record = await tenderForAct(deps, session, { id, act, operation: 'discardTender', event: 'discard' })
    const discarded = await changeTender(deps, session, { record, event: 'discard', set: {} })
    await appendEvent(deps, session, {
      type: 'tender.discarded',
      subject: { tender: id, project: record.project },
      at: instantOf(at),
      act,
      facts: tenderFacts(discarded),
    })
    return discarded
  })
}
