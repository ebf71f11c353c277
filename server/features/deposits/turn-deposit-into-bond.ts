import type { VerifiedAct } from '#shared/acts/act.ts'
import { beijingDayOf } from '#shared/calendar/beijing.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { parseYuan, type Yuan } from '#shared/primitives/money.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { changeDeposit, type DepositSubject, stateAfter } from './change-deposit.ts'
import type { DepositRecord } from './deposit.model.ts'
import type { DepositsDeps } from './deps.ts'
import type { Standings } from './read-standings.ts'
import { assertInterest, owedAt } from './return-deposit.ts'

/**
 * The winner's deposit becomes its performance bond, the contract being concluded (G11): the principal stays, and what the bank paid for it goes
 * back (A4). Lateness bears no interest here, since nothing was to be paid back. Throws as `changeDeposit`, `deposit-no-bond`,
 * `deposit-interest-owed`.
 */
export async function turnDepositIntoBond(
  deps: DepositsDeps,
  input: {
    readonly act: VerifiedAct<DepositSubject, { readonly interest: Yuan; readonly interestNote: string | null }>
    readonly at: number
  },
): Promise<DepositRecord> {
  const { act, at } = input
  return changeDeposit(deps, { operation: 'turnDepositIntoBond', act, at }, (context) => {
    stateAfter(context.deposit, 'turn-into-bond')
    if (!mayBecomeBond(context.standings, context.deposit)) throw new DomainProblem('deposit-no-bond')
    const { interest, interestNote } = act.body
    const owed = owedAt(context, beijingDayOf(at))
    assertInterest(context, owed, { paid: parseYuan(interest), ownFault: '', interestNote })
    return {
      fact: 'deposit.turned-into-bond',
      event: 'turn-into-bond',
      facts: { daysLate: owed.daysLate },
      set: {
        settlement: {
          kind: 'bonded',
          at: instantOf(at),
          actSha256: act.sha256,
          on: beijingDayOf(at),
          interest,
          daysLate: owed.daysLate,
          ownFault: null,
          ground: null,
          reason: interestNote,
        },
      },
    }
  })
}

/** Whether a deposit is the winner's of a concluded contract. */
export function mayBecomeBond(standings: Standings, deposit: Pick<DepositRecord, 'lot' | 'party' | 'claim'>): boolean {
  const { role, contractAt } = standings.of(deposit)
  return role === 'winner' && contractAt !== null
}
