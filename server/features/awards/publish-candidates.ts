import type { VerifiedAct } from '#shared/acts/act.ts'
import { overdueFrom } from '#shared/calendar/period.ts'
import { awardPeriods } from '#shared/catalogue/award-clocks.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { AwardRecord } from './award.model.ts'
import { type AwardSubject, bidNamed, changeByAct } from './change-award.ts'
import type { AwardsRecords } from './deps.ts'

/**
 * Publishes the candidates of the report in its order (A1, E20-35), with price and score (A8), for the period of the law by the working-day
 * calendar. Where the law of procurement publishes none, the lot goes on to the decision at once (G7).
 */
export async function publishCandidates(
  deps: AwardsRecords,
  { act, at }: { readonly act: VerifiedAct<AwardSubject, { readonly candidates: readonly string[] }>; readonly at: number },
): Promise<AwardRecord> {
  return changeByAct(deps, { operation: 'publishCandidates', act, at, states: ['reported'] }, ({ award, tender }) => {
    const { candidates } = act.body
    if (!areOfReport(award, candidates)) throw new DomainProblem('candidates-differ')
    const pack = rulePack(tender.rulePack)
    const { publicity, 'publish-candidates': within } = awardPeriods(pack, tender.category)
    const endsAt = publicity === null ? at : overdueFrom(pack.calendar, at, publicity.applied)
    const isLate = within !== null && at >= overdueFrom(pack.calendar, Date.parse(award.reportedAt), within.applied)
    return {
      fact: 'award.candidates-published',
      event: 'publish-candidates',
      facts: {
        candidates: candidates.map((bid, index) => {
          const { party, name, price } = bidNamed(award, bid)
          const total = award.result?.bids.find((each) => each.bid === bid)?.total ?? null
          return { place: index + 1, bid, party, name, price, total }
        }),
        publicityEndsAt: instantOf(endsAt),
        isLate,
        reportSha256: award.reportSha256,
      },
      set: {
        candidates: [...candidates],
        publishedAt: instantOf(at),
        publicityEndsAt: instantOf(endsAt),
        nextDueAt: new Date(endsAt),
      },
    }
  })
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
