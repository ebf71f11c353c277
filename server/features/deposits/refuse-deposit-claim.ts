import type { VerifiedAct } from '#shared/acts/act.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { changeDeposit, type DepositSubject } from './change-deposit.ts'
import type { DepositRecord } from './deposit.model.ts'
import type { DepositsDeps } from './deps.ts'

/** The keeper answers a claim: nothing was received, and why it says so; bidder and regulator are told. Throws as `changeDeposit`. */
export async function refuseDepositClaim(
  deps: DepositsDeps,
  { act, at }: { readonly act: VerifiedAct<DepositSubject, { readonly reason: string }>; readonly at: number },
): Promise<DepositRecord> {
  const { reason } = act.body
  return changeDeposit(deps, { operation: 'refuseDepositClaim', act, at }, () => ({
    fact: 'deposit.claim-refused',
    event: 'refuse',
    set: {
      settlement: {
        kind: 'refused',
        at: instantOf(at),
        actSha256: act.sha256,
        on: null,
        interest: null,
        daysLate: 0,
        ownFault: null,
        ground: null,
        reason,
      },
    },
  }))
}
