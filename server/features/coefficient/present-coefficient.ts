import { platformContributor } from '#shared/coefficient/terms.ts'
import type { getCoefficient } from '#shared/contracts/coefficient.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { readParty } from '../identity/index.ts'
import { isSuspended } from '../notices/index.ts'
import type { CoefficientReads } from './deps.ts'
import { readCoefficient, termsOf, valuesOf } from './read-coefficient.ts'
import { wantedShares } from './reveal.ts'

type Answer = ResultOf<typeof getCoefficient>

/** The coefficient of a tender as anybody may see it: all of it. */
export async function presentCoefficient(deps: CoefficientReads, id: string, at: number): Promise<Answer> {
  const { coefficient, tender } = await readCoefficient(deps, id)
  const terms = termsOf(coefficient)
  const contributors: Answer['contributors'] = []
  for (const { of, c, sealed, r, isOpened, fault } of coefficient.contributors) {
    const as = terms.parties.find(({ party }) => party === of)?.as ?? 'platform'
    const name = of === platformContributor ? null : (await readParty(deps, of)).name
    contributors.push({ of, name, as, c, sealed: sealed === null ? null : [...sealed], r, isOpened, fault })
  }
  return {
    tender: id,
    draw: coefficient.draw,
    state: coefficient.state,
    terms,
    deadlineAt: tender.deadlineAt,
    stepEndsAt: coefficient.stepEndsAt === null ? null : instantOf(coefficient.stepEndsAt.getTime()),
    isSuspended: isSuspended(tender),
    values: [...valuesOf(tender)],
    contributors,
    confirmations: coefficient.confirmations.map(({ i, unreadable }) => ({ i, unreadable: [...unreadable] })),
    wanted: wantedShares(coefficient, at).map(({ of }) => of),
    seed: coefficient.seed,
    lots: coefficient.lots === null ? null : [...coefficient.lots],
    voidReason: coefficient.voidReason,
  }
}
