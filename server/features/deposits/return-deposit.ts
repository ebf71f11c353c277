import type { VerifiedAct } from '#shared/acts/act.ts'
import type { BeijingDay } from '#shared/calendar/beijing.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { type InterestOwed, interestOwed } from '#shared/deposits/interest.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { type Fen, formatYuan, parseYuan, type Yuan } from '#shared/primitives/money.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { changeDeposit, type DepositContext, type DepositSubject, stateAfter } from './change-deposit.ts'
import type { DepositRecord } from './deposit.model.ts'
import type { DepositsDeps } from './deps.ts'
import { assertDay } from './record-deposits.ts'

/** What the keeper signs with a return. */
interface Returned {
  readonly principal: Yuan
  readonly interest: Yuan
  readonly returnedOn: BeijingDay
  readonly reference: string
  readonly ownFault: string | null
  readonly interestNote: string | null
}

/**
 * The keeper returned a deposit: whole, and with the interest owed for lateness (G11) and from the bank (A4, N12). Less is refused with what is
 * owed, unless the keeper declares the bidder's own fault, or says what the bank paid. Throws as `changeDeposit`, `deposit-day-refused`,
 * `deposit-principal-differs`, `deposit-interest-owed`.
 */
export async function returnDeposit(
  deps: DepositsDeps,
  { act, at }: { readonly act: VerifiedAct<DepositSubject, Returned>; readonly at: number },
): Promise<DepositRecord> {
  return changeDeposit(deps, { operation: 'returnDeposit', act, at }, (context) => {
    const { principal, interest, returnedOn, reference, ownFault, interestNote } = act.body
    stateAfter(context.deposit, 'return')
    const { receipt } = context.deposit
    assertHolds(receipt !== null, 'a deposit that is held was received')
    assertDay(returnedOn, at)
    if (returnedOn < receipt.receivedOn) throw new DomainProblem('deposit-day-refused', { day: returnedOn })
    if (principal !== receipt.amount) throw new DomainProblem('deposit-principal-differs', { amount: receipt.amount })
    const owed = owedAt(context, returnedOn)
    assertInterest(context, owed, { paid: parseYuan(interest), ownFault, interestNote })
    const { daysLate } = owed
    return {
      fact: 'deposit.returned',
      event: 'return',
      facts: { daysLate, isOwnFault: ownFault !== null },
      set: {
        settlement: {
          kind: 'returned',
          at: instantOf(at),
          actSha256: act.sha256,
          on: returnedOn,
          interest,
          daysLate,
          ownFault,
          ground: null,
          reason: [reference, interestNote].filter((text) => text !== null).join('\n'),
        },
      },
    }
  })
}

/** What is owed beside the principal of a deposit that is held, were it returned on a day. */
export function owedAt(
  { tender, deposit, term, at }: Pick<DepositContext, 'tender' | 'deposit' | 'term' | 'at'>,
  returnedOn: BeijingDay,
): InterestOwed {
  const { receipt } = deposit
  assertHolds(receipt !== null, 'a deposit that is held was received')
  const { form, amount, receivedOn } = receipt
  const principal = parseYuan(amount)
  return interestOwed(rulePack(tender.rulePack), tender.category, { form, principal, receivedOn, term, returnedOn, at })
}

/** Throws `deposit-interest-owed` where less is paid than is owed and nothing is said for it. */
export function assertInterest(
  { term }: Pick<DepositContext, 'term'>,
  { daysLate, late, bank }: InterestOwed,
  given: { readonly paid: Fen; readonly ownFault: string | null; readonly interestNote: string | null },
): void {
  const { paid, ownFault, interestNote } = given
  const owed = ((ownFault === null ? late : 0n) + (interestNote === null ? bank : 0n)) as Fen
  if (paid >= owed) return
  throw new DomainProblem('deposit-interest-owed', {
    daysLate,
    late: formatYuan(late),
    bank: formatYuan(bank),
    owed: formatYuan(owed),
    rule: term?.article.id ?? '',
    articleZh: term?.article.zh ?? '',
    articleEn: term?.article.en ?? '',
  })
}
