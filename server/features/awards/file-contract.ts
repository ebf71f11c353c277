import type { VerifiedAct } from '#shared/acts/act.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { AwardRecord } from './award.model.ts'
import { type AwardSubject, changeByAct, isStepLate } from './change-award.ts'
import type { AwardsRecords } from './deps.ts'

/** Procurement: the buyer files the copy of the contract with its regulator, within seven working days of the signing (ZC 47, G9). */
export async function fileContract(
  deps: AwardsRecords,
  { act, at }: { readonly act: VerifiedAct<AwardSubject, { readonly contractSha256: string }>; readonly at: number },
): Promise<AwardRecord> {
  const states = { bidding: [], procurement: ['contracted'] } as const
  return changeByAct(deps, { operation: 'fileContract', act, at, states }, ({ award }) => {
    const { contract, contractFiledAt } = award
    assertHolds(contract !== null, 'a concluded contract has a text')
    if (contractFiledAt !== null) throw new DomainProblem('already-acted')
    if (contract.sha256 !== act.body.contractSha256) throw new DomainProblem('record-changed')
    return {
      fact: 'award.contract-filed',
      facts: { contractSha256: contract.sha256, isLate: isStepLate(award, at) },
      set: { contractFiledAt: instantOf(at), stepDueAt: null },
    }
  })
}
