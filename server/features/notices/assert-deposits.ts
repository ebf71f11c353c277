import type { NoticeDraft } from '#shared/catalogue/notice.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { depositTooHigh } from '#shared/deposits/limit.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { TenderRecord } from './tender.model.ts'

/** Judges the bid deposits a notice asks for: of its own lots, and none above its share of the budget (N9). Throws `lot-unknown`, `deposit-too-high`. */
export function assertDeposits(
  record: Pick<TenderRecord, 'category' | 'kind' | 'rulePack' | 'lots'>,
  { deposits = [] }: Pick<NoticeDraft, 'deposits'>,
): void {
  const unknown = deposits.find(({ lot }) => !record.lots.some(({ id }) => id === lot))
  if (unknown !== undefined) throw new DomainProblem('lot-unknown', { lot: unknown.lot })
  const tooHigh = depositTooHigh(rulePack(record.rulePack), record, deposits, record.lots)
  if (tooHigh !== undefined) throw new DomainProblem('deposit-too-high', tooHigh)
}
