import { findCategory } from '#shared/catalogue/catalogue.ts'
import { laterStagesOf } from '#shared/catalogue/letter-form.ts'
import type { NoticeDraft } from '#shared/catalogue/notice.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { drawnCoefficientOf } from '#shared/scoring/plan.ts'
import { planFault } from '#shared/scoring/plan-fault.ts'
import { readParty } from '../identity/index.ts'
import type { NoticesDeps } from './deps.ts'
import type { TenderRecord } from './tender.model.ts'

/** Judges a notice's plan of evaluation, where it states one (X9, X15). Throws `evaluation-plan-refused`. */
export function assertPlan(
  record: Pick<TenderRecord, 'category' | 'kind'>,
  { evaluation, envelopes }: Pick<NoticeDraft, 'evaluation' | 'envelopes'>,
): void {
  const { plan, method } = evaluation
  // The stage of a later envelope is opened by what the platform's evaluation left; without a plan nothing ever opens it.
  if (plan === undefined && laterStagesOf(envelopes).length > 0)
    throw new DomainProblem('evaluation-plan-refused', { fault: 'later-envelope-without-plan' })
  if (plan === undefined) return
  const isProcurement = findCategory(record.category)?.clock === 'procurement'
  const fault = planFault(plan, { method, isProcurement, kind: record.kind, envelopes })
  if (fault !== undefined) throw new DomainProblem('evaluation-plan-refused', { fault })
}

/**
 * Judges who contributes to a drawn coefficient: one at least without an interest in the trade, or tenderer, agency and centre could draw it
 * among themselves. Throws `evaluation-plan-refused`, `not-found` for a party nobody knows.
 */
export async function assertCoefficientParties(
  deps: NoticesDeps,
  interested: ReadonlySet<string>,
  { evaluation }: Pick<NoticeDraft, 'evaluation'>,
): Promise<void> {
  const drawn = drawnCoefficientOf(evaluation.plan)
  if (drawn === undefined) return
  for (const party of drawn.parties) await readParty(deps, party)
  if (drawn.parties.every((party) => interested.has(party)))
    throw new DomainProblem('evaluation-plan-refused', { fault: 'coefficient-parties-not-independent' })
}

/** Whether an amendment leaves it as it is whether a coefficient is drawn, and by whom: numbers are committed to from the publication on. */
export function isSameCoefficient(before: Pick<NoticeDraft, 'evaluation'>, after: Pick<NoticeDraft, 'evaluation'>): boolean {
  const parties = [before, after].map(({ evaluation }) => drawnCoefficientOf(evaluation.plan)?.parties.join() ?? null)
  return parties[0] === parties[1]
}
