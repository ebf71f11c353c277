import { findCategory, thresholdReached } from '#shared/catalogue/catalogue.ts'
import type { AnswerOf } from '#shared/contracts/contract.ts'
import type { readProjectContract } from '#shared/contracts/projects.ts'
import { type Fen, parseYuan } from '#shared/primitives/money.ts'
import type { Project } from './project.model.ts'

/** A project as its own parties, centre and regulator see it. */
export function presentProject(project: Project): AnswerOf<typeof readProjectContract> {
  const { _id, registeredBy: _by, centreParty: _centre, lots, rounds, suspension, ...rest } = project
  const category = findCategory(project.category)
  const budget = lots.reduce((sum, lot) => sum + parseYuan(lot.budget), 0n) as Fen
  const reached = category === undefined ? undefined : thresholdReached(category, project.kind, budget)
  return {
    ...rest,
    id: _id,
    lots: lots.map((lot) => ({ ...lot })),
    rounds: rounds.map((round) => ({ ...round, lots: [...round.lots] })),
    suspension: suspension === null ? null : { ...suspension },
    mustEnter: reached === undefined ? null : { amount: reached.amount, article: { ...reached.article } },
  }
}
