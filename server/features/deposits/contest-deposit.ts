import type { VerifiedAct } from '#shared/acts/act.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { changeDeposit, type DepositSubject } from './change-deposit.ts'
import type { DepositRecord } from './deposit.model.ts'
import type { DepositsDeps } from './deps.ts'

/**
 * The bidder says what is wrong: money that did not come, a receipt of another amount, a ground that is none. It stands beside the deposit, keeper and
 * regulator are told; the state stays. Throws as `changeDeposit`.
 */
export async function contestDeposit(
  deps: DepositsDeps,
  { act, at }: { readonly act: VerifiedAct<DepositSubject, { readonly text: string }>; readonly at: number },
): Promise<DepositRecord> {
  return changeDeposit(deps, { operation: 'contestDeposit', act, at }, ({ deposit }) => ({
    fact: 'deposit.contested',
    set: { contests: [...deposit.contests, { text: act.body.text, at: instantOf(at), actSha256: act.sha256 }] },
  }))
}
