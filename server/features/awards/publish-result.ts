import type { VerifiedAct } from '#shared/acts/act.ts'
import { overdueFrom } from '#shared/calendar/period.ts'
import { awardPeriods } from '#shared/catalogue/award-clocks.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { publishAct } from '../ledger/index.ts'
import { type PublishedTender, readPublishedTender } from '../notices/index.ts'
import { announcement, announcementPapers, candidateFacts } from './announce-winner.ts'
import type { AwardRecord } from './award.model.ts'
import { type AwardSubject, changeByAct, isStepLate, readAward } from './change-award.ts'
import type { AwardsDeps } from './deps.ts'

/**
 * Procurement: publishes the result within two working days of the decision, with the tender documents, the candidates' prices and scores,
 * and the names of the committee; the notice stands one working day, and queries are open for seven after it. The award notice and every
 * loser's own score, rank and reason go out with it (87-69, ZCTL 43, 53; G7, G8, G10).
 */
export async function publishResult(
  deps: AwardsDeps,
  { act, at }: { readonly act: VerifiedAct<AwardSubject, { readonly winner: string }>; readonly at: number },
): Promise<AwardRecord> {
  const before = await readAward(deps, act.subject)
  const tender = await readPublishedTender(deps, act.subject.tender)
  const papers = await announcementPapers(deps, { award: before, tender, bid: act.body.winner, act, at })
  const states = { bidding: [], procurement: ['decided'] } as const
  return changeByAct(deps, { operation: 'publishResult', act, at, states }, async ({ award, session }) => {
    const { winner } = award
    assertHolds(winner !== null, 'a lot that is decided has a winner')
    if (winner.bid !== act.body.winner || papers === undefined) throw new DomainProblem('record-changed')
    const candidates = award.candidates.includes(winner.bid) ? award.candidates : [...award.candidates, winner.bid]
    // Who decided, and why not for the first, is everybody's to check from now on.
    if (winner.actSha256 !== null) await publishAct(deps, session, winner.actSha256)
    const known = announcement({ award, tender, winner, papers, actSha256: act.sha256, at })
    const { noticeEndsAt, queryUntil } = noticeTimes(tender, at)
    return {
      fact: 'award.decided',
      event: 'publish-result',
      facts: {
        ...known.facts,
        candidates: candidateFacts(award, candidates),
        documents: tender.documents.map(({ name, sha256 }) => ({ name, sha256 })),
        noticeEndsAt,
        queryUntil,
        isLate: isStepLate(award, at),
      },
      set: { ...known.set, candidates, publishedAt: instantOf(at), resultNoticeEndsAt: noticeEndsAt, queryUntil },
    }
  })
}

/** Until when the notice of a result stands, and until when it may be queried: the days for that begin after its last one (ZCTL 53). */
function noticeTimes(tender: PublishedTender, at: number): { readonly noticeEndsAt: string; readonly queryUntil: string } {
  const pack = rulePack(tender.rulePack)
  const { 'result-notice': notice, query } = awardPeriods(pack, tender.category)
  assertHolds(notice !== null && query !== null, 'procurement has a notice of its result, and a time for queries')
  const noticeEnd = overdueFrom(pack.calendar, at, notice.applied)
  return { noticeEndsAt: instantOf(noticeEnd), queryUntil: instantOf(overdueFrom(pack.calendar, noticeEnd - 1, query.applied)) }
}
