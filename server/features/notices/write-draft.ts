import type { ClientSession } from 'mongoose'
import { letterFormFault } from '#shared/catalogue/letter-form.ts'
import type { NoticeDraft } from '#shared/catalogue/notice.ts'
import { openingPolicyFault } from '#shared/catalogue/opening-policy.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { assertNoticeTimes, assertWindows } from '#shared/catalogue/statutory.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { equalBytes } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { partiesInRole, readParty } from '../identity/index.ts'
import { appendEvent } from '../ledger/index.ts'
import { assertDeposits } from './assert-deposits.ts'
import { assertCoefficientParties, assertPlan } from './assert-plan.ts'
import { assertEvent, assertOperation, changeTender, readRecord, tenderParties } from './change-tender.ts'
import type { NoticesDeps } from './deps.ts'
import { tenderFacts } from './event-facts.ts'
import type { SeatRecord, TenderRecord } from './tender.model.ts'

/**
 * Saves the draft, judged by every rule that will judge the filing. An acceptance stays only while the opening policy and all seats are
 * what the custodian accepted. Throws `tender-wrong-state`, `state-changed`, `opening-policy-refused`, `letter-form-refused`,
 * `party-not-in-role`, `period-too-short`, `times-out-of-order`, `window-too-short`.
 */
export async function writeDraft(
  deps: NoticesDeps,
  input: {
    readonly id: string
    readonly version: number
    readonly draft: NoticeDraft
    readonly actor: Actor
    readonly at: number
  },
): Promise<TenderRecord> {
  const { draft, at } = input
  return inTransaction(deps.connection, async (session) => {
    const record = await readRecord(deps, input.id, session)
    assertOperation('writeDraft', input.actor, record)
    assertEvent(record.state, 'file')
    if (record.version !== input.version) throw new DomainProblem('state-changed')
    await assertDraft(deps, record, draft, at)
    const seats = await seatsOf(deps, record, draft)
    const saved = await changeTender(deps, session, { record, set: { draft, seats, title: draft.title, summary: draft.summary } })
    await tellAsked(deps, session, record, saved, at)
    return saved
  })
}

/** Judges a draft by the rules of its category: throws the problem of the first it breaks. */
export async function assertDraft(deps: NoticesDeps, record: TenderRecord, draft: NoticeDraft, at: number): Promise<void> {
  const pack = rulePack(record.rulePack)
  const interested = new Set([...tenderParties(record), ...(record.centreParty === null ? [] : [record.centreParty])])
  for (const centre of await partiesInRole(deps, 'centre')) interested.add(centre._id)
  const policyFault = openingPolicyFault(draft.openingPolicy, draft.seats, interested)
  if (policyFault !== undefined) throw new DomainProblem('opening-policy-refused', { fault: policyFault })
  const formFault = letterFormFault(draft.envelopes)
  if (formFault !== undefined) throw new DomainProblem('letter-form-refused', { fault: formFault })
  assertPlan(record, draft)
  assertDeposits(record, draft)
  await assertCoefficientParties(deps, interested, draft)
  assertWindows(pack, draft.openingPolicy.windows)
  assertNoticeTimes(pack, record.category, draft, Math.max(at, millisOf(draft.publishAt)))
}

async function seatsOf(deps: NoticesDeps, record: TenderRecord, draft: NoticeDraft): Promise<SeatRecord[]> {
  const isSame =
    record.draft !== null &&
    equalBytes(
      canonicalBytes([record.draft.openingPolicy, record.draft.seats]),
      canonicalBytes([draft.openingPolicy, draft.seats]),
    )
  return Promise.all(
    draft.seats.map(async ({ i, party: id }) => {
      const before = record.seats.find((seat) => seat.i === i && seat.party === id)
      if (isSame && before !== undefined) return before
      const party = await readParty(deps, id)
      if (!party.approvedRoles.includes('custodian'))
        throw new DomainProblem('party-not-in-role', { party: party.name, role: 'custodian' })
      return askedSeat(i, id, party.name)
    }),
  )
}

/** Custodians hear of a seat that is new to them, or whose policy has changed since they accepted. */
async function tellAsked(
  deps: NoticesDeps,
  session: ClientSession,
  before: TenderRecord,
  saved: TenderRecord,
  at: number,
): Promise<void> {
  const asked = saved.seats.filter((seat) => seat.state === 'asked' && !before.seats.includes(seat)).map(({ party }) => party)
  if (asked.length === 0) return
  await appendEvent(deps, session, {
    type: 'custody.asked',
    subject: { tender: saved._id, project: saved.project },
    at: instantOf(at),
    // The parties this event concerns are those asked, not those that run the tender.
    facts: { ...tenderFacts(saved), parties: asked },
  })
}

function askedSeat(i: number, party: string, name: string): SeatRecord {
  return {
    i,
    party,
    name,
    state: 'asked',
    person: null,
    certSha256: null,
    keySpki: null,
    keySha256: null,
    acceptActSha256: null,
    readinessAskedAt: null,
    readyAt: null,
    destroyedAt: null,
  }
}
