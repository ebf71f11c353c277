import type { VerifiedAct } from '#shared/acts/act.ts'
import { clockOf } from '#shared/catalogue/catalogue.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { objectionAnswerDueAt, objectionsEndAt, periodFacts } from '#shared/catalogue/statutory.ts'
import type { AnswerOf } from '#shared/contracts/contract.ts'
import type { listObjectionsContract } from '#shared/contracts/notices/questions.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readParty } from '../identity/index.ts'
import { appendEvent } from '../ledger/index.ts'
import { assertOperation, readRecord, tenderParties } from './change-tender.ts'
import type { NoticesDeps, NoticesReads, NoticesRecords } from './deps.ts'
import { tenderFacts } from './event-facts.ts'
import { type Objection, objectionModel } from './objection.model.ts'
import { pauseTender, releaseTender } from './suspend-tender.ts'
import type { TenderRecord } from './tender.model.ts'

/**
 * Takes an objection to the tender documents (TL 22, rule N5; G10). Where the law says so the tender stands still from this moment until
 * it is answered. Throws `objection-too-late` with the article, `tender-wrong-state`, `act-wrong-subject` for a notice no longer in force.
 */
export async function fileObjection(
  deps: NoticesDeps,
  input: {
    readonly id: string
    readonly act: VerifiedAct<{ tender: string; notice: string }, { text: string }>
    readonly at: number
  },
): Promise<Objection> {
  const { id, act, at } = input
  if (act.subject.tender !== id) throw new DomainProblem('act-wrong-subject')
  const { name } = await readParty(deps, act.by.party)
  return inTransaction(deps.connection, async (session) => {
    const record = await readRecord(deps, id, session)
    if (record.publishedAt === null) throw new DomainProblem('not-found')
    if (record.state !== 'published') throw new DomainProblem('tender-wrong-state', { state: record.state })
    if (act.subject.notice !== record.noticeSha256) throw new DomainProblem('act-wrong-subject')
    assertInTime(record, at)
    const pack = rulePack(record.rulePack)
    const answerDueAt = instantOf(objectionAnswerDueAt(pack, record.category, at))
    const objection: Objection = {
      _id: randomId(deps.random),
      tender: id,
      party: act.by.party,
      partyName: name,
      person: act.by.person,
      text: act.body.text,
      actSha256: act.sha256,
      filedAt: instantOf(at),
      answerDueAt,
      answer: null,
      nextDueAt: new Date(millisOf(answerDueAt)),
      leaseUntil: null,
    }
    await objectionModel(deps.connection).create([objection], { session })
    await appendEvent(deps, session, {
      type: 'objection.filed',
      subject: { tender: id, project: record.project, objection: objection._id },
      at: objection.filedAt,
      act,
      facts: { ...tenderFacts(record), objection: objection._id, answerDueAt },
    })
    if (clockOf(pack, record.category).objections.isPausing) {
      const suspension = {
        id: objection._id,
        cause: 'objection',
        reason: clockOf(pack, record.category).periods['objection-to-documents'].article.zh,
        actSha256: act.sha256,
        since: objection.filedAt,
      } as const
      await pauseTender(deps, session, { record, suspension })
    }
    return objection
  })
}

