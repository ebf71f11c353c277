import type { BeijingDay } from '../calendar/beijing.ts'
import type { Yuan } from '../primitives/money.ts'
import type { SubjectKind } from './categories.ts'
import type { Article, ClockName } from './clocks.ts'

/** Interest rates of one day on, in basis points (1/10,000) a year. */
export interface DepositRates {
  readonly from: BeijingDay
  /** Base rates for loans by their term, the shortest first; the last holds for every longer one. */
  readonly loans: readonly { readonly upToDays: number; readonly basisPoints: number }[]
  /** Base rate for demand deposits. */
  readonly demandDeposit: number
  readonly source: { readonly zh: string; readonly en: string }
}

/** What of bid deposits differs by law, place and time. */
export interface DepositRules {
  /** At most this share of the lot's budget, in basis points, and where something of this kind is bought no more than an amount (N9). */
  readonly ceiling: Readonly<
    Record<
      ClockName,
      {
        readonly basisPoints: number
        readonly article: Article
        readonly most: Readonly<Partial<Record<SubjectKind, { readonly amount: Yuan; readonly article: Article }>>>
      }
    >
  >
  /** For a late return: the loan base rate times this (G11); null where the law of the trade fixes no rate. */
  readonly lateInterest: Readonly<
    Record<ClockName, { readonly numerator: number; readonly denominator: number; readonly article: Article } | null>
  >
  /** Days a year of interest has: what a rate is divided by for the rate of a day. */
  readonly yearDays: number
  readonly yearDaysSource: { readonly zh: string; readonly en: string }
  /** The newest last. */
  readonly rates: readonly DepositRates[]
}

function article(id: string, zh: string, en: string): Article {
  return { id, zh, en }
}

/** Deposits by the law of mainland China. Rates: those last set by the People's Bank, which has published no base rates since. */
export const depositRules: DepositRules = {
  ceiling: {
    engineering: {
      basisPoints: 200,
      article: article('N9', '《招标投标法实施条例》第二十六条', 'Implementing Regulations, art. 26'),
      most: {
        works: {
          amount: '800000.00' as Yuan,
          article: article(
            'N9',
            '《工程建设项目施工招标投标办法》第三十七条',
            'Measures for Tendering and Bidding of Construction Works, art. 37',
          ),
        },
        goods: {
          amount: '800000.00' as Yuan,
          article: article(
            'N9',
            '《工程建设项目货物招标投标办法》第二十七条',
            'Measures for Tendering and Bidding of Goods in Construction, art. 27',
          ),
        },
      },
    },
    procurement: {
      basisPoints: 200,
      article: article('N9', '财政部令第87号第三十八条第一款', 'Order 87, art. 38(1)'),
      most: {},
    },
  },
  lateInterest: {
    engineering: null,
    procurement: { numerator: 12, denominator: 10, article: article('G11', '财政部令第87号第三十八条', 'Order 87, art. 38') },
  },
  yearDays: 360,
  yearDaysSource: {
    zh: '中国人民银行银发〔2005〕129号：日利率＝年利率÷360',
    en: 'People’s Bank, Yinfa [2005] No. 129: the rate of a day is the rate of the year divided by 360',
  },
  rates: [
    {
      from: '2015-10-24' as BeijingDay,
      loans: [
        { upToDays: 365, basisPoints: 435 },
        { upToDays: 1825, basisPoints: 475 },
        { upToDays: Number.POSITIVE_INFINITY, basisPoints: 490 },
      ],
      demandDeposit: 35,
      source: {
        zh: '中国人民银行2015年10月24日起执行的贷款、存款基准利率',
        en: 'Base rates of the People’s Bank of China in force from 24 October 2015',
      },
    },
  ],
}
