import type { ClientSession } from 'mongoose'
import { type Fen, parseYuan } from '#shared/primitives/money.ts'
import type { BidToEvaluate } from '#shared/scoring/evaluate-lot.ts'
import { countedBidders } from '#shared/scoring/rank.ts'
import type { Rejection } from '#shared/scoring/rejection.ts'
import { type OpeningBid, readOpeningBids } from '../opening/index.ts'
import type { EvaluationReads } from './deps.ts'
import type { EvaluationLot, EvaluationRecord } from './evaluation.model.ts'

/** The opened bids of a tender by digest. */
export async function openedBids(
  deps: EvaluationReads,
  tender: string,
  session?: ClientSession,
): Promise<ReadonlyMap<string, OpeningBid>> {
  const bids = await readOpeningBids(deps, tender, session)
  return new Map(bids.filter(({ state }) => state === 'opened').map((bid) => [bid._id, bid]))
}

/**
 * The bids of a lot as the engine takes them: confirmed corrections in their prices (X11), rejections found so far. A price whose envelope is
 * still shut, or never opens, is null.
 */
export function bidsToEvaluate(
  evaluation: Pick<EvaluationRecord, 'plan'>,
  lot: EvaluationLot,
  opened: ReadonlyMap<string, OpeningBid>,
): BidToEvaluate[] {
  return lot.bids.map((bid) => {
    const fields = opened.get(bid)?.fields ?? {}
    const price = lot.correctedPrices[bid] ?? fields[evaluation.plan.price.field]
    return { bid, fields, price: price === undefined ? null : parseYuan(price), rejections: lot.rejections[bid] ?? [] }
  })
}

/** The bids of a lot nothing has rejected. */
export function validBids(lot: Pick<EvaluationLot, 'bids' | 'rejections'>): string[] {
  return lot.bids.filter((bid) => (lot.rejections[bid] ?? []).length === 0)
}

/** The bids of a lot the committee judges: all but those the buyer's check of qualification has put out (G6). */
export function qualifiedBids({ bids, qualification }: Pick<EvaluationLot, 'bids' | 'qualification'>): string[] {
  return bids.filter((bid) => !(qualification?.votes ?? []).some((vote) => vote.bid === bid && !vote.isPassed))
}

/** Why a price above the ceiling is out (N8); nothing for one below it, or not known yet. */
export function ceilingRejections(lot: Pick<EvaluationLot, 'ceilingPrice'>, price: Fen | null): Rejection[] {
  if (price === null || price <= parseYuan(lot.ceilingPrice)) return []
  return [{ ground: 'price-below-cost-or-above-ceiling', foundBy: 'ceiling-price', reasons: [] }]
}

/** Why a lot cannot go on: nothing is left, or in procurement fewer than three count (G5; one brand counts once, 87-31). */
export function failureOf(
  evaluation: Pick<EvaluationRecord, 'plan' | 'isProcurement'>,
  lot: EvaluationLot,
  opened: ReadonlyMap<string, OpeningBid>,
): EvaluationLot['failure'] {
  const valid = validBids(lot)
  if (valid.length === 0) return 'all-rejected'
  const { brandField } = evaluation.plan
  const brandOf = (bid: string) => (brandField === null ? null : (opened.get(bid)?.fields?.[brandField] ?? null))
  const counted = countedBidders(valid.map((bid) => ({ bid, brand: brandOf(bid) })))
  return evaluation.isProcurement && counted < 3 ? 'too-few-qualified' : null
}
