import type { VerifiedAct } from '#shared/acts/act.ts'
import { overdueFrom } from '#shared/calendar/period.ts'
import { awardPeriods } from '#shared/catalogue/award-clocks.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { candidateFacts } from './announce-winner.ts'
import type { AwardRecord } from './award.model.ts'
import { type AwardSubject, changeByAct, isStepLate } from './change-award.ts'
import type { AwardsRecords } from './deps.ts'

/**
 * Publishes the candidates of the report in its order (A1, E20-35), with price and score (A8), for the period of the law by the working-day
 * calendar. The law of procurement publishes none: there the report is handed over (`hand-over-report.ts`, G7).
 */
export async function publishCandidates(
  deps: AwardsRecords,
  { act, at }: { readonly act: VerifiedAct<AwardSubject, { readonly candidates: readonly string[] }>; readonly at: number },
): Promise<AwardRecord> {
  return changeByAct(
    deps,
    { operation: 'publishCandidates', act, at, states: { bidding: ['reported'], procurement: [] } },
    ({ award, tender }) => {
      const { candidates } = act.body
      if (!areOfReport(award, candidates)) throw new DomainProblem('candidates-differ')
      if (award.objections.some(({ answer }) => answer === null)) throw new DomainProblem('answer-objections-first')
      const pack = rulePack(tender.rulePack)
      const { publicity } = awardPeriods(pack, tender.category)
      assertHolds(publicity !== null, 'the law of bidding has a publicity')
      const endsAt = overdueFrom(pack.calendar, at, publicity.applied)
      return {
        fact: 'award.candidates-published',
        event: 'publish-candidates',
        facts: {
          candidates: candidateFacts(award, candidates),
          publicityEndsAt: instantOf(endsAt),
          isLate: isStepLate(award, at),
          reportSha256: award.reportSha256,
        },
        set: {
          candidates: [...candidates],
          publishedAt: instantOf(at),
          publicityEndsAt: instantOf(endsAt),
          stepDueAt: null,
        },
      }
    },
  )
}

/** The report's candidates first, all of them and in order; then, of those it could not choose between, the tenderer's choice (87-68). */
function areOfReport(award: AwardRecord, candidates: readonly string[]): boolean {
  const { recommended, undecided, maxCandidates } = award
  if (candidates.length > maxCandidates || new Set(candidates).size < candidates.length) return false
  if (recommended.some((bid, index) => candidates[index] !== bid)) return false
  const chosen = candidates.slice(recommended.length)
  if (chosen.some((bid) => !undecided.includes(bid))) return false
  return undecided.length === 0 || candidates.length === maxCandidates
}
