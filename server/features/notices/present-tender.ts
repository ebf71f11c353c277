import { beijingDayOf } from '#shared/calendar/beijing.ts'
import { isProvisional } from '#shared/calendar/working-days.ts'
import { findCategory, usualThreshold } from '#shared/catalogue/catalogue.ts'
import { noticeField } from '#shared/catalogue/notice.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import type { AnswerOf } from '#shared/contracts/contract.ts'
import type { listTendersContract } from '#shared/contracts/notices/public-list.ts'
import type { readTenderContract } from '#shared/contracts/notices/tenders.ts'
import { isPublicTender } from '#shared/lifecycle/tender.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { millisOf } from '#shared/primitives/instant.ts'
import { type Fen, formatYuan } from '#shared/primitives/money.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { tenderParties } from './change-tender.ts'
import { composeRecord } from './compose-record.ts'
import { effectiveTimes } from './effective-times.ts'
import type { ListedTender } from './list-tenders.ts'
import { acceptedSeats, type TenderRecord, tenderOf } from './tender.model.ts'

/** What a tender is to an actor: nothing it may know of, what everybody reads, or the whole desk. */
type Audience = 'nobody' | 'public' | 'custodian' | 'desk'

/** A tender as this actor may see it. Throws `not-found` for a tender the actor may not know of. */
export function presentTender(record: TenderRecord, actor: Actor | undefined): AnswerOf<typeof readTenderContract> {
  const audience = audienceOf(record, actor)
  if (audience === 'nobody') throw new DomainProblem('not-found')
  const tender = tenderOf(record)
  const {
    _id,
    tendererParty,
    tendererName,
    agencyParty,
    agencyName,
    centreParty: _centre,
    deposits: _deposits,
    ...shared
  } = tender
  return {
    ...shared,
    id: _id,
    isShortened: rulePack(record.rulePack).isShortened,
    isSuspended: record.isSuspended,
    suspensions: record.suspensions.map((suspension) => ({ ...suspension })),
    lots: record.lots.map((lot) => ({ ...lot })),
    tenderer: { party: tendererParty, name: tendererName },
    agency: agencyParty === null ? null : { party: agencyParty, name: agencyName ?? '' },
    ...effectiveTimes(record),
    isCalendarProvisional: isCountProvisional(record),
    custodians: [...tender.custodians],
    envelopes: [...tender.envelopes],
    // Custodians asked before publication learn what they are to keep, not what is bought ahead of everybody else (P10).
    documents: audience === 'custodian' ? [] : [...tender.documents],
    noticeHistory: record.noticeHistory.map((entry) => ({ ...entry })),
    notice: audience === 'custodian' ? null : record.notice,
    desk: audience === 'desk' ? deskOf(record) : null,
  }
}

function isCountProvisional(record: TenderRecord): boolean {
  const deadlineAt = record.deadlineAt ?? record.draft?.deadlineAt
  const { calendar } = rulePack(record.rulePack)
  return deadlineAt !== undefined && isProvisional(calendar, beijingDayOf(millisOf(deadlineAt)))
}

/** A row of the public list. */
export function presentRow(record: ListedTender): AnswerOf<typeof listTendersContract>['tenders'][number] {
  const { publishedAt, deadlineAt } = record
  assertHolds(publishedAt !== null && deadlineAt !== null, 'a public tender has its times')
  const { _id, code, title, category, kind, industry, method, region, regionName, round, rulePack: pack, state } = record
  return {
    id: _id,
    code,
    title,
    category,
    kind,
    industry,
    method,
    region,
    regionName,
    round,
    rulePack: pack,
    state,
    isSuspended: record.isSuspended,
    tendererName: record.tendererName,
    agencyName: record.agencyName,
    budget: formatYuan(BigInt(record.budgetKey) as Fen),
    publishedAt,
    deadlineAt,
    amended: record.amended ?? null,
    summary: record.summary,
  }
}

function audienceOf(record: TenderRecord, actor: Actor | undefined): Audience {
  const isOwn = actor !== undefined && tenderParties(record).includes(actor.party)
  const isReviewing = actor !== undefined && (actor.roles.includes('regulator') || actor.roles.includes('centre'))
  if (isOwn || (isReviewing && record.state !== 'draft' && record.state !== 'discarded')) return 'desk'
  if (isPublicTender(record.state)) return 'public'
  return actor !== undefined && record.seats.some(({ party }) => party === actor.party) ? 'custodian' : 'nobody'
}

function deskOf(record: TenderRecord): AnswerOf<typeof readTenderContract>['desk'] {
  const category = findCategory(record.category)
  assertHolds(category !== undefined, 'a tender has a category')
  const published = new Set((record.notice?.documents ?? []).map(({ sha256 }) => sha256))
  return {
    draft: record.draft,
    proposal: proposalOf(record),
    returnReason: record.returnReason,
    attached: record.attached.filter(({ sha256 }) => !published.has(sha256)).map((document) => ({ ...document })),
    seats: record.seats.map(({ i, party, name, state }) => ({ i, party, name, state })),
    usualThreshold: usualThreshold(
      category,
      record.lots.map(({ ceilingPrice }) => ceilingPrice),
    ),
  }
}

/** The notice that could be filed now; null while anything is missing or it has been filed. */
function proposalOf(record: TenderRecord): AnswerOf<typeof readTenderContract>['notice'] {
  if (record.state !== 'draft' && record.state !== 'returned') return null
  if (acceptedSeats(record.seats).length !== record.seats.length) return null
  const composed = noticeField.safeParse(composeRecord(record))
  return composed.success ? composed.data : null
}
