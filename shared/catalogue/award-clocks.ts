import type { Period } from '../calendar/period.ts'
import type { AwardProcedure } from '../lifecycle/award.ts'
import { findCategory } from './catalogue.ts'
import type { Article, StatutoryPeriod } from './clocks.ts'
import type { RulePack } from './rule-pack.ts'

/** The periods between the report of a committee and a published contract. */
export const awardPeriodNames = [
  'publish-candidates',
  'publicity',
  'objection-reply',
  'complaint',
  'complaint-acceptance',
  'complaint-decision',
  'complaint-suspension',
  'report-hand-over',
  'award-decision',
  'result-publication',
  'result-notice',
  'query',
  'contract',
  'contract-publication',
  'contract-filing',
  'regulator-report',
] as const

/** One of the periods after a report. */
export type AwardPeriodName = (typeof awardPeriodNames)[number]

/** The periods of one kind of trade; null where its law knows none. */
export type AwardPeriods = Readonly<Record<AwardPeriodName, StatutoryPeriod | null>>

const SECONDS_PER_DEMO_DAY = 1

function article(id: string, zh: string, en: string): Article {
  return { id, zh, en }
}

function period(count: number, unit: 'calendar-days' | 'working-days', from: Article): StatutoryPeriod {
  return { statutory: { unit, count }, applied: { unit, count }, article: from }
}

const publicity = article('A1', '《招标投标法实施条例》第五十四条第一款', 'Implementing Regulations, art. 54(1)')
const objection = article('A2', '《招标投标法实施条例》第五十四条第二款', 'Implementing Regulations, art. 54(2)')
const complaint = article('A6', '《招标投标法实施条例》第六十条', 'Implementing Regulations, art. 60')
const handling = article('A6', '《招标投标法实施条例》第六十一条', 'Implementing Regulations, art. 61')
const contract = article('A4', '《招标投标法》第四十六条', 'Tendering and Bidding Law, art. 46')
const regulatorReport = article('A5', '《招标投标法》第四十七条', 'Tendering and Bidding Law, art. 47')
const decision = article(
  'G7',
  '《政府采购法实施条例》第四十三条、财政部令第87号第六十八条',
  'GP Regulations, art. 43; Order 87, art. 68',
)
const handOver = article('G7', '财政部令第87号第六十八条第一款', 'Order 87, art. 68(1)')
const result = article('G7', '财政部令第87号第六十九条第一款', 'Order 87, art. 69(1)')
const resultNotice = article('G7', '财政部令第87号第六十九条第三款', 'Order 87, art. 69(3)')
const suspension = article('G10', '《政府采购法》第五十七条', 'Government Procurement Law, art. 57')
const reply = article('G10', '《政府采购法》第五十三条', 'Government Procurement Law, art. 53')
const filed = article('G9', '《政府采购法》第四十七条', 'Government Procurement Law, art. 47')
const procured = article('G9', '《政府采购法》第四十六条', 'Government Procurement Law, art. 46')
const published = article('G9', '《政府采购法实施条例》第五十条', 'GP Regulations, art. 50')
const query = article(
  'G10',
  '《政府采购法》第五十二条、《政府采购法实施条例》第五十三条',
  'Government Procurement Law, art. 52; GP Regulations, art. 53',
)
const appeal = article('G10', '《政府采购法》第五十五条', 'Government Procurement Law, art. 55')
const appealed = article('G10', '《政府采购法》第五十六条', 'Government Procurement Law, art. 56')

const law: Readonly<Record<'engineering' | 'procurement', AwardPeriods>> = {
  engineering: {
    'publish-candidates': period(3, 'calendar-days', publicity),
    publicity: period(3, 'calendar-days', publicity),
    'objection-reply': period(3, 'calendar-days', objection),
    complaint: period(10, 'calendar-days', complaint),
    'complaint-acceptance': period(3, 'working-days', handling),
    'complaint-decision': period(30, 'working-days', handling),
    'complaint-suspension': null,
    'report-hand-over': null,
    'award-decision': null,
    'result-publication': null,
    'result-notice': null,
    query: null,
    contract: period(30, 'calendar-days', contract),
    'contract-publication': null,
    'contract-filing': null,
    'regulator-report': period(15, 'calendar-days', regulatorReport),
  },
  procurement: {
    'publish-candidates': null,
    // The law of procurement publishes the result, not candidates (G7).
    publicity: null,
    'objection-reply': period(7, 'working-days', reply),
    complaint: period(15, 'working-days', appeal),
    'complaint-acceptance': null,
    'complaint-decision': period(30, 'working-days', appealed),
    'complaint-suspension': period(30, 'calendar-days', suspension),
    'report-hand-over': period(2, 'working-days', handOver),
    'award-decision': period(5, 'working-days', decision),
    'result-publication': period(2, 'working-days', result),
    'result-notice': period(1, 'working-days', resultNotice),
    query: period(7, 'working-days', query),
    contract: period(30, 'calendar-days', procured),
    'contract-publication': period(2, 'working-days', published),
    'contract-filing': period(7, 'working-days', filed),
    'regulator-report': null,
  },
}

/** By which law a category's lots are awarded. */
export function awardProcedureOf(categoryId: string): AwardProcedure {
  return findCategory(categoryId)?.clock === 'procurement' ? 'procurement' : 'bidding'
}

/** The periods after a report that a category's tenders run by, under a rule pack. */
export function awardPeriods(pack: RulePack, categoryId: string): AwardPeriods {
  const periods = law[findCategory(categoryId)?.clock ?? 'engineering']
  if (!pack.isShortened) return periods
  const shortened = ({ count }: Period): Period => ({ unit: 'seconds', count: count * SECONDS_PER_DEMO_DAY })
  const entries = Object.entries(periods).map(([name, found]) => [
    name,
    found === null ? null : { ...found, applied: shortened(found.applied) },
  ])
  return Object.fromEntries(entries) as AwardPeriods
}
