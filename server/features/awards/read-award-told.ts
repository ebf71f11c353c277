import { isResultPublic } from '#shared/lifecycle/award.ts'
import type { LotResultText } from '#shared/scoring/lot-result.ts'
import { type AwardRecord, awardModel, type BidStanding } from './award.model.ts'
import { bidNamed } from './change-award.ts'
import type { AwardsReads } from './deps.ts'

/** An award as messages tell it: to each bidder its own. */
export interface AwardTold {
  readonly lotName: string
  /** Once the result is public. */
  readonly winner: { readonly party: string; readonly name: string; readonly price: string } | null
  readonly contractDueAt: string | null
  /** The last re-review that has ended: why, and the candidates before and after. For the regulator. */
  readonly reReview: {
    readonly ground: string
    readonly reason: string
    readonly before: readonly string[]
    readonly after: readonly string[]
  } | null
  readonly bidders: readonly {
    readonly party: string
    readonly isWinner: boolean
    readonly result: LotResultText['bids'][number] | undefined
  }[]
}

/** The award of a lot for its messages, or undefined before there is one. Says nothing about who may read what. */
export async function readAwardTold(
  deps: AwardsReads,
  { tender, lot }: { readonly tender: string; readonly lot: string },
): Promise<AwardTold | undefined> {
  const award = await awardModel(deps.connection)
    .findById(tender + lot)
    .lean<AwardRecord>()
  if (award === null) return undefined
  const named = award.winner !== null && isResultPublic(award.state) ? bidNamed(award, award.winner.bid) : null
  return {
    lotName: award.name,
    winner: named === null ? null : { party: named.party, name: named.name, price: named.price },
    contractDueAt: award.contractDueAt,
    reReview: reReviewTold(award),
    bidders: award.bids.map(({ bid, party }) => ({
      party,
      isWinner: bid === named?.bid,
      result: award.result?.bids.find((each) => each.bid === bid),
    })),
  }
}

function reReviewTold(award: AwardRecord): AwardTold['reReview'] {
  const last = award.reReviews?.findLast(({ endedAt }) => endedAt !== null)
  if (last === undefined) return null
  const named = (standings: readonly BidStanding[]) =>
    standings
      .filter(({ isCandidate }) => isCandidate)
      .map(({ bid, rank, total }) => `${rank ?? '—'}. ${bidNamed(award, bid).name} ${total ?? ''}`.trimEnd())
  return { ground: last.ground, reason: last.reason, before: named(last.before), after: named(last.after) }
}
