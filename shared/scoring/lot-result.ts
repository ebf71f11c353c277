import { z } from 'zod'
import { yuanField } from '../contracts/fields.ts'
import { type Fen, formatYuan } from '../primitives/money.ts'
import type { LotResult } from './evaluate-lot.ts'
import type { EvaluationPlan } from './plan.ts'
import { decimalField, formatPoints, type Points } from './points.ts'
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
  /** Drawn in public for this lot; absent where the notice states the coefficient, or none. */
  coefficient: decimalField.optional(),
  counted: z.int().min(0),
  candidates: z.array(bidField),
  undecided: z.array(bidField),
  bids: z.array(
    z.strictObject({
      bid: bidField,
      isValid: z.boolean(),
      rejections: z.array(rejectionField),
      /** Null for a rejected bid whose price was never opened. */
      price: yuanField.nullable(),
      evaluatedPrice: yuanField.nullable(),
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
  const yuanOrNull = (price: Fen | null) => (price === null ? null : formatYuan(price))
  const orNull = (points: Points | null) => (points === null ? null : text(points))
  return {
    benchmark: result.benchmark === null ? null : formatYuan(result.benchmark),
    ...(result.coefficient === null ? {} : { coefficient: result.coefficient }),
    counted: result.counted,
    candidates: [...result.candidates],
    undecided: [...result.undecided],
    bids: result.bids.map((bid) => ({
      bid: bid.bid,
      isValid: bid.isValid,
      rejections: bid.rejections.map(({ ground, foundBy, reasons }) => ({ ground, foundBy, reasons: [...reasons] })),
      price: yuanOrNull(bid.price),
      evaluatedPrice: yuanOrNull(bid.evaluatedPrice),
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
