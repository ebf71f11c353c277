import { findCategory } from '#shared/catalogue/catalogue.ts'
import type { NoticeDraft } from '#shared/catalogue/notice.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { planFault } from '#shared/scoring/plan-fault.ts'
import type { TenderRecord } from './tender.model.ts'

/** Judges a notice's plan of evaluation, where it states one (X9, X15). Throws `evaluation-plan-refused`. */
export function assertPlan(
  record: Pick<TenderRecord, 'category' | 'kind'>,
  { evaluation, envelopes }: Pick<NoticeDraft, 'evaluation' | 'envelopes'>,
): void {
  const { plan, method } = evaluation
  if (plan === undefined) return
  const isProcurement = findCategory(record.category)?.clock === 'procurement'
  const fault = planFault(plan, { method, isProcurement, kind: record.kind, envelopes })
  if (fault !== undefined) throw new DomainProblem('evaluation-plan-refused', { fault })
  const { formula } = plan.price
  // A coefficient is drawn from contributions committed before the deadline; there is no desk for them yet.
  if (formula.kind === 'benchmark' && formula.coefficient.kind === 'drawn')
    throw new DomainProblem('evaluation-plan-refused', { fault: 'coefficient-cannot-be-drawn-yet' })
}
