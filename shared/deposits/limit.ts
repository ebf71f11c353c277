import type { SubjectKind } from '../catalogue/categories.ts'
import type { Article } from '../catalogue/clocks.ts'
import { depositClockOf } from '../catalogue/deposit-periods.ts'
import type { RulePack } from '../catalogue/rule-pack.ts'
import { type Fen, formatYuan, parseYuan, type Yuan } from '../primitives/money.ts'
import type { ProblemFacts } from '../problems/problem.ts'

/** What is bought, as far as the limit of a deposit looks at it. */
export interface DepositTrade {
  readonly category: string
  readonly kind: SubjectKind
}

/**
 * The most a deposit for a lot of this budget may be, with the article that says so (N9): a share of the estimate, in procurement of the budget,
 * rounded down to the fen; and no more than the amount that the law of what is bought names, where it names one.
 */
export function depositCeiling(
  pack: RulePack,
  { category, kind }: DepositTrade,
  budget: Yuan,
): { readonly amount: Fen; readonly article: Article } {
  const { basisPoints, article, most } = pack.deposits.ceiling[depositClockOf(category)]
  const share = ((parseYuan(budget) * BigInt(basisPoints)) / 10_000n) as Fen
  const named = most[kind]
  return named !== undefined && parseYuan(named.amount) < share
    ? { amount: parseYuan(named.amount), article: named.article }
    : { amount: share, article }
}

/** The first deposit of a notice that asks for more than the law allows (N9), as the facts of its problem; undefined when none does. */
export function depositTooHigh(
  pack: RulePack,
  trade: DepositTrade,
  asked: readonly { readonly lot: string; readonly amount: Yuan }[],
  lots: readonly { readonly id: string; readonly name: string; readonly budget: Yuan }[],
): ProblemFacts | undefined {
  for (const { lot: id, amount } of asked) {
    const lot = lots.find((each) => each.id === id)
    if (lot === undefined) continue
    const ceiling = depositCeiling(pack, trade, lot.budget)
    if (parseYuan(amount) <= ceiling.amount) continue
    const { id: rule, zh, en } = ceiling.article
    return { lot: lot.name, amount, maximum: formatYuan(ceiling.amount), rule, articleZh: zh, articleEn: en }
  }
  return undefined
}
