import type { VerifiedAct } from '#shared/acts/act.ts'
import { overdueFrom } from '#shared/calendar/period.ts'
import { awardPeriods } from '#shared/catalogue/award-clocks.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import type { PublishedTender } from '../notices/index.ts'
import type { AwardRecord } from './award.model.ts'
import { bidNamed } from './change-award.ts'
import { committeeOf } from './committee-of.ts'
import type { AwardsDeps } from './deps.ts'
import { noticePdf } from './notice-pdf.ts'

/** The papers an announcement needs: made before its transaction, worth nothing unless that commits. */
interface AnnouncementPapers {
  readonly noticePdfSha256: string
  readonly committee: Awaited<ReturnType<typeof committeeOf>>
}

/** Makes the award notice on the act that announces the winner, and reads who judged. Undefined when the bid is none of the lot. */
export async function announcementPapers(
  deps: AwardsDeps,
  input: {
    readonly award: AwardRecord
    readonly tender: PublishedTender
    readonly bid: string
    readonly act: VerifiedAct
    readonly at: number
  },
): Promise<AnnouncementPapers | undefined> {
  const { award, tender, bid, act, at } = input
  const winner = award.bids.find((each) => each.bid === bid)
  if (winner === undefined) return undefined
  const pdf = await noticePdf(deps, { award, tender, winner, actSha256: act.sha256, at })
  const { sha256 } = await deps.blobs.put(pdf)
  return { noticePdfSha256: sha256, committee: await committeeOf(deps, award) }
}

/**
 * What the public learns with the winner (A3, A7, X3; 87-69, G7), and what the award keeps of it: from now its contract is due, and under
 * the law of bidding the report to the regulator (A5).
 */
export function announcement(input: {
  readonly award: AwardRecord
  readonly tender: PublishedTender
  readonly winner: NonNullable<AwardRecord['winner']>
  readonly papers: AnnouncementPapers
  readonly actSha256: string
  readonly at: number
}): { readonly facts: { readonly [name: string]: Json }; readonly set: Partial<AwardRecord> } {
  const { award, tender, winner, papers, actSha256, at } = input
  const pack = rulePack(tender.rulePack)
  const period = awardPeriods(pack, tender.category).contract
  assertHolds(period !== null, 'every trade concludes its contract in a time')
  const contractDueAt = instantOf(overdueFrom(pack.calendar, at, period.applied))
  const regulatorReport = awardPeriods(pack, tender.category)['regulator-report']
  const regulatorReportDueAt =
    regulatorReport === null ? null : instantOf(overdueFrom(pack.calendar, at, regulatorReport.applied))
  const { bid, party, name, price } = bidNamed(award, winner.bid)
  const { noticePdfSha256, committee } = papers
  return {
    facts: {
      winner: { bid, party, name, price },
      place: placeOf(award, bid) + 1,
      cause: winner.cause,
      isByClock: winner.actSha256 === null,
      committee,
      noticePdfSha256,
      contractDueAt,
      ...(regulatorReportDueAt === null ? {} : { regulatorReportDueAt }),
    },
    set: {
      winner,
      noticePdfSha256,
      contractDueAt,
      regulatorReportDueAt,
      resultAt: instantOf(at),
      resultActSha256: actSha256,
      stepDueAt: null,
    },
  }
}

/** The place of a bid among those that may win, from 0; -1 when it is none of them. Equals the report leaves open share the last place. */
export function placeOf({ candidates, undecided, procedure }: AwardRecord, bid: string): number {
  const place = candidates.indexOf(bid)
  if (place >= 0) return place
  return procedure === 'procurement' && undecided.includes(bid) ? candidates.length : -1
}

/** The published candidates as facts: names, prices and scores (A1, A8; 87-69). */
export function candidateFacts(award: AwardRecord, candidates: readonly string[]): Json[] {
  return candidates.map((bid, index) => {
    const { party, name, price } = bidNamed(award, bid)
    const total = award.result?.bids.find((each) => each.bid === bid)?.total ?? null
    return { place: index + 1, bid, party, name, price, total }
  })
}
