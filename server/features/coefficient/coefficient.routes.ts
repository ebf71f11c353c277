import * as contracts from '#shared/contracts/coefficient.ts'
import type { HttpRegistrar } from '../../platform/http/http.ts'
import { commitToCoefficient, confirmCoefficientEscrow } from './contribute.ts'
import type { CoefficientDeps } from './deps.ts'
import { makeCoefficientBundle } from './make-coefficient-bundle.ts'
import { presentCoefficient } from './present-coefficient.ts'
import { awaitCoefficientStep } from './read-coefficient.ts'
import { releaseCoefficientShares, revealCoefficientNumber } from './reveal.ts'

/** Adds the endpoints of drawn coefficients. */
export function registerCoefficientRoutes(http: HttpRegistrar, deps: CoefficientDeps): void {
  /** A step that crashed between its commit and its checkpoint is finished first: what follows must come after it in the log. */
  const after = async (tender: string, work: () => Promise<unknown>): Promise<undefined> => {
    await awaitCoefficientStep(deps, tender)
    await work()
    return undefined
  }
  http.route(contracts.getCoefficient, ({ params, at }) => presentCoefficient(deps, params.tender, at))
  http.route(contracts.getCoefficientBundle, async ({ params }) => ({ bytes: await makeCoefficientBundle(deps, params.tender) }))
  http.route(contracts.commitToCoefficient, ({ act, at }) =>
    after(act.subject.tender, () => commitToCoefficient(deps, { act, at })),
  )
  http.route(contracts.confirmCoefficientEscrow, ({ act, at }) =>
    after(act.subject.tender, () => confirmCoefficientEscrow(deps, { act, at })),
  )
  http.route(contracts.revealCoefficientNumber, ({ params, body, at }) =>
    after(params.tender, () => revealCoefficientNumber(deps, { ...params, ...body, at })),
  )
  http.route(contracts.releaseCoefficientShares, ({ params, body, at }) =>
    after(params.tender, () => releaseCoefficientShares(deps, { ...params, ...body, at })),
  )
}
