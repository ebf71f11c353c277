import type { ClientSession } from 'mongoose'
import { movedBy } from '#shared/calendar/period.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { isPublicTender } from '#shared/lifecycle/tender.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { appendEvent } from '../ledger/index.ts'
import { changeTender } from './change-tender.ts'
import type { NoticesRecords } from './deps.ts'
import { tenderFacts } from './event-facts.ts'
import type { TenderRecord } from './tender.model.ts'
import type { Suspension } from './tender.ts'

/**
 * Has a tender stand still, in the caller's transaction: nothing of it is due, nothing of it is taken, until every suspension has ended.
 * The event on the public chain tells the cause, never who asked for it.
 */
export async function pauseTender(
  deps: NoticesRecords,
  session: ClientSession,
  { record, suspension }: { readonly record: TenderRecord; readonly suspension: Suspension },
): Promise<TenderRecord> {
  const paused = await changeTender(deps, session, {
    record,
    set: { suspensions: [...record.suspensions, suspension], pausedAt: record.pausedAt ?? suspension.since },
  })
  await appendChange(deps, session, paused, 'tender.suspended', suspension.since, {
    suspension: suspension.id,
    cause: suspension.cause,
    ...(suspension.cause === 'directive' ? { reason: suspension.reason, actSha256: suspension.actSha256 } : {}),
  })
  return paused
}

/**
 * Ends one suspension, in the caller's transaction. When it was the last, the tender goes on: a deadline not yet closed moves by the time
 * the tender stood still, and by rule to a working day; whoever reads the chain can reckon it again from the two events.
 */
export async function releaseTender(
  deps: NoticesRecords,
  session: ClientSession,
  { record, suspension, at }: { readonly record: TenderRecord; readonly suspension: string; readonly at: number },
): Promise<TenderRecord> {
  const suspensions = record.suspensions.filter(({ id }) => id !== suspension)
  if (suspensions.length === record.suspensions.length) return record
  if (suspensions.length > 0) {
    const eased = await changeTender(deps, session, { record, set: { suspensions } })
    await appendChange(deps, session, eased, 'tender.suspension-ended', instantOf(at), { suspension })
    return eased
  }
  assertHolds(record.pausedAt !== null, 'a suspended tender knows since when')
  const pausedMs = at - millisOf(record.pausedAt)
  const deadlineAt = movedDeadline(record, pausedMs)
  const resumed = await changeTender(deps, session, {
    record,
    set: {
      suspensions,
      pausedAt: null,
      deadlineAt,
      // A deadline further away asks the custodians once more.
      isReadinessAsked: record.isReadinessAsked && deadlineAt === record.deadlineAt,
    },
  })
  await appendChange(deps, session, resumed, 'tender.resumed', instantOf(at), { suspension, pausedMs, deadlineAt })
  return resumed
}

function movedDeadline(record: TenderRecord, pausedMs: number): TenderRecord['deadlineAt'] {
  if (record.deadlineAt === null || record.state !== 'published') return record.deadlineAt
  const pack = rulePack(record.rulePack)
  return instantOf(movedBy(pack.calendar, millisOf(record.deadlineAt), pausedMs, pack.movedDeadlineLandsOn))
}

async function appendChange(
  deps: NoticesRecords,
  session: ClientSession,
  record: TenderRecord,
  type: string,
  at: Suspension['since'],
  facts: { readonly [key: string]: Json },
): Promise<void> {
  await appendEvent(deps, session, {
    type,
    subject: { tender: record._id, project: record.project },
    at,
    ...(isPublicTender(record.state) ? { tender: record._id } : {}),
    facts: { ...tenderFacts(record), ...facts },
  })
}
