import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import { type BeijingDay, beijingDayOf } from '#shared/calendar/beijing.ts'
import type { DepositForm } from '#shared/deposits/grounds.ts'
import { firstDepositState } from '#shared/lifecycle/deposit.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import type { Yuan } from '#shared/primitives/money.ts'
import { randomId } from '#shared/primitives/random.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import type { PublishedTender } from '../notices/index.ts'
import { keepersOf, openStandings, stateAfter, termOf, writeDeposit } from './change-deposit.ts'
import { type DepositRecord, depositModel } from './deposit.model.ts'
import type { DepositsDeps } from './deps.ts'
import type { Standings } from './read-standings.ts'

/** What the act says of one deposit. */
interface Received {
  readonly party: string
  readonly form: DepositForm
  readonly amount: Yuan
  readonly receivedOn: BeijingDay
  readonly reference: string
}

/**
 * Those who run the tender record what they received from published bidders of a lot, or from parties that have claimed there. A receipt recorded
 * again takes the place of the earlier one while nothing has been settled. Throws `deposits-not-open`, `deposit-not-required`,
 * `not-a-bidder-of-the-lot`, `deposit-day-refused`, `deposit-wrong-step`, `state-changed`.
 */
export async function recordDeposits(
  deps: DepositsDeps,
  {
    act,
    at,
  }: {
    readonly act: VerifiedAct<{ readonly tender: string; readonly lot: string }, { readonly deposits: readonly Received[] }>
    readonly at: number
  },
): Promise<DepositRecord[]> {
  const { lot } = act.subject
  return inTransaction(deps.connection, async (session) => {
    const { tender, standings } = await openStandings(deps, session, { operation: 'recordDeposits', act })
    assertRequired(tender, lot)
    const recorded: DepositRecord[] = []
    for (const received of act.body.deposits) {
      assertDay(received.receivedOn, at)
      const before = await findOrMake(deps, session, { tender, lot, standings, party: received.party })
      const { party: _, ...payment } = received
      const dueAt = dueOf(tender, standings, before)
      const after: DepositRecord = {
        ...before,
        state: stateAfter(before, 'record'),
        receipt: { ...payment, at: instantOf(at), actSha256: act.sha256 },
        // A refusal made in error is taken back by the receipt.
        settlement: null,
        dueAt,
        nextDueAt: isTold(before, dueAt) ? null : dueAt,
        version: before.version + 1,
      }
      if (before.version === 0) await depositModel(deps.connection).create([after], { session })
      else await writeDeposit(deps, session, before, after)
      recorded.push(after)
    }
    await appendEvent(deps, session, {
      type: 'deposit.recorded',
      subject: { tender: tender._id, lot },
      at: instantOf(at),
      act,
      tender: tender._id,
      facts: { lot, deposits: recorded.map(({ _id }) => _id) },
      isActPublic: false,
    })
    return recorded
  })
}

/** Throws `deposit-not-required` where the notice asks for none on the lot. */
export function assertRequired({ deposits }: Pick<PublishedTender, 'deposits'>, lot: string): void {
  if (!deposits.some((asked) => asked.lot === lot)) throw new DomainProblem('deposit-not-required')
}

/** Throws `deposit-day-refused` for a day that has not come. */
export function assertDay(day: BeijingDay, at: number): void {
  if (day > beijingDayOf(at)) throw new DomainProblem('deposit-day-refused', { day })
}

/** When the return is late, as a moment of the database; null: not yet. */
export function dueOf(tender: PublishedTender, standings: Standings, deposit: DepositRecord): Date | null {
  const term = termOf(tender, standings, deposit)
  return term === null ? null : new Date(term.overdueAt)
}

/** Whether the passing of this very due moment has been told. */
export function isTold({ toldDueAt }: Pick<DepositRecord, 'toldDueAt'>, dueAt: Date | null): boolean {
  return dueAt !== null && toldDueAt?.getTime() === dueAt.getTime()
}

/** A deposit nothing has been said of: version 0 is in no database. */
export function newDeposit(
  deps: DepositsDeps,
  { tender, ...about }: { readonly tender: PublishedTender; readonly lot: string; readonly party: string; readonly name: string },
): DepositRecord {
  return {
    _id: randomId(deps.random),
    ...about,
    tender: tender._id,
    keepers: keepersOf(tender),
    version: 0,
    state: firstDepositState,
    receipt: null,
    claim: null,
    settlement: null,
    contests: [],
    dueAt: null,
    toldDueAt: null,
    nextDueAt: null,
    leaseUntil: null,
  }
}

async function findOrMake(
  deps: DepositsDeps,
  session: ClientSession,
  input: { readonly tender: PublishedTender; readonly lot: string; readonly standings: Standings; readonly party: string },
): Promise<DepositRecord> {
  const { tender, lot, standings, party } = input
  const found = await depositModel(deps.connection)
    .findOne({ tender: tender._id, lot, party })
    .session(session)
    .lean<DepositRecord>()
  if (found !== null) return found
  const bidder = standings.bidders.find((each) => each.lot === lot && each.party === party)
  if (bidder === undefined) throw new DomainProblem('not-a-bidder-of-the-lot')
  return newDeposit(deps, { tender, lot, party, name: bidder.name })
}
