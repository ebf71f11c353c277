import type { Period } from '../calendar/period.ts'
import { findCategory } from './catalogue.ts'
import type { Article, ClockName, StatutoryPeriod } from './clocks.ts'
import type { RulePack } from './rule-pack.ts'

/** What the time for the return of a bid deposit runs from. */
export const depositBases = ['withdrawal', 'extension-refused', 'award-notice', 'contract', 'lot-failed', 'termination'] as const

/** One of the things the time for a return runs from. */
export type DepositBasis = (typeof depositBases)[number]

/** The time for the return of a deposit. */
export interface DepositPeriod extends StatutoryPeriod {
  /** The law says "promptly", or nothing: the number of days is the platform's own. */
  readonly isPlatformsOwn: boolean
  /** Whether the bank's deposit interest goes back with the money. */
  readonly hasBankInterest: boolean
}

function article(id: string, zh: string, en: string): Article {
  return { id, zh, en }
}

const refund = article('G11', '财政部令第87号第三十八条', 'Order 87, art. 38')
const contracted = article('A4', '《招标投标法实施条例》第五十七条第二款', 'Implementing Regulations, art. 57(2)')

const days = (
  unit: 'calendar-days' | 'working-days',
  from: Article,
  { isPlatformsOwn = false, hasBankInterest = false } = {},
): DepositPeriod => {
  const period = { unit, count: 5 }
  return { statutory: period, applied: period, article: from, isPlatformsOwn, hasBankInterest }
}

const own = { isPlatformsOwn: true }
const interest = { hasBankInterest: true }

const periods: Readonly<Record<ClockName, Readonly<Record<DepositBasis, DepositPeriod | null>>>> = {
  engineering: {
    withdrawal: days(
      'calendar-days',
      article('B8', '《招标投标法实施条例》第三十五条第一款', 'Implementing Regulations, art. 35(1)'),
    ),
    'extension-refused': days(
      'calendar-days',
      article(
        'N9',
        '保证金有效期与投标有效期一致（《招标投标法实施条例》第二十六条）；法律未定退还天数',
        'A deposit is valid as long as its bid (Implementing Regulations, art. 26); the law names no days',
      ),
      own,
    ),
    // Losers, too, wait for the contract.
    'award-notice': null,
    contract: days('calendar-days', contracted, interest),
    'lot-failed': days(
      'calendar-days',
      article(
        'A4',
        '法律未定退还天数，参照《招标投标法实施条例》第五十七条',
        'The law names no days: as in Implementing Regulations, art. 57',
      ),
      { ...own, ...interest },
    ),
    termination: days(
      'calendar-days',
      article(
        'N12',
        '《招标投标法实施条例》第三十一条（及时退还）',
        'Implementing Regulations, art. 31 (to be returned promptly)',
      ),
      { ...own, ...interest },
    ),
  },
  procurement: {
    withdrawal: days('working-days', refund),
    'extension-refused': days(
      'working-days',
      article('G11', '法律未定退还天数，参照财政部令第87号第三十八条', 'The law names no days: as in Order 87, art. 38'),
      own,
    ),
    'award-notice': days('working-days', refund),
    contract: days('working-days', refund),
    'lot-failed': days(
      'working-days',
      article('G11', '法律未定退还天数，参照财政部令第87号第三十八条', 'The law names no days: as in Order 87, art. 38'),
      own,
    ),
    termination: days('working-days', article('N12', '财政部令第87号第二十九条', 'Order 87, art. 29'), interest),
  },
}

const SECONDS_PER_DEMO_DAY = 1

/** The law's clock a category of trade runs by. */
export function depositClockOf(category: string): ClockName {
  return findCategory(category)?.clock ?? 'engineering'
}

/** The time for a return from something that happened, under a rule pack; null where the law of the trade counts nothing from it. */
export function depositPeriod(pack: RulePack, category: string, basis: DepositBasis): DepositPeriod | null {
  const found = periods[depositClockOf(category)][basis]
  if (found === null || !pack.isShortened) return found
  const applied: Period = { unit: 'seconds', count: found.applied.count * SECONDS_PER_DEMO_DAY }
  return { ...found, applied }
}
