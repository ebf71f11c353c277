import { type Fen, parseYuan, type Yuan } from '../primitives/money.ts'
import { DomainProblem } from '../problems/domain-problem.ts'
import { type Category, categories, type SubjectKind, type Threshold } from './categories.ts'
import type { Clock, ClockName } from './clocks.ts'
import { methods } from './methods.ts'
import type { RulePack } from './rule-pack.ts'

/** The category of an id, or undefined. */
export function findCategory(id: string): Category | undefined {
  return categories.find((category) => category.id === id)
}

/**
 * The category of an id, if this platform runs the method for it. Throws `category-unknown`, `method-not-allowed-here` when the catalogue
 * does not allow the method, and `not-yet-open`, naming both, when it is in the catalogue but not built.
 */
export function openCategory(categoryId: string, methodId: string): Category & { readonly clock: ClockName } {
  const category = findCategory(categoryId)
  if (category === undefined) throw new DomainProblem('category-unknown', { category: categoryId })
  const allowed = category.methods.find(({ id }) => id === methodId)
  if (allowed === undefined) throw new DomainProblem('method-not-in-category', { category: categoryId, method: methodId })
  const { clock } = category
  if (!allowed.isOpen || clock === null) {
    const method = methods.find(({ id }) => id === methodId)
    throw new DomainProblem('not-yet-open', {
      what: `${category.label.zh} · ${method?.label.zh ?? methodId} (${categoryId}, ${methodId})`,
      category: categoryId,
      method: methodId,
    })
  }
  return { ...category, clock }
}

/** The clock a category's tenders run by under a rule pack. Throws `not-yet-open` for a category that has none. */
export function clockOf(pack: RulePack, categoryId: string): Clock {
  const clock = findCategory(categoryId)?.clock ?? null
  if (clock === null) throw new DomainProblem('not-yet-open', { what: categoryId, category: categoryId })
  return pack.clocks[clock]
}

/** The threshold that makes a project enter (应进必进), or undefined when its amount stays below. */
export function thresholdReached(category: Category, kind: SubjectKind, budget: Fen): Threshold | undefined {
  return category.thresholds.find((threshold) => threshold.kind === kind && budget >= parseYuan(threshold.amount))
}

/** The opening policy a notice is offered: 3 of 5 custodians, 2 of 3 for a small purchase. */
export function usualThreshold(category: Category, ceilingPrices: readonly Yuan[]): { readonly k: number; readonly n: number } {
  const total = ceilingPrices.reduce((sum, price) => sum + parseYuan(price), 0n)
  const isSmall = category.smallPurchaseBelow !== null && total < parseYuan(category.smallPurchaseBelow)
  return isSmall ? { k: 2, n: 3 } : { k: 3, n: 5 }
}
