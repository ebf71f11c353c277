import { type BeijingDay, beijingDayOf, startOfBeijingDay } from '../calendar/beijing.ts'
import type { ClockName } from '../catalogue/clocks.ts'
import { depositClockOf, depositPeriod } from '../catalogue/deposit-periods.ts'
import type { DepositRates, DepositRules } from '../catalogue/deposit-rules.ts'
import type { RulePack } from '../catalogue/rule-pack.ts'
import { assertHolds } from '../primitives/assert.ts'
import type { Fen } from '../primitives/money.ts'
import type { DepositForm } from './grounds.ts'
import type { DepositTerm } from './terms.ts'

const DAY_MS = 86_400_000
const BASIS_POINTS = 10_000n

/** What is owed beside the principal. */
export interface InterestOwed {
  readonly daysLate: number
  /** For the days late, where the law fixes a rate (G11). */
  readonly late: Fen
  readonly daysHeld: number
  /**
   * The bank's deposit interest, where the law gives it (A4, N12), by the base rate for demand deposits: a measure, since what the bank paid
   * is what is owed.
   */
  readonly bank: Fen
}

/**
 * Simple interest in fen: principal × rate × factor × days ÷ (10,000 × days of a year), in whole numbers throughout, rounded half up to the fen
 * once, at the end. Rate in basis points a year.
 */
export function simpleInterest(
  principal: Fen,
  input: {
    readonly basisPoints: number
    readonly days: number
    readonly yearDays: number
    readonly numerator?: number
    readonly denominator?: number
  },
): Fen {
  const { basisPoints, days, yearDays, numerator = 1, denominator = 1 } = input
  const above = principal * BigInt(basisPoints) * BigInt(numerator) * BigInt(days)
  const below = BASIS_POINTS * BigInt(yearDays) * BigInt(denominator)
  return ((2n * above + below) / (2n * below)) as Fen
}

/**
 * Interest for a late return (G11): at the base rate for loans of a term as long as the delay, in force on the first day late, times 1.2. Zero
 * where the law of the trade fixes no rate.
 */
export function lateInterest(
  rules: DepositRules,
  clock: ClockName,
  { principal, days, firstDay }: { readonly principal: Fen; readonly days: number; readonly firstDay: BeijingDay },
): Fen {
  const factor = rules.lateInterest[clock]
  if (factor === null || days <= 0) return 0n as Fen
  const band = ratesOn(rules, firstDay).loans.find(({ upToDays }) => days <= upToDays)
  assertHolds(band !== undefined, 'the last band of loan rates has no end')
  const { numerator, denominator } = factor
  return simpleInterest(principal, { basisPoints: band.basisPoints, days, yearDays: rules.yearDays, numerator, denominator })
}

/**
 * What is owed with a deposit that is returned on a day. Days late are those after the last day of its term, the day of the return included; days
 * held are counted from the day it was received to the day before the return. A guarantee is no money and bears nothing. Under shortened
 * periods, whose day is a second, lateness is counted in seconds up to `at` (ms), the moment of the act.
 */
export function interestOwed(
  pack: RulePack,
  category: string,
  deposit: {
    readonly form: DepositForm
    readonly principal: Fen
    readonly receivedOn: BeijingDay
    readonly term: DepositTerm | null
    readonly returnedOn: BeijingDay
    readonly at: number
  },
): InterestOwed {
  const { form, principal, receivedOn, term, returnedOn, at } = deposit
  const daysLate = term === null ? 0 : daysLateOf(pack, term.overdueAt, { returnedOn, at })
  const daysHeld = Math.max(0, daysBetween(receivedOn, returnedOn))
  const nothing = 0n as Fen
  if (form === 'guarantee') return { daysLate, late: nothing, daysHeld, bank: nothing }
  const rules = pack.deposits
  // Given back before its time has begun to run, a deposit bears what it would have borne then.
  const hasBankInterest = term?.hasBankInterest ?? depositPeriod(pack, category, 'contract')?.hasBankInterest ?? false
  const bankDays = { basisPoints: ratesOn(rules, receivedOn).demandDeposit, days: daysHeld, yearDays: rules.yearDays }
  return {
    daysLate,
    late:
      term === null
        ? nothing
        : lateInterest(rules, depositClockOf(category), { principal, days: daysLate, firstDay: beijingDayOf(term.overdueAt) }),
    daysHeld,
    bank: hasBankInterest ? simpleInterest(principal, bankDays) : nothing,
  }
}

function daysLateOf(pack: RulePack, overdueAt: number, { returnedOn, at }: { returnedOn: BeijingDay; at: number }): number {
  if (pack.isShortened) return at < overdueAt ? 0 : Math.floor((at - overdueAt) / 1000) + 1
  return Math.max(0, daysBetween(beijingDayOf(overdueAt), returnedOn) + 1)
}

function daysBetween(from: BeijingDay, to: BeijingDay): number {
  return Math.round((startOfBeijingDay(to) - startOfBeijingDay(from)) / DAY_MS)
}

/** The rates in force on a day; before the first that is known, the first. */
function ratesOn({ rates }: DepositRules, day: BeijingDay): DepositRates {
  const found = rates.findLast(({ from }) => from <= day) ?? rates[0]
  assertHolds(found !== undefined, 'there are rates')
  return found
}
