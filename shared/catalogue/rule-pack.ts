import { chinaCalendar } from '../calendar/china.ts'
import type { Period } from '../calendar/period.ts'
import type { WorkingCalendar } from '../calendar/working-days.ts'
import { type Clock, type ClockName, clocks } from './clocks.ts'
import { type DepositRules, depositRules } from './deposit-rules.ts'
import type { rulePackNames } from './rule-pack-name.ts'

/** Name of a rule pack. Stands in every answer that tells a period or a time reckoned from one. */
export type RulePackName = (typeof rulePackNames)[number]

/** The data a trade's clocks run by. The engine knows no number of its own. */
export interface RulePack {
  readonly name: RulePackName
  readonly label: { readonly zh: string; readonly en: string }
  /** True when periods are not those of the law. */
  readonly isShortened: boolean
  readonly calendar: WorkingCalendar
  readonly clocks: Readonly<Record<ClockName, Clock>>
  /** Where a deadline lands that a suspension has moved. */
  readonly movedDeadlineLandsOn: 'any-day' | 'working-day'
  /** How long before the deadline custodians are asked whether their keys are at hand. */
  readonly readinessBefore: Period
  /** How long a committee may take over a re-review before silence counts as nothing to correct (X13). The law names no time: this is the platform's. */
  readonly reReviewWithin: Period
  /** Bid deposits: how much at most, and what a late return costs (N9, G11). */
  readonly deposits: DepositRules
  /** Bounds of the waiting times of an opening, in seconds, and what a notice says if it says nothing. */
  readonly windows: {
    readonly minimum: WindowSeconds
    readonly usual: WindowSeconds
  }
}

interface WindowSeconds {
  readonly revealSeconds: number
  readonly custodianSeconds: number
  readonly signatureSeconds: number
  readonly objectionSeconds: number
}

const SECONDS_PER_DEMO_DAY = 1

const law: RulePack = {
  name: 'cn',
  label: { zh: '法定期限', en: 'Statutory periods' },
  isShortened: false,
  calendar: chinaCalendar,
  clocks,
  movedDeadlineLandsOn: 'working-day',
  readinessBefore: { unit: 'calendar-days', count: 1 },
  reReviewWithin: { unit: 'working-days', count: 3 },
  deposits: depositRules,
  windows: {
    minimum: { revealSeconds: 600, custodianSeconds: 300, signatureSeconds: 300, objectionSeconds: 300 },
    usual: { revealSeconds: 3600, custodianSeconds: 1800, signatureSeconds: 1800, objectionSeconds: 1800 },
  },
}

const demo: RulePack = {
  ...law,
  name: 'demo',
  label: { zh: '演示：法定期限每一日缩短为一秒', en: 'Demo: every day of the statutory periods is shortened to one second' },
  isShortened: true,
  clocks: { engineering: shortenedClock(clocks.engineering), procurement: shortenedClock(clocks.procurement) },
  movedDeadlineLandsOn: 'any-day',
  readinessBefore: { unit: 'seconds', count: 10 },
  reReviewWithin: { unit: 'seconds', count: 300 },
  windows: {
    minimum: { revealSeconds: 1, custodianSeconds: 1, signatureSeconds: 1, objectionSeconds: 1 },
    usual: { revealSeconds: 20, custodianSeconds: 10, signatureSeconds: 10, objectionSeconds: 5 },
  },
}

/** The rule pack of a name. */
export function rulePack(name: RulePackName): RulePack {
  return name === 'cn' ? law : demo
}

function shortened(period: Period): Period {
  return { unit: 'seconds', count: period.count * SECONDS_PER_DEMO_DAY }
}

function shortenedClock(clock: Clock): Clock {
  const periods = Object.entries(clock.periods).map(([name, period]) => [name, { ...period, applied: shortened(period.applied) }])
  return { ...clock, periods: Object.fromEntries(periods) as Clock['periods'] }
}
