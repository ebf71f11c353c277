import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import { nextState } from '#shared/lifecycle/table.ts'
import { type TenderEvent, type TenderState, tenderLifecycle } from '#shared/lifecycle/tender.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { policyTable } from '#shared/policy/table.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { NoticesReads } from './deps.ts'
import { scheduleOf } from './schedule.ts'
import { type TenderRecord, tenderModel } from './tender.model.ts'

/** What most acts on a tender name: the tender, and the version its signer saw. */
export interface TenderSubject {
  readonly tender: string
  readonly version: number
}

/** The stored tender of an id. Throws `not-found`. */
export async function readRecord(deps: NoticesReads, id: string, session?: ClientSession): Promise<TenderRecord> {
  const record = await tenderModel(deps.connection)
    .findById(id)
    .session(session ?? null)
    .lean()
  if (record === null) throw new DomainProblem('not-found')
  return record
}

/**
 * Reads the tender an act is about. Throws `not-found`; `act-wrong-subject` when the address names another tender or the signer saw
 * another version; `forbidden`; `tender-wrong-state` when the table has no such event there.
 */
export async function tenderForAct(
  deps: NoticesReads,
  session: ClientSession,
  input: {
    readonly id: string
    readonly act: VerifiedAct<TenderSubject>
    readonly operation: string
    readonly event?: TenderEvent
  },
): Promise<TenderRecord> {
  const { id, act, operation, event } = input
  if (act.subject.tender !== id) throw new DomainProblem('act-wrong-subject')
  const record = await readRecord(deps, id, session)
  assertOperation(operation, act.by, record)
  if (event !== undefined) assertEvent(record.state, event)
  if (record.version !== act.subject.version) throw new DomainProblem('act-wrong-subject', { version: record.version })
  return record
}

/** Throws `forbidden` when the policy's row does not let this actor do it to this tender. */
export function assertOperation(operation: string, actor: Actor | undefined, record: TenderRecord): void {
  const row = policyTable[operation]
  assertHolds(row !== undefined, `a policy row for ${operation}`)
  assertPermitted(row, actor, {
    tenderParties: tenderParties(record),
    custodianParties: record.seats.map(({ party }) => party),
  })
}

/** The parties that run a tender. */
export function tenderParties(record: Pick<TenderRecord, 'tendererParty' | 'agencyParty'>): string[] {
  return record.agencyParty === null ? [record.tendererParty] : [record.tendererParty, record.agencyParty]
}

/** Throws `tender-wrong-state` when the table has no such event in this state. */
export function assertEvent(state: TenderState, event: TenderEvent): void {
  if (nextState(tenderLifecycle, state, event) === undefined) throw new DomainProblem('tender-wrong-state', { state })
}

/** Throws `tender-suspended` while anything holds the tender. */
export function assertRunning(record: Pick<TenderRecord, 'suspensions'>): void {
  const [first] = record.suspensions
  if (first !== undefined) throw new DomainProblem('tender-suspended', { since: first.since, reason: first.reason })
}

/**
 * Changes a tender by compare-and-set on the version read; `event` also moves its state, and what is due next follows from both. Throws
 * `state-changed`. Answers the tender as it is now.
 */
export async function changeTender(
  deps: NoticesReads,
  session: ClientSession,
  input: { readonly record: TenderRecord; readonly event?: TenderEvent; readonly set: Partial<TenderRecord> },
): Promise<TenderRecord> {
  const { record, event, set } = input
  const state = event === undefined ? record.state : nextState(tenderLifecycle, record.state, event)
  if (state === undefined) throw new DomainProblem('tender-wrong-state', { state: record.state })
  const suspensions = set.suspensions ?? record.suspensions
  const next: TenderRecord = {
    ...record,
    ...set,
    state,
    suspensions,
    isSuspended: suspensions.length > 0,
    version: record.version + 1,
  }
  const derived = { ...scheduleOf(next), closingKey: `${state === 'published' ? 'open' : 'shut'}-${next.deadlineAt ?? ''}` }
  const changed = await tenderModel(deps.connection).updateOne(
    { _id: record._id, state: record.state, version: record.version },
    { $set: { ...set, state, suspensions, isSuspended: next.isSuspended, version: next.version, ...derived } },
    { session },
  )
  if (changed.matchedCount === 0) throw new DomainProblem('state-changed')
  return { ...next, ...derived }
}
