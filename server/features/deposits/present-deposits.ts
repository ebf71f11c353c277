import type { z } from 'zod'
import { beijingDayOf } from '#shared/calendar/beijing.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import type { AnswerOf } from '#shared/contracts/contract.ts'
import type { getDeposits } from '#shared/contracts/deposits.ts'
import type { depositView } from '#shared/contracts/deposits-fields.ts'
import type { DepositTerm } from '#shared/deposits/terms.ts'
import { isOpenDeposit } from '#shared/lifecycle/deposit.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { type Instant, instantOf } from '#shared/primitives/instant.ts'
import { formatYuan } from '#shared/primitives/money.ts'
import { type PublishedTender, readPublishedTender } from '../notices/index.ts'
import { keepersOf, termOf } from './change-deposit.ts'
import { type DepositPayment, type DepositRecord, depositModel } from './deposit.model.ts'
import type { DepositsReads } from './deps.ts'
import { keepGroundsOf } from './keep-deposit.ts'
import { readStandings, type Standings } from './read-standings.ts'
import { owedAt } from './return-deposit.ts'
import { mayBecomeBond } from './turn-deposit-into-bond.ts'

type View = z.input<typeof depositView>

/** The deposits of a tender as the caller may know them, at a moment. Throws `not-found`. */
export async function presentDeposits(
  deps: DepositsReads,
  tenderId: string,
  { actor, at }: { readonly actor: Actor; readonly at: number },
): Promise<AnswerOf<typeof getDeposits>> {
  const tender = await readPublishedTender(deps, tenderId)
  const standings = await readStandings(deps, tender)
  const isKeeper = keepersOf(tender).includes(actor.party)
  const isWatching = isKeeper || actor.roles.includes('regulator')
  const found = await depositModel(deps.connection)
    .find({ tender: tenderId, ...(isWatching ? {} : { party: actor.party }) })
    .sort({ lot: 1, name: 1, _id: 1 })
    .lean<DepositRecord[]>()
  const known = new Set(found.map(({ lot, party, receipt }) => (receipt === null ? '' : lot + party)))
  return {
    isOpen: standings.isOpen,
    isShortened: rulePack(tender.rulePack).isShortened,
    isKeeper,
    lots: tender.lots.map(({ id, name }) => {
      const asked = tender.deposits.find(({ lot }) => lot === id)
      return {
        lot: id,
        name,
        required: asked === undefined ? null : { amount: asked.amount, payment: asked.payment },
        bidders: isWatching ? biddersOf(standings, id, known) : [],
      }
    }),
    deposits: found.map((deposit) => presentDeposit(tender, standings, deposit, at)),
  }
}

/** Deposits as an act has left them. */
export async function presentChanged(deps: DepositsReads, changed: readonly DepositRecord[], at: number): Promise<View[]> {
  const [first] = changed
  if (first === undefined) return []
  const tender = await readPublishedTender(deps, first.tender)
  const standings = await readStandings(deps, tender)
  return changed.map((deposit) => presentDeposit(tender, standings, deposit, at))
}

function presentDeposit(tender: PublishedTender, standings: Standings, deposit: DepositRecord, at: number): View {
  const isOpen = isOpenDeposit(deposit.state)
  const term = termOf(tender, standings, deposit)
  const { receipt, claim, settlement } = deposit
  return {
    id: deposit._id,
    tender: deposit.tender,
    lot: deposit.lot,
    version: deposit.version,
    party: deposit.party,
    name: deposit.name,
    state: deposit.state,
    receipt: receipt === null ? null : paymentOf(receipt),
    claim: claim === null ? null : presentClaim(claim),
    term: term === null ? null : presentTerm(term),
    isOverdue: isOpen && term !== null && at >= term.overdueAt,
    owed: deposit.state === 'held' ? presentOwed(tender, deposit, term, at) : null,
    mayBeKeptFor: deposit.state === 'held' ? keepGroundsOf(tender, standings, deposit) : [],
    mayBecomeBond: deposit.state === 'held' && mayBecomeBond(standings, deposit),
    settlement: settlement === null ? null : presentSettlement(settlement),
    contests: deposit.contests.map(({ text, at: saidAt }) => ({ text, at: saidAt as Instant })),
  }
}

function paymentOf({ form, amount, receivedOn, reference, at }: DepositPayment) {
  return { form, amount, receivedOn, reference, at: at as Instant }
}

function presentClaim(claim: NonNullable<DepositRecord['claim']>): NonNullable<View['claim']> {
  const { ground, refundTo, refusal } = claim
  return {
    ...paymentOf(claim),
    ground,
    refundTo,
    refusal: refusal === null ? null : { reason: refusal.reason, at: refusal.at as Instant },
  }
}

function presentTerm({
  basis,
  from,
  overdueAt,
  article,
  isPlatformsOwn,
  hasBankInterest,
}: DepositTerm): NonNullable<View['term']> {
  return {
    basis,
    from: instantOf(from),
    overdueAt: instantOf(overdueAt),
    article: { ...article },
    isPlatformsOwn,
    hasBankInterest,
  }
}

function presentOwed(tender: PublishedTender, deposit: DepositRecord, term: DepositTerm | null, at: number): View['owed'] {
  const { daysLate, late, daysHeld, bank } = owedAt({ tender, deposit, term, at }, beijingDayOf(at))
  return { daysLate, late: formatYuan(late), daysHeld, bank: formatYuan(bank) }
}

function presentSettlement(settlement: NonNullable<DepositRecord['settlement']>): NonNullable<View['settlement']> {
  const { actSha256: _, at, ...told } = settlement
  return { ...told, at: at as Instant }
}

/** Bidders of a lot as the opening published them, each once; who withdrew or failed with its lot is none. */
function biddersOf({ bidders }: Standings, lot: string, known: ReadonlySet<string>) {
  const ofLot = new Map(bidders.filter((each) => each.lot === lot).map(({ party, name }) => [party, name]))
  return [...ofLot].map(([party, name]) => ({ party, name, isRecorded: known.has(lot + party) }))
}
