import type { VerifiedAct } from '#shared/acts/act.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import {
  changeDeposit,
  type DepositContext,
  type DepositEffect,
  type DepositSubject,
  stateAfter,
  wrongStep,
} from './change-deposit.ts'
import type { DepositRecord } from './deposit.model.ts'
import type { DepositsDeps } from './deps.ts'
import { dueOf } from './record-deposits.ts'

/**
 * The keeper answers a claim: nothing was received, or, of a deposit it holds, that the reason of the claim is none; bidder and regulator are told.
 * Throws as `changeDeposit`.
 */
export async function refuseDepositClaim(
  deps: DepositsDeps,
  { act, at }: { readonly act: VerifiedAct<DepositSubject, { readonly reason: string }>; readonly at: number },
): Promise<DepositRecord> {
  const { reason } = act.body
  const refusal = { reason, at: instantOf(at), actSha256: act.sha256 }
  return changeDeposit(deps, { operation: 'refuseDepositClaim', act, at }, (context): DepositEffect => {
    const { deposit } = context
    stateAfter(deposit, 'refuse')
    if (deposit.claim === null || deposit.claim.refusal !== null) throw wrongStep(deposit)
    const claim = { ...deposit.claim, refusal }
    const set =
      deposit.state === 'held' ? goesOn(context, { ...deposit, claim }) : { claim, settlement: nothingReceived(refusal) }
    return { fact: 'deposit.claim-refused', event: 'refuse', set }
  })
}

/** The deposit is held as before, and its time runs from what the outcome says. */
function goesOn({ tender, standings }: DepositContext, deposit: DepositRecord): Partial<DepositRecord> {
  const dueAt = dueOf(tender, standings, deposit)
  return { claim: deposit.claim, dueAt, nextDueAt: dueAt }
}

function nothingReceived({
  reason,
  at,
  actSha256,
}: {
  readonly reason: string
  readonly at: string
  readonly actSha256: string
}) {
  const nothing = { on: null, interest: null, daysLate: 0, ownFault: null, ground: null }
  return { kind: 'refused' as const, at, actSha256, ...nothing, reason }
}
