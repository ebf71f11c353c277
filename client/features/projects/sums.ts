import { type Fen, formatYuan, parseYuan, type Yuan } from '#shared/primitives/money.ts'

/** The sum of the lots' budgets, in yuan with two decimals. */
export function budgetOf(lots: readonly { readonly budget: Yuan }[]): Yuan {
  return formatYuan(lots.reduce((sum, { budget }) => sum + parseYuan(budget), 0n) as Fen)
}