/** Answers an objection; the tender goes on when nothing else holds it. Throws `objection-answered`, `not-found`, `act-wrong-subject`. */
export async function answerObjection(
  deps: NoticesDeps,
  input: {
    readonly id: string
    readonly act: VerifiedAct<{ tender: string; objection: string }, { answer: string }>
    readonly at: number
  },
): Promise<Objection> {
  const { id, act, at } = input
  if (act.subject.tender !== id) throw new DomainProblem('act-wrong-subject')
  return inTransaction(deps.connection, async (session) => {
    const record = await readRecord(deps, id, session)
    assertOperation('answerObjection', act.by, record)
    const objections = objectionModel(deps.connection)
    const objection = await objections.findById(act.subject.objection).session(session).lean()
    if (objection === null || objection.tender !== id) throw new DomainProblem('not-found')
    if (objection.answer !== null) throw new DomainProblem('objection-answered')
    const answer = { text: act.body.answer, at: instantOf(at), actSha256: act.sha256 }
    const changed = await objections.updateOne(
      { _id: objection._id, answer: null },
      { $set: { answer, nextDueAt: null } },
      { session },
    )
    if (changed.matchedCount === 0) throw new DomainProblem('state-changed')
    await appendEvent(deps, session, {
      type: 'objection.answered',
      subject: { tender: id, project: record.project, objection: objection._id },
      at: answer.at,
      act,
      tender: id,
      facts: { ...tenderFacts(record), objection: objection._id },
    })
    await releaseTender(deps, session, { record, suspension: objection._id, at })
    return { ...objection, answer, nextDueAt: null }
  })
}

/**
 * The objections of a published tender. Those who run it and the regulator see all and by whom, an objector its own; everybody else
 * those that are answered, without a name.
 */
export async function listObjections(
  deps: NoticesReads,
  { id, actor, at }: { readonly id: string; readonly actor: Actor | undefined; readonly at: number },
): Promise<AnswerOf<typeof listObjectionsContract>> {
  const record = await readRecord(deps, id)
  if (record.publishedAt === null) throw new DomainProblem('not-found')
  const found = await objectionModel(deps.connection).find({ tender: id }).sort({ filedAt: 1, _id: 1 }).lean()
  const seesAll = actor !== undefined && (tenderParties(record).includes(actor.party) || actor.roles.includes('regulator'))
  return {
    objections: found
      .filter((objection) => seesAll || objection.answer !== null || objection.party === actor?.party)
      .map((objection) => presentObjection(objection, { isNamed: seesAll || objection.party === actor?.party, at })),
  }
}

/** An objection as an audience may see it. */
export function presentObjection(
  { _id, text, filedAt, answerDueAt, answer, party, partyName }: Objection,
  { isNamed, at }: { readonly isNamed: boolean; readonly at: number },
): AnswerOf<typeof listObjectionsContract>['objections'][number] {
  return {
    id: _id,
    text,
    filedAt,
    answerDueAt,
    isOverdue: answer === null ? at >= millisOf(answerDueAt) : answer.at >= answerDueAt,
    by: isNamed ? { party, name: partyName } : null,
    answer: answer === null ? null : { ...answer },
  }
}

/** Tells the regulator that an objection has had no answer in time; the tender goes on standing still (N5). */
export async function reportOverdue(deps: NoticesRecords, id: string, now: number): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const objections = objectionModel(deps.connection)
    const objection = await objections.findById(id).session(session).lean()
    if (objection === null || objection.answer !== null || objection.nextDueAt === null) return
    const record = await readRecord(deps, objection.tender, session)
    await objections.updateOne({ _id: id, nextDueAt: objection.nextDueAt }, { $set: { nextDueAt: null } }, { session })
    await appendEvent(deps, session, {
      type: 'objection.overdue',
      subject: { tender: record._id, project: record.project, objection: id },
      at: instantOf(now),
      facts: { ...tenderFacts(record), objection: id, answerDueAt: objection.answerDueAt },
    })
  })
}

function assertInTime(record: TenderRecord, at: number): void {
  const { publishedAt, deadlineAt } = record
  assertHolds(publishedAt !== null && deadlineAt !== null, 'a published tender has a deadline')
  const pack = rulePack(record.rulePack)
  // While a tender stands still its deadline goes on moving away: an objection then has as long as before.
  const pausedMs = record.pausedAt === null ? 0 : at - millisOf(record.pausedAt)
  const deadline = instantOf(millisOf(deadlineAt) + pausedMs)
  const end = objectionsEndAt(pack, record.category, { publishedAt, deadlineAt: deadline })
  if (at < end) return
  const period = clockOf(pack, record.category).periods['objection-to-documents']
  throw new DomainProblem('objection-too-late', { objectionsUntil: instantOf(end), ...periodFacts(pack, period) })
}
