import type { Actor } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { readPublishedTender } from '../notices/index.ts'
import type { EvaluationNames, EvaluationReads } from './deps.ts'
import type { EvaluationRecord } from './evaluation.model.ts'
import { reReviewOf } from './re-review.ts'
import { readEvaluation, seatIfAny } from './read-evaluation.ts'

/**
 * The signed report, for those it is made for: its authors, tenderer and agency, regulator and centre. Secret from everybody else, and
 * before it is signed from everybody but the committee (ZTB 44). While it is re-reviewed it stands (X13), and its text lies among the
 * files, under its digest. Throws `forbidden`, `not-found` before that.
 */
export async function readReport(
  deps: EvaluationReads & EvaluationNames,
  tender: string,
  actor: Actor,
): Promise<{ readonly text: string | null; readonly sha256: string; readonly pdfSha256: string }> {
  const evaluation = await readAs(deps, tender, actor)
  const earlier = reReviewOf(evaluation)?.earlier
  if (earlier !== undefined) return { ...earlier, text: null }
  const { report, reportPdfSha256 } = evaluation
  if (evaluation.state !== 'completed' || report === null || reportPdfSha256 === null) throw new DomainProblem('not-found')
  return { ...report, pdfSha256: reportPdfSha256 }
}

/** The files of a report that a re-review took up again, by its digest: for the same readers. Throws `forbidden`, `not-found`. */
export async function readEarlierReport(
  deps: EvaluationReads & EvaluationNames,
  { tender, report }: { readonly tender: string; readonly report: string },
  actor: Actor,
): Promise<{ readonly sha256: string; readonly pdfSha256: string }> {
  const { reReviews = [] } = await readAs(deps, tender, actor)
  const found = reReviews.find(({ earlier }) => earlier.sha256 === report)
  if (found === undefined) throw new DomainProblem('not-found')
  return found.earlier
}

async function readAs(deps: EvaluationReads & EvaluationNames, tender: string, actor: Actor): Promise<EvaluationRecord> {
  const evaluation = await readEvaluation(deps, tender)
  const { tendererParty, agencyParty } = await readPublishedTender(deps, tender)
  const isAuthor = seatIfAny(deps, evaluation, actor.person) !== undefined
  const isReader = actor.roles.includes('regulator') || actor.roles.includes('centre')
  if (!isAuthor && !isReader && actor.party !== tendererParty && actor.party !== agencyParty) throw new DomainProblem('forbidden')
  return evaluation
}
