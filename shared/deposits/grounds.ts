import type { Article, ClockName } from '../catalogue/clocks.ts'

/** How a deposit is given. */
export const depositForms = ['transfer', 'cheque', 'draft', 'guarantee'] as const

/** One way of giving a deposit. */
export type DepositForm = (typeof depositForms)[number]

/** Why a bidder asks for its deposit by itself, the platform not knowing of it or of the cause. */
export const claimGrounds = ['withdrawn', 'not-opened', 'extension-refused', 'unrecorded'] as const

/** One reason of a claim. */
export type ClaimGround = (typeof claimGrounds)[number]

/** On what grounds a deposit is not given back. */
export const keepGrounds = ['revoked', 'no-contract', 'extra-terms', 'no-performance-bond', 'stated-in-documents'] as const

/** One ground for keeping a deposit. */
export type KeepGround = (typeof keepGrounds)[number]

/** What a bidder was in the lot, as far as grounds look at it. */
export type DepositRole = 'winner' | 'passed-over' | 'bidder' | 'unopened'

const article = (id: string, zh: string, en: string): Article => ({ id, zh, en })
const afterAward = article('A4', '《招标投标法实施条例》第七十四条', 'Implementing Regulations, art. 74')

/** The grounds of each law, with their articles. */
export const keepArticles: Readonly<Record<ClockName, Readonly<Partial<Record<KeepGround, Article>>>>> = {
  engineering: {
    revoked: article('B8', '《招标投标法实施条例》第三十五条第二款', 'Implementing Regulations, art. 35(2)'),
    'no-contract': afterAward,
    'extra-terms': afterAward,
    'no-performance-bond': afterAward,
  },
  procurement: {
    revoked: article('B8', '财政部令第87号第二十三条', 'Order 87, art. 23'),
    'stated-in-documents': article('G11', '财政部令第87号第二十条', 'Order 87, art. 20'),
  },
}

/** What of a bidder in its lot decides on which grounds its deposit may be kept. */
export interface KeepSubject {
  readonly role: DepositRole
  /** Whether its contract is concluded. */
  readonly isContracted: boolean
}

/**
 * The grounds on which a deposit may be kept. Who revokes its bid after the deadline may lose it (B8); who won, or would have and was passed
 * over, and does not conclude, asks for other terms, or gives no performance bond, does (Implementing Regulations 74). A bid that was never
 * opened, because it was withdrawn in time or its lot failed, forfeits nothing.
 */
export function keepGroundsFor(clock: ClockName, { role, isContracted }: KeepSubject): KeepGround[] {
  if (role === 'unopened' || isContracted) return []
  const isOfWinners = (ground: KeepGround) =>
    ground === 'no-contract' || ground === 'extra-terms' || ground === 'no-performance-bond'
  return keepGrounds.filter(
    (ground) =>
      keepArticles[clock][ground] !== undefined && (!isOfWinners(ground) || role === 'winner' || role === 'passed-over'),
  )
}
