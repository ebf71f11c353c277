import type { Period } from '../calendar/period.ts'

/** Where a rule comes from: its id in the list of rules, and the article in words a lawyer can use. */
export interface Article {
  readonly id: string
  readonly zh: string
  readonly en: string
}

/** A statutory period: what the law says, what this platform applies, and the article. They differ only in the rule pack `demo`. */
export interface StatutoryPeriod {
  readonly statutory: Period
  readonly applied: Period
  readonly article: Article
}

/** The names of the periods a notice is held to. */
export const periodNames = [
  'documents-available',
  'issue-to-deadline',
  'clarification-to-deadline',
  'objection-to-documents',
  'objection-reply',
] as const

/** One of the periods a notice is held to. */
export type PeriodName = (typeof periodNames)[number]

/** The clocks there are. */
export type ClockName = 'engineering' | 'procurement'

/** The periods of one kind of trade, and what an objection to the documents does there. */
export interface Clock {
  readonly label: { readonly zh: string; readonly en: string }
  readonly periods: Readonly<Record<PeriodName, StatutoryPeriod>>
  readonly objections: {
    /** Whether `objection-to-documents` is counted back from the deadline or on from publication. */
    readonly counted: 'before-deadline' | 'after-publication'
    /** Whether the trade stands still until the answer (TL 22). */
    readonly isPausing: boolean
  }
  /** Whether an amendment may change who is qualified (87-27, rule G3: not in procurement). */
  readonly isQualificationFixed: boolean
}

function days(count: number, unit: 'calendar-days' | 'working-days', article: Article): StatutoryPeriod {
  const statutory = { unit, count }
  return { statutory, applied: statutory, article }
}

/** The clocks of the law. */
export const clocks: Readonly<Record<ClockName, Clock>> = {
  engineering: {
    label: { zh: '工程建设项目招标投标', en: 'Engineering: Tendering and Bidding Law' },
    periods: {
      'documents-available': days(5, 'calendar-days', {
        id: 'N2',
        zh: '《招标投标法实施条例》第十六条',
        en: 'Implementing Regulations of the Tendering and Bidding Law, art. 16',
      }),
      'issue-to-deadline': days(20, 'calendar-days', {
        id: 'N3',
        zh: '《招标投标法》第二十四条',
        en: 'Tendering and Bidding Law, art. 24',
      }),
      'clarification-to-deadline': days(15, 'calendar-days', {
        id: 'N4',
        zh: '《招标投标法》第二十三条、《招标投标法实施条例》第二十一条',
        en: 'Tendering and Bidding Law, art. 23; Implementing Regulations, art. 21',
      }),
      'objection-to-documents': days(10, 'calendar-days', {
        id: 'N5',
        zh: '《招标投标法实施条例》第二十二条',
        en: 'Implementing Regulations of the Tendering and Bidding Law, art. 22',
      }),
      'objection-reply': days(3, 'calendar-days', {
        id: 'N5',
        zh: '《招标投标法实施条例》第二十二条',
        en: 'Implementing Regulations of the Tendering and Bidding Law, art. 22',
      }),
    },
    objections: { counted: 'before-deadline', isPausing: true },
    isQualificationFixed: false,
  },
  procurement: {
    label: { zh: '政府采购货物和服务招标', en: 'Government procurement of goods and services' },
    periods: {
      'documents-available': days(5, 'working-days', {
        id: 'G1',
        zh: '财政部令第87号第十六条、第十八条',
        en: 'Order 87 of the Ministry of Finance, arts. 16 and 18',
      }),
      'issue-to-deadline': days(20, 'calendar-days', {
        id: 'G2',
        zh: '《政府采购法》第三十五条',
        en: 'Government Procurement Law, art. 35',
      }),
      'clarification-to-deadline': days(15, 'calendar-days', {
        id: 'G3',
        zh: '财政部令第87号第二十七条',
        en: 'Order 87 of the Ministry of Finance, art. 27',
      }),
      'objection-to-documents': days(7, 'working-days', {
        id: 'G10',
        zh: '《政府采购法》第五十二条',
        en: 'Government Procurement Law, art. 52',
      }),
      'objection-reply': days(7, 'working-days', {
        id: 'G10',
        zh: '《政府采购法》第五十三条',
        en: 'Government Procurement Law, art. 53',
      }),
    },
    objections: { counted: 'after-publication', isPausing: false },
    isQualificationFixed: true,
  },
}
