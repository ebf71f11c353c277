import { z } from 'zod'
import { yuanField } from '../contracts/fields.ts'
import { formatYuan } from '../primitives/money.ts'
import type { LotResult } from './evaluate-lot.ts'
import type { EvaluationPlan } from './plan.ts'
import { formatPoints, type Points } from './points.ts'
import { rejectionGrounds } from './rejection.ts'

const pointsText = z.string().regex(/^\d{1,6}(?:\.\d{1,4})?$/)
const bidField = z.string().min(1).max(64)

/** A rejection as results carry it. */
export const rejectionField = z.strictObject({
  ground: z.enum(rejectionGrounds),
  foundBy: z.string().min(1).max(40),
  reasons: z.array(z.string().max(1000)).max(99),
})

/** `LotResult` as text: money in yuan, points with the decimals of the plan. */
export const lotResultField = z.strictObject({
  benchmark: yuanField.nullable(),
  counted: z.int().min(0),
  candidates: z.array(bidField),
  undecided: z.array(bidField),
  bids: z.array(
    z.strictObject({
      bid: bidField,
      isValid: z.boolean(),
      rejections: z.array(rejectionField),
      price: yuanField,
      evaluatedPrice: yuanField,
      criteria: z.array(z.strictObject({ criterion: z.string(), points: pointsText })),
      technical: pointsText,
      commercial: pointsText,
      priceScore: pointsText.nullable(),
      total: pointsText.nullable(),
      rank: z.int().min(1).nullable(),
      standsBehind: bidField.nullable(),
    }),
  ),
  abnormal: z.array(
    z.strictObject({ seat: z.int(), bid: bidField, criterion: z.string(), points: pointsText, isHigh: z.boolean() }),
  ),
})

/** A lot's result as text. */
export type LotResultText = z.output<typeof lotResultField>

/** Writes a lot's result as formats and contracts carry it. */
export function lotResultText(plan: Pick<EvaluationPlan, 'decimals'>, result: LotResult): LotResultText {
  const text = (points: Points) => formatPoints(points, plan.decimals)
  const orNull = (points: Points | null) => (points === null ? null : text(points))
  return {
    benchmark: result.benchmark === null ? null : formatYuan(result.benchmark),
    counted: result.counted,
    candidates: [...result.candidates],
    undecided: [...result.undecided],
    bids: result.bids.map((bid) => ({
      bid: bid.bid,
      isValid: bid.isValid,
      rejections: bid.rejections.map(({ ground, foundBy, reasons }) => ({ ground, foundBy, reasons: [...reasons] })),
      price: formatYuan(bid.price),
      evaluatedPrice: formatYuan(bid.evaluatedPrice),
      criteria: bid.criteria.map(({ criterion, points }) => ({ criterion, points: text(points) })),
      technical: text(bid.technical),
      commercial: text(bid.commercial),
      priceScore: orNull(bid.priceScore),
      total: orNull(bid.total),
      rank: bid.rank,
      standsBehind: bid.standsBehind,
    })),
    abnormal: result.abnormal.map(({ seat, bid, criterion, points, isHigh }) => ({
      seat,
      bid,
      criterion,
      points: formatPoints(points, 4),
      isHigh,
    })),
  }
}
