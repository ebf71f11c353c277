import { rankStratum } from '../draw/ranking.ts'
import { fromHex } from '../primitives/bytes.ts'
import type { Fen } from '../primitives/money.ts'
import type { EvaluationPlan } from './plan.ts'
import type { Points } from './points.ts'

/** What a bid is ranked by. */
export interface RankedBid {
  readonly bid: string
  /** Evaluated price in fen. */
  readonly price: Fen
  /** Null where price alone ranks. */
  readonly total: Points | null
  readonly technical: Points
  readonly commercial: Points
  /** Brand of the core product as written; null where brands do not count. */
  readonly brand: string | null
}

/** Where a bid stands. */
export interface Ranking {
  readonly bid: string
  /** From 1; equals stand side by side and the rank after them is left out. Null: passed over, or after an equal brand. */
  readonly rank: number | null
  /** The bid of the same brand that stands for it (87-31). */
  readonly standsBehind: string | null
}

/**
 * Ranks the valid bids of a lot. Higher totals first (lowest evaluated price: lower prices); equals by `ties` in their order; what is
 * equal after the last stands side by side (87-57, X10), or by lot: bids in byte order of their names, ordered by `rankStratum` under
 * `tieSeed`. Of bids with one brand only the best stays in the ranking (87-31). The order bids are given in decides nothing.
 */
export function rankBids(
  plan: Pick<EvaluationPlan, 'ties' | 'lastTie'>,
  bids: readonly RankedBid[],
  tieSeed?: string | undefined,
): Ranking[] {
  const lots = plan.lastTie === 'drawn' ? lotOrder(bids, tieSeed) : undefined
  const compare = (left: RankedBid, right: RankedBid) =>
    comparison(plan, left, right) || (lots?.(left) ?? 0) - (lots?.(right) ?? 0)
  const inOrder = [...bids].sort((left, right) => compare(left, right) || (left.bid < right.bid ? -1 : 1))
  const bestOfBrand = new Map<string, RankedBid>()
  const ranked: Ranking[] = []
  let place = 0
  let rank = 0
  let before: RankedBid | undefined
  for (const bid of inOrder) {
    const brand = brandKey(bid.brand)
    const best = brand === null ? undefined : bestOfBrand.get(brand)
    if (best !== undefined) {
      ranked.push({ bid: bid.bid, rank: null, standsBehind: best.bid })
      continue
    }
    if (brand !== null) bestOfBrand.set(brand, bid)
    place += 1
    if (before === undefined || compare(before, bid) !== 0) rank = place
    ranked.push({ bid: bid.bid, rank, standsBehind: null })
    before = bid
  }
  return ranked
}

/** How many bidders count where one brand counts once (87-31). Bids without a brand count each. */
export function countedBidders(bids: readonly { readonly bid: string; readonly brand: string | null }[]): number {
  return new Set(bids.map(({ bid, brand }) => brandKey(brand) ?? `bid ${bid}`)).size
}

/** The recommended candidates in order: at most `maxCandidates`; a rank that would go beyond it is undecided and named, not cut. */
export function candidatesOf(
  plan: Pick<EvaluationPlan, 'maxCandidates'>,
  ranking: readonly Ranking[],
): { readonly candidates: readonly string[]; readonly undecided: readonly string[] } {
  const candidates: string[] = []
  const ranks = [...new Set(ranking.flatMap(({ rank }) => (rank === null ? [] : [rank])))].sort((a, b) => a - b)
  for (const rank of ranks) {
    const group = ranking.filter((each) => each.rank === rank).map(({ bid }) => bid)
    if (candidates.length >= plan.maxCandidates) return { candidates, undecided: [] }
    if (candidates.length + group.length > plan.maxCandidates) return { candidates, undecided: group }
    candidates.push(...group)
  }
  return { candidates, undecided: [] }
}

/** First candidates of several lots when one bidder may stand first on so many only: passed over on the later lots (in the order given). */
export function settleLots(
  maxLotsPerBidder: number | null,
  lots: readonly { readonly lot: string; readonly candidates: readonly { readonly bid: string; readonly bidder: string }[] }[],
): { readonly lot: string; readonly candidates: readonly string[]; readonly passedOver: readonly string[] }[] {
  const first = new Map<string, number>()
  return lots.map(({ lot, candidates }) => {
    const isFull = ({ bidder }: { readonly bidder: string }) =>
      maxLotsPerBidder !== null && (first.get(bidder) ?? 0) >= maxLotsPerBidder
    const left = candidates.filter((candidate) => !isFull(candidate))
    const passedOver = candidates.filter(isFull).map(({ bid }) => bid)
    const winner = left[0]
    if (winner !== undefined) first.set(winner.bidder, (first.get(winner.bidder) ?? 0) + 1)
    return { lot, candidates: left.map(({ bid }) => bid), passedOver }
  })
}

function comparison(plan: Pick<EvaluationPlan, 'ties'>, left: RankedBid, right: RankedBid): number {
  if (left.total === null || right.total === null) {
    const byPrice = ascending(left.price, right.price)
    return byPrice !== 0 ? byPrice : tieComparison(plan, left, right)
  }
  const byTotal = ascending(right.total, left.total)
  return byTotal !== 0 ? byTotal : tieComparison(plan, left, right)
}

function tieComparison(plan: Pick<EvaluationPlan, 'ties'>, left: RankedBid, right: RankedBid): number {
  for (const tie of plan.ties) {
    const by = tie === 'price' ? ascending(left.price, right.price) : ascending(right[tie], left[tie])
    if (by !== 0) return by
  }
  return 0
}

function ascending(left: bigint, right: bigint): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function lotOrder(bids: readonly RankedBid[], tieSeed: string | undefined): (bid: RankedBid) => number {
  if (tieSeed === undefined) throw new RangeError('ties are drawn, and there is no seed')
  const names = bids.map(({ bid }) => bid).sort()
  const place = new Map<string, number>()
  rankStratum(fromHex(tieSeed), 'evaluation-tie', names.length).forEach((leaf, index) => {
    place.set(names[leaf] as string, index)
  })
  return ({ bid }) => place.get(bid) ?? 0
}

/** One brand, however it is spelt: compatibility forms, case and spaces do not make another. */
function brandKey(brand: string | null): string | null {
  const key = (brand ?? '').normalize('NFKC').toLowerCase().replace(/\s+/gu, '')
  return key === '' ? null : key
}
