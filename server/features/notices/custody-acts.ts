import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import { custodyPolicySha256 } from '#shared/catalogue/custody.ts'
import { isKeyNeeded } from '#shared/lifecycle/custody.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent, tenderChain } from '../ledger/index.ts'
import { assertEvent, changeTender, readRecord } from './change-tender.ts'
import { assertFresh, assertSeat, parseCustodyKey, seatOf, testContent } from './custody-test.ts'
import type { NoticesDeps, NoticesReads } from './deps.ts'
import { tenderFacts } from './event-facts.ts'
import type { SeatRecord, TenderRecord } from './tender.model.ts'

/** What every act of a custodian names. */
interface SeatSubject {
  readonly tender: string
  readonly i: number
}

/** An act of a custodian on the tender of an address. */
export interface CustodyAct<Body> {
  readonly id: string
  readonly act: VerifiedAct<SeatSubject, Body>
  readonly at: number
}

/**
 * Accepts a seat with a fresh key that has opened the test envelope, for exactly the opening policy and seats as they stand. Throws
 * `custody-policy-changed`, `custody-test-failed`, `custody-key-refused`, `seat-not-yours`, `seat-wrong-state`, `tender-wrong-state`.
 */
export async function acceptCustody(
  deps: NoticesDeps,
  { id, act, at }: CustodyAct<{ keySpki: string; testSha256: string; policySha256: string }>,
): Promise<void> {
  const keySha256 = sha256Hex(await parseCustodyKey(act.body.keySpki))
  await inTransaction(deps.connection, async (session) => {
    const { record, seat } = await seatForAct(deps, session, { id, act, operation: 'acceptCustody' })
    assertEvent(record.state, 'file')
    assertSeat(seat, 'asked')
    await assertFresh(deps, record._id, keySha256)
    if (policyOf(record) !== act.body.policySha256) throw new DomainProblem('custody-policy-changed')
    const expected = sha256Hex(testContent(deps, record, { i: seat.i, purpose: 'accept', keySha256 }))
    if (act.body.testSha256 !== expected) throw new DomainProblem('custody-test-failed')
    await setSeat(deps, session, record, {
      ...seat,
      state: 'accepted',
      person: act.by.person,
      certSha256: act.actor.certSha256,
      keySpki: act.body.keySpki,
      keySha256,
      acceptActSha256: act.sha256,
    })
    await appendEvent(deps, session, {
      type: 'custody.accepted',
      subject: seatName(record, seat),
      at: instantOf(at),
      act,
      facts: { ...tenderFacts(record), i: seat.i, keySha256 },
    })
  })
}

/** Declines a seat, accepted or not, before the notice is filed. Throws `seat-not-yours`, `seat-wrong-state`, `tender-wrong-state`. */
export async function declineCustody(deps: NoticesDeps, { id, act, at }: CustodyAct<{ reason: string }>): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { record, seat } = await seatForAct(deps, session, { id, act, operation: 'declineCustody' })
    assertEvent(record.state, 'file')
    assertSeat(seat, 'asked', 'accepted')
    await setSeat(deps, session, record, {
      ...seat,
      state: 'declined',
      person: null,
      certSha256: null,
      keySpki: null,
      keySha256: null,
      acceptActSha256: null,
    })
    await appendEvent(deps, session, {
      type: 'custody.declined',
      subject: seatName(record, seat),
      at: instantOf(at),
      act,
      facts: { ...tenderFacts(record), i: seat.i },
    })
  })
}

/** Confirms that the accepted key opens a test envelope of the deadline in force. Throws `custody-test-failed`, `seat-…`, `tender-wrong-state`. */
export async function confirmReadiness(
  deps: NoticesDeps,
  { id, act, at }: CustodyAct<{ keySha256: string; testSha256: string }>,
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { record, seat } = await seatForAct(deps, session, { id, act, operation: 'confirmReadiness' })
    if (!['approved', 'published', 'closed'].includes(record.state))
      throw new DomainProblem('tender-wrong-state', { state: record.state })
    assertSeat(seat, 'accepted')
    const { keySha256 } = act.body
    const expected = sha256Hex(testContent(deps, record, { i: seat.i, purpose: 'ready', keySha256 }))
    if (seat.keySha256 !== keySha256 || act.body.testSha256 !== expected) throw new DomainProblem('custody-test-failed')
    await setSeat(deps, session, record, { ...seat, readyAt: instantOf(at) })
    await appendEvent(deps, session, {
      type: 'custody.ready',
      subject: seatName(record, seat),
      at: instantOf(at),
      act,
      ...(record.state === 'approved' ? {} : { tender: id }),
      facts: { ...tenderFacts(record), i: seat.i, keySha256 },
    })
  })
}

/** Records that the key of a finished tender has been destroyed. Throws `tender-wrong-state` while it may still be needed, `seat-…`. */
export async function destroyCustodyKey(deps: NoticesDeps, { id, act, at }: CustodyAct<{ keySha256: string }>): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { record, seat } = await seatForAct(deps, session, { id, act, operation: 'destroyCustodyKey' })
    if (await isKeyStillNeeded(deps, record)) throw new DomainProblem('tender-wrong-state', { state: record.state })
    assertSeat(seat, 'accepted')
    if (seat.destroyedAt !== null) throw new DomainProblem('seat-wrong-state', { i: seat.i, state: 'destroyed' })
    if (seat.keySha256 !== act.body.keySha256) throw new DomainProblem('custody-key-refused')
    await setSeat(deps, session, record, { ...seat, destroyedAt: instantOf(at) })
    await appendEvent(deps, session, {
      type: 'custody.key-destroyed',
      subject: seatName(record, seat),
      at: instantOf(at),
      act,
      ...(record.publishedAt === null ? {} : { tender: id }),
      facts: { ...tenderFacts(record), i: seat.i, keySha256: act.body.keySha256 },
    })
  })
}

/** Whether keys of a tender may still be asked for, as its state and its chain tell. */
export async function isKeyStillNeeded(
  deps: NoticesReads,
  { _id, state }: Pick<TenderRecord, '_id' | 'state'>,
): Promise<boolean> {
  const chain = state === 'opened' || state === 'failed' ? await tenderChain(deps, _id) : []
  return isKeyNeeded(
    state,
    chain.map(({ event, facts }) => ({ ...event, facts })),
  )
}

/** The digest of what a custodian of this tender accepts now; undefined while there is no draft. */
export function policyOf(record: Pick<TenderRecord, '_id' | 'draft' | 'seats'>): string | undefined {
  return record.draft === null ? undefined : custodyPolicySha256(record._id, record.draft.openingPolicy, record.seats)
}

async function seatForAct(
  deps: NoticesDeps,
  session: ClientSession,
  { id, act, operation }: { readonly id: string; readonly act: VerifiedAct<SeatSubject>; readonly operation: string },
): Promise<{ readonly record: TenderRecord; readonly seat: SeatRecord }> {
  if (act.subject.tender !== id) throw new DomainProblem('act-wrong-subject')
  const record = await readRecord(deps, id, session)
  return { record, seat: seatOf(record, act.subject.i, act.by, operation) }
}

async function setSeat(deps: NoticesDeps, session: ClientSession, record: TenderRecord, seat: SeatRecord): Promise<void> {
  await changeTender(deps, session, { record, set: { seats: record.seats.map((found) => (found.i === seat.i ? seat : found)) } })
}

function seatName(record: TenderRecord, seat: SeatRecord): Record<string, string> {
  return { tender: record._id, project: record.project, seat: String(seat.i) }
}
