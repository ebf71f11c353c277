import { depositClockOf } from '../catalogue/deposit-periods.ts'
import type { RulePack } from '../catalogue/rule-pack.ts'
import { type Fen, formatYuan, parseYuan, type Yuan } from '../primitives/money.ts'
import type { ProblemFacts } from '../problems/problem.ts'

/** What a notice asks for on a lot. */
interface AskedDeposit {
  readonly lot: string
  readonly amount: Yuan
}

/** The most a deposit for a lot of this budget may be, rounded down to the fen (N9: a share of the estimate, in procurement of the budget). */
export function depositCeiling(pack: RulePack, category: string, budget: Yuan): Fen {
  const { basisPoints } = pack.deposits.ceiling[depositClockOf(category)]
  return ((parseYuan(budget) * BigInt(basisPoints)) / 10_000n) as Fen
}

/** The first deposit of a notice that asks for more than the law allows (N9), as the facts of its problem; undefined when none does. */
export function depositTooHigh(
  pack: RulePack,
  category: string,
  asked: readonly AskedDeposit[],
  lots: readonly { readonly id: string; readonly name: string; readonly budget: Yuan }[],
): ProblemFacts | undefined {
  const { basisPoints, article } = pack.deposits.ceiling[depositClockOf(category)]
  for (const { lot: id, amount } of asked) {
    const lot = lots.find((each) => each.id === id)
    if (lot === undefined) continue
    const maximum = depositCeiling(pack, category, lot.budget)
    if (parseYuan(amount) <= maximum) continue
    return {
      lot: lot.name,
      amount,
      maximum: formatYuan(maximum),
      share: `${basisPoints / 100}%`,
      rule: article.id,
      articleZh: article.zh,
      articleEn: article.en,
    }
  }
  return undefined
}
