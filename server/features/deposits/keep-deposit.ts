import type { VerifiedAct } from '#shared/acts/act.ts'
import { depositClockOf } from '#shared/catalogue/deposit-periods.ts'
import { type KeepGround, keepGroundsFor } from '#shared/deposits/grounds.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { PublishedTender } from '../notices/index.ts'
import { changeDeposit, type DepositSubject, stateAfter } from './change-deposit.ts'
import type { DepositRecord } from './deposit.model.ts'
import type { DepositsDeps } from './deps.ts'
import type { Standings } from './read-standings.ts'

/**
 * The keeper keeps a deposit on a ground of the law that fits what its bidder was in the lot (B8, Implementing Regulations 74), with its reason;
 * bidder and regulator are told. Throws as `changeDeposit`, `deposit-not-keepable`.
 */
export async function keepDeposit(
  deps: DepositsDeps,
  input: {
    readonly act: VerifiedAct<DepositSubject, { readonly ground: KeepGround; readonly reason: string }>
    readonly at: number
  },
): Promise<DepositRecord> {
  const { act, at } = input
  return changeDeposit(deps, { operation: 'keepDeposit', act, at }, ({ deposit, tender, standings }) => {
    stateAfter(deposit, 'keep')
    const { ground, reason } = act.body
    if (!keepGroundsOf(tender, standings, deposit).includes(ground)) throw new DomainProblem('deposit-not-keepable')
    const ended = { on: null, interest: null, daysLate: 0, ownFault: null }
    return {
      fact: 'deposit.kept',
      event: 'keep',
      facts: { ground },
      set: { settlement: { kind: 'kept', at: instantOf(at), actSha256: act.sha256, ...ended, ground, reason } },
    }
  })
}

/** The grounds of the law on which a deposit may be kept as things stand. */
export function keepGroundsOf(
  { category }: Pick<PublishedTender, 'category'>,
  standings: Standings,
  deposit: Pick<DepositRecord, 'lot' | 'party' | 'claim'>,
): KeepGround[] {
  const { role, contractAt, deemedWithdrawnAt, terminatedAt } = standings.of(deposit)
  // Not opened through no fault of its own, or ended by the tenderer: nothing was done that forfeits.
  if (deemedWithdrawnAt !== null || terminatedAt !== null) return []
  return keepGroundsFor(depositClockOf(category), { role, isContracted: role === 'winner' && contractAt !== null })
}
