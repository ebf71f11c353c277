import * as contracts from '#shared/contracts/deposits.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { HttpRegistrar } from '../../platform/http/http.ts'
import { claimDeposit } from './claim-deposit.ts'
import { contestDeposit } from './contest-deposit.ts'
import type { DepositRecord } from './deposit.model.ts'
import type { DepositsDeps } from './deps.ts'
import { keepDeposit } from './keep-deposit.ts'
import { listDeposits } from './list-deposits.ts'
import { presentChanged, presentDeposits } from './present-deposits.ts'
import { recordDeposits } from './record-deposits.ts'
import { refuseDepositClaim } from './refuse-deposit-claim.ts'
import { returnDeposit } from './return-deposit.ts'
import { turnDepositIntoBond } from './turn-deposit-into-bond.ts'

/** Adds the deposits' endpoints. */
export function registerDepositsRoutes(http: HttpRegistrar, deps: DepositsDeps): void {
  const shown = async (at: number, work: Promise<DepositRecord>) => {
    const [view] = await presentChanged(deps, [await work], at)
    assertHolds(view !== undefined, 'one deposit is shown as one')
    return view
  }
  http.route(contracts.listDeposits, ({ actor, at }) => {
    if (actor === undefined) throw new DomainProblem('sign-in-required')
    return listDeposits(deps, actor, at)
  })
  http.route(contracts.getDeposits, ({ params, actor, at }) => {
    if (actor === undefined) throw new DomainProblem('sign-in-required')
    return presentDeposits(deps, params.tender, { actor, at })
  })
  http.route(contracts.recordDeposits, async ({ act, at }) => ({
    deposits: await presentChanged(deps, await recordDeposits(deps, { act, at }), at),
  }))
  http.route(contracts.claimDeposit, ({ act, at }) => shown(at, claimDeposit(deps, { act, at })))
  http.route(contracts.returnDeposit, ({ act, at }) => shown(at, returnDeposit(deps, { act, at })))
  http.route(contracts.keepDeposit, ({ act, at }) => shown(at, keepDeposit(deps, { act, at })))
  http.route(contracts.turnDepositIntoBond, ({ act, at }) => shown(at, turnDepositIntoBond(deps, { act, at })))
  http.route(contracts.refuseDepositClaim, ({ act, at }) => shown(at, refuseDepositClaim(deps, { act, at })))
  http.route(contracts.contestDeposit, ({ act, at }) => shown(at, contestDeposit(deps, { act, at })))
}
