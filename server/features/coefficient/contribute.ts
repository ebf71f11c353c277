import type { VerifiedAct } from '#shared/acts/act.ts'
import type {
  commitToCoefficient as commitContract,
  confirmCoefficientEscrow as confirmContract,
} from '#shared/contracts/coefficient.ts'
import type { ActBodyOf, ActSubjectOf } from '#shared/contracts/contract.ts'
import { millisOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { SealedShare } from '#shared/sealed-bid/manifest.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import type { PublishedTender } from '../notices/index.ts'
import type { CoefficientDeps } from './deps.ts'
import { changeCoefficient, recordFact } from './move-coefficient.ts'
import { contributorAt, readCoefficientAt, seatOf, withContributor } from './read-coefficient.ts'

type CommitAct = VerifiedAct<ActSubjectOf<typeof commitContract>, ActBodyOf<typeof commitContract>>
type ConfirmAct = VerifiedAct<ActSubjectOf<typeof confirmContract>, ActBodyOf<typeof confirmContract>>

/** A party commits to its number and seals it to the custodians, once, before the deadline. */
export async function commitToCoefficient(
  deps: CoefficientDeps,
  { act, at }: { readonly act: CommitAct; readonly at: number },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { coefficient, tender } = await readCoefficientAt(deps, act.subject, 'committing', session)
    const { deadlineAt } = tender
    if (tender.state !== 'published' || at >= millisOf(deadlineAt)) throw new DomainProblem('deadline-passed', { deadlineAt })
    const { of, c: before } = contributorAt(coefficient, act.by.party)
    if (before !== null) throw new DomainProblem('draw-already-done')
    const { c, sealed } = act.body
    assertForCustodians(tender, sealed)
    const facts = { draw: coefficient.draw, of, c, sealed }
    await recordFact(deps, session, tender._id, { type: 'coefficient.committed', facts, at, act })
    await changeCoefficient(deps, session, coefficient, { contributors: withContributor(coefficient, of, { c, sealed }) })
  })
}

/** A custodian says which of the envelopes addressed to it do not open, once, after the deadline. */
export async function confirmCoefficientEscrow(
  deps: CoefficientDeps,
  { act, at }: { readonly act: ConfirmAct; readonly at: number },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { coefficient, tender } = await readCoefficientAt(deps, act.subject, 'confirming', session)
    const { i } = seatOf(tender, act.by)
    if (coefficient.confirmations.some((one) => one.i === i)) throw new DomainProblem('draw-already-done')
    const { unreadable } = act.body
    const facts = { draw: coefficient.draw, i, unreadable }
    await recordFact(deps, session, tender._id, { type: 'coefficient.confirmed', facts, at, act })
    const confirmations = [...coefficient.confirmations, { i, unreadable }]
    await changeCoefficient(deps, session, coefficient, { confirmations, nextDueAt: new Date(at) })
  })
}

/** Throws `escrow-wrong` unless each share is addressed to the custodian whose turn it is. */
function assertForCustodians({ custodians }: PublishedTender, sealed: readonly SealedShare[]): void {
  const isAddressed =
    sealed.length === custodians.length && sealed.every(({ keySha256 }, index) => keySha256 === custodians[index]?.keySha256)
  if (!isAddressed) throw new DomainProblem('escrow-wrong', { fault: 'recipients' })
}
