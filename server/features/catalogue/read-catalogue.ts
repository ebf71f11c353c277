import { categories } from '#shared/catalogue/categories.ts'
import { methods } from '#shared/catalogue/methods.ts'
import { provinces } from '#shared/catalogue/regions.ts'
import { type RulePackName, rulePack } from '#shared/catalogue/rule-pack.ts'
import type { AnswerOf } from '#shared/contracts/contract.ts'
import type { readCatalogueContract } from '#shared/contracts/projects.ts'

/** The catalogue with what the rule pack in force applies beside what the law says. */
export function readCatalogue(name: RulePackName): AnswerOf<typeof readCatalogueContract> {
  const pack = rulePack(name)
  const labelOf = (id: string) => methods.find((method) => method.id === id)?.label ?? { zh: id, en: id }
  return {
    rulePack: pack.name,
    rulePackLabel: pack.label,
    isShortened: pack.isShortened,
    categories: categories.map(({ id, label, direction, clock, regulator, thresholds, smallPurchaseBelow, ...category }) => ({
      id,
      label,
      direction,
      methods: category.methods.map((method) => ({ ...method, label: labelOf(method.id) })),
      clock,
      regulator,
      thresholds: [...thresholds],
      smallPurchaseBelow,
    })),
    clocks: pack.clocks,
    windows: { minimum: { ...pack.windows.minimum }, usual: { ...pack.windows.usual } },
    calendar: {
      label: pack.calendar.name,
      years: pack.calendar.years.map(({ year, isProvisional, source }) => ({ year, isProvisional, source })),
    },
    provinces: [...provinces],
  }
}
