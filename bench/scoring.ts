import type { Fen } from '#shared/primitives/money.ts'
import { type BidToEvaluate, evaluateLot, type MemberScores } from '#shared/scoring/evaluate-lot.ts'
import { evaluationPlanField } from '#shared/scoring/plan.ts'
import { interleave, type Measurement, rateOf, secondsOf } from './support/measure.ts'

const BIDS = 60
const CRITERIA = 120
const SEATS = 7
const ROUNDS = 9
/** Evaluations in a round. */
const TIMES = 5

/**
 * Evaluation of a lot of 60 bids, 120 criteria and 7 members: 50,400 scores as their decimals, to means, totals, flags, ranks and
 * candidates, exact. The baseline sums the same scores as ready-made floating-point numbers, finds each mean, the total, the price points
 * and the order, and nothing else.
 */
export async function measure(): Promise<Measurement[]> {
  const plan = evaluationPlanField.parse({
    v: 'evaluation-plan/1',
    decimals: 2,
    roundedAt: 'total',
    averaging: 'all',
    isBlind: true,
    preliminary: [{ id: 'signed', name: '签字盖章', stage: 'form', ground: 'unsigned' }],
    criteria: Array.from({ length: CRITERIA }, (_, index) => ({
      kind: 'subjective',
      id: `c${index}`,
      name: `因素${index}`,
      part: index % 3 === 0 ? 'commercial' : 'technical',
      maximum: '0.5',
      step: '0.05',
      bands: [],
    })),
    price: { field: 'price', maximum: '40', formula: { kind: 'lowest-price' }, adjustments: [] },
    lowPrice: null,
    abnormalPercent: '30',
    brandField: null,
    ties: ['price', 'technical'],
    lastTie: 'side-by-side',
    maxCandidates: 3,
    maxLotsPerBidder: null,
  })
  const bids: BidToEvaluate[] = Array.from({ length: BIDS }, (_, index) => ({
    bid: `bid${index}`,
    fields: {},
    price: BigInt(400_000_000 + index * 123_457) as Fen,
    rejections: [],
  }))
  const twentieths = (bid: number, criterion: number, seat: number) => (bid * 7 + criterion * 13 + seat * 5) % 11
  const members: MemberScores[] = Array.from({ length: SEATS }, (_, seat) => ({
    seat: seat + 1,
    points: Object.fromEntries(
      bids.map(({ bid }, index) => [
        bid,
        Object.fromEntries(plan.criteria.map(({ id }, criterion) => [id, (twentieths(index, criterion, seat) / 20).toFixed(2)])),
      ]),
    ),
  }))
  const numbers = Float64Array.from(
    { length: BIDS * CRITERIA * SEATS },
    (_, index) => twentieths(Math.floor(index / (CRITERIA * SEATS)), Math.floor(index / SEATS) % CRITERIA, index % SEATS) / 20,
  )
  const prices = bids.map(({ price }) => Number(price))
  const ours = () => {
    for (let time = 0; time < TIMES; time += 1) evaluateLot({ plan, ceilingPrice: 500_000_000n as Fen, bids, members })
  }
  const baseline = () => {
    for (let time = 0; time < TIMES; time += 1) bareArithmetic(numbers, prices)
  }
  ours()
  baseline()
  const exactNumbers = Array.from(numbers, (score) => BigInt(Math.round(score * 10_000)))
  const exactly = () => {
    for (let time = 0; time < TIMES; time += 1) exactArithmetic(exactNumbers, prices)
  }
  exactly()
  const exactRounds = await interleave(ROUNDS, {
    ours: async () => secondsOf(ours),
    baseline: async () => secondsOf(exactly),
  })
  const rounds = await interleave(ROUNDS, {
    ours: async () => secondsOf(ours),
    baseline: async () => secondsOf(baseline),
  })
  return [
    rateOf({
      name: 'scoring-exact',
      rounds: exactRounds,
      amount: TIMES * BIDS * CRITERIA * SEATS,
      unit: 'scores/s',
      what: 'the same against the bare arithmetic in whole numbers (bigint), rounded as published: what exactness alone costs',
    }),
    rateOf({
      name: 'scoring',
      rounds,
      amount: TIMES * BIDS * CRITERIA * SEATS,
      unit: 'scores/s',
      what: `evaluateLot of ${BIDS} bids, ${CRITERIA} criteria, ${SEATS} members, exact and from decimals, against the bare arithmetic in floating point`,
    }),
  ]
}

/** Means, totals, price points and order in floating point: what the evaluation comes down to without its guarantees. */
function bareArithmetic(numbers: Float64Array, prices: readonly number[]): readonly number[] {
  const lowest = Math.min(...prices)
  const totals: number[] = []
  let place = 0
  for (const price of prices) {
    let total = 0
    for (let criterion = 0; criterion < CRITERIA; criterion += 1) {
      let sum = 0
      for (let seat = 0; seat < SEATS; seat += 1) {
        sum += numbers[place] ?? 0
        place += 1
      }
      total += sum / SEATS
    }
    totals.push(total + (lowest / price) * 40)
  }
  return totals.map((_, index) => index).sort((left, right) => (totals[right] ?? 0) - (totals[left] ?? 0))
}

/** The same in ten-thousandths of a point, exact, with the published rounding. */
function exactArithmetic(numbers: readonly bigint[], prices: readonly number[]): readonly number[] {
  const lowest = BigInt(Math.min(...prices))
  const seats = BigInt(SEATS)
  const totals: bigint[] = []
  let place = 0
  for (const price of prices) {
    let total = 0n
    for (let criterion = 0; criterion < CRITERIA; criterion += 1) {
      let sum = 0n
      for (let seat = 0; seat < SEATS; seat += 1) {
        sum += numbers[place] ?? 0n
        place += 1
      }
      total += sum
    }
    const judged = (total * 2n + seats * 100n) / (seats * 200n)
    totals.push(judged + (lowest * 8000n + BigInt(price)) / (BigInt(price) * 2n))
  }
  return totals.map((_, index) => index).sort((left, right) => Number((totals[right] ?? 0n) - (totals[left] ?? 0n)))
}
