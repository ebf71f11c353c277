import type { Actor } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { readPublishedTender } from '../notices/index.ts'
import type { EvaluationNames, EvaluationReads } from './deps.ts'
import { readEvaluation, seatIfAny } from './read-evaluation.ts'

/**
 * The signed report, for those it is made for: its authors, tenderer and agency, regulator and centre. Secret from everybody else, and
 * before it is signed from everybody but the committee (ZTB 44). Throws `forbidden`, `not-found` before that.
 */
export async function readReport(
  deps: EvaluationReads & EvaluationNames,
  tender: string,
  actor: Actor,
): Promise<{ readonly text: string; readonly sha256: string; readonly pdfSha256: string }> {
  const evaluation = await readEvaluation(deps, tender)
  const { tendererParty, agencyParty } = await readPublishedTender(deps, tender)
  const isAuthor = seatIfAny(deps, evaluation, actor.person) !== undefined
  const isReader = actor.roles.includes('regulator') || actor.roles.includes('centre')
  if (!isAuthor && !isReader && actor.party !== tendererParty && actor.party !== agencyParty) throw new DomainProblem('forbidden')
  const { report, reportPdfSha256 } = evaluation
  if (evaluation.state !== 'completed' || report === null || reportPdfSha256 === null) throw new DomainProblem('not-found')
  return { ...report, pdfSha256: reportPdfSha256 }
}
