import type { Yuan } from '../primitives/money.ts'
import type { Article, ClockName } from './clocks.ts'
import type { MethodId } from './methods.ts'

/** What is bought (工程/货物/服务); a sale has none. */
export const subjectKinds = ['works', 'goods', 'services'] as const

/** One of works, goods, services. */
export type SubjectKind = (typeof subjectKinds)[number]

/** From which amount a project must be traded here (应进必进), with the article. */
export interface Threshold {
  readonly kind: SubjectKind
  readonly amount: Yuan
  readonly article: Article
}

/** A category of the trading catalogue (交易目录). */
export interface Category {
  readonly id: string
  readonly label: { readonly zh: string; readonly en: string }
  readonly direction: 'buy' | 'sell' | 'both'
  readonly methods: readonly { readonly id: MethodId; readonly isOpen: boolean }[]
  /** The clock its tenders run by; null while the category is not open. */
  readonly clock: ClockName | null
  /** First letter of its project codes. */
  readonly codeLetter: string
  readonly regulator: { readonly zh: string; readonly en: string }
  readonly thresholds: readonly Threshold[]
  /** Below this sum of ceiling prices a notice is offered 2 of 3 custodians instead of 3 of 5. */
  readonly smallPurchaseBelow: Yuan | null
}

const mustTender: Article = {
  id: 'NDRC-16-5',
  zh: '《必须招标的工程项目规定》（国家发展改革委令第16号）第五条',
  en: 'Provisions on Engineering Projects that Must Be Tendered (NDRC Order 16), art. 5',
}
const procurementLimit: Article = {
  id: 'GBF-2019-55',
  zh: '《地方预算单位政府集中采购目录及标准指引（2020年版）》',
  en: 'Guidelines on Catalogue and Standards of Local Government Procurement (2020)',
}

function yuan(text: string): Yuan {
  return text as Yuan
}

function notYetOpen(...ids: readonly MethodId[]): Category['methods'] {
  return ids.map((id) => ({ id, isOpen: false }))
}

/** Every category, open or not. Data: what it says may differ by city. */
export const categories: readonly Category[] = [
  {
    id: 'engineering',
    label: { zh: '工程建设', en: 'Engineering' },
    direction: 'buy',
    methods: [{ id: 'open-tender', isOpen: true }, ...notYetOpen('invited-tender')],
    clock: 'engineering',
    codeLetter: 'A',
    regulator: { zh: '行业主管部门', en: 'The authority of the industry' },
    thresholds: [
      { kind: 'works', amount: yuan('4000000.00'), article: mustTender },
      { kind: 'goods', amount: yuan('2000000.00'), article: mustTender },
      { kind: 'services', amount: yuan('1000000.00'), article: mustTender },
    ],
    smallPurchaseBelow: yuan('4000000.00'),
  },
  {
    id: 'government-procurement',
    label: { zh: '政府采购', en: 'Government procurement' },
    direction: 'buy',
    methods: [
      { id: 'open-tender', isOpen: true },
      ...notYetOpen('invited-tender', 'competitive-negotiation', 'competitive-consultation', 'inquiry', 'single-source'),
    ],
    clock: 'procurement',
    codeLetter: 'D',
    regulator: { zh: '财政部门', en: 'The finance authority' },
    thresholds: [
      { kind: 'goods', amount: yuan('2000000.00'), article: procurementLimit },
      { kind: 'services', amount: yuan('2000000.00'), article: procurementLimit },
      { kind: 'works', amount: yuan('600000.00'), article: procurementLimit },
    ],
    smallPurchaseBelow: yuan('2000000.00'),
  },
  {
    id: 'land-use-rights',
    label: { zh: '国有建设用地使用权', en: 'State land-use rights' },
    direction: 'sell',
    methods: notYetOpen('sale-tender', 'auction', 'listing'),
    clock: null,
    codeLetter: 'B',
    regulator: { zh: '自然资源主管部门', en: 'The natural resources authority' },
    thresholds: [],
    smallPurchaseBelow: null,
  },
  {
    id: 'mineral-rights',
    label: { zh: '矿业权', en: 'Mineral rights' },
    direction: 'sell',
    methods: notYetOpen('sale-tender', 'auction', 'listing'),
    clock: null,
    codeLetter: 'E',
    regulator: { zh: '自然资源主管部门', en: 'The natural resources authority' },
    thresholds: [],
    smallPurchaseBelow: null,
  },
  {
    id: 'state-property',
    label: { zh: '国有产权、国有房产招租', en: 'State property and leases' },
    direction: 'sell',
    methods: notYetOpen('online-auction', 'listing'),
    clock: null,
    codeLetter: 'C',
    regulator: { zh: '国有资产监督管理机构', en: 'The state assets authority' },
    thresholds: [],
    smallPurchaseBelow: null,
  },
  {
    id: 'environmental-rights',
    label: { zh: '排污权、用能权、碳排放权', en: 'Emission, energy and carbon rights' },
    direction: 'sell',
    methods: notYetOpen('online-auction'),
    clock: null,
    codeLetter: 'F',
    regulator: { zh: '生态环境主管部门', en: 'The environment authority' },
    thresholds: [],
    smallPurchaseBelow: null,
  },
  {
    id: 'other',
    label: { zh: '其他（林权、特许经营、中介服务等）', en: 'Other (forestry, franchises, agency services…)' },
    direction: 'both',
    methods: notYetOpen('open-tender', 'invited-tender', 'online-auction', 'listing'),
    clock: null,
    codeLetter: 'Z',
    regulator: { zh: '行业主管部门', en: 'The authority of the industry' },
    thresholds: [],
    smallPurchaseBelow: null,
  },
]
