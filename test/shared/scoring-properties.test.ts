import { expect } from 'chai'
import fc from 'fast-check'
import type { Fen } from '#shared/primitives/money.ts'
import { abnormalScores, spreadOf } from '#shared/scoring/average.ts'
import { type BidToEvaluate, evaluateLot, type LotResult, type MemberScores } from '#shared/scoring/evaluate-lot.ts'
import type { PriceFormula } from '#shared/scoring/plan.ts'
import { formatPoints, type Points, parsePoints } from '#shared/scoring/points.ts'
import { deviationPoints, lowestPricePoints } from '#shared/scoring/price.ts'
import { pseudonymsOf } from '#shared/scoring/pseudonyms.ts'
import { minus, rational, roundedTo } from '#shared/scoring/rational.ts'
import { planOf } from '../support/scoring.ts'

const CEILING = 10_000_000_00n as Fen
const price = fc.bigInt({ min: 1_00n, max: CEILING }).map((fen) => fen as Fen)
const halves = (maximum: number) => fc.integer({ min: 0, max: maximum * 2 }).map((twice) => String(twice / 2))

interface Drawn {
  readonly bids: BidToEvaluate[]
  readonly members: MemberScores[]
}

const lot: fc.Arbitrary<Drawn> = fc
  .record({ prices: fc.array(price, { minLength: 1, maxLength: 8 }), seats: fc.constantFrom(5, 7) })
  .chain(({ prices, seats }) => {
    const bids = prices.map((each, index) => ({ bid: `bid${index}`, price: each, fields: { period: '90' }, rejections: [] }))
    const scores = fc.record(
      Object.fromEntries(bids.map(({ bid }) => [bid, fc.record({ method: halves(25), safety: halves(15) })])),
    ) as fc.Arbitrary<Record<string, Record<string, string>>>
    return fc
      .array(scores, { minLength: seats, maxLength: seats })
      .map((sheets) => ({ bids, members: sheets.map((points, index) => ({ seat: index + 1, points })) }))
  })

const formulas: readonly PriceFormula[] = [
  { kind: 'lowest-price' },
  {
    kind: 'benchmark',
    of: 'mean',
    drop: [{ atLeast: 5, highest: 1, lowest: 1 }],
    coefficient: { kind: 'stated', value: '0.97' },
    above: '1',
    below: '0.5',
    rateDecimals: 2,
  },
]
const formula = fc.constantFrom(...formulas)
const planWith = (chosen: PriceFormula, roundedAt: 'criterion' | 'total' = 'total') =>
  planOf({ roundedAt, price: { field: 'price', maximum: '40', formula: chosen, adjustments: [] } })

const byBid = (result: LotResult) =>
  new Map(result.bids.map(({ bid, total, rank, technical }) => [bid, { total, rank, technical }]))

describe('properties of an evaluation', () => {
  it('a score is flagged exactly when it is further from the mean of the others’ than the notice says (X13)', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 250_000 }), { minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(scores, fc.integer({ min: 0, max: 1_000_000 }), (given, percent) => {
        const maximumPoints = parsePoints('25')
        const spread = spreadOf(given.map((points) => BigInt(points) as Points))
        const seats = given.map((_, index) => index + 1)
        const flagged = abnormalScores({ id: 'method', maximumPoints }, BigInt(percent) as Points, 'a', seats, spread)
        const expected = given.flatMap((own, index) => {
          const others = rational(BigInt(given.reduce((sum, each) => sum + each, 0) - own), BigInt(Math.max(1, given.length - 1)))
          const { numerator, denominator } = minus(rational(BigInt(own)), others)
          const isFar = (numerator < 0n ? -numerator : numerator) * 1_000_000n > maximumPoints * BigInt(percent) * denominator
          return given.length > 1 && isFar ? [[index + 1, numerator > 0n]] : []
        })
        expect(flagged.map(({ seat, isHigh }) => [seat, isHigh])).to.deep.equal(expected)
      }),
      { numRuns: 2000 },
    )
  })

  it('the order bids and members are listed in changes nothing', () => {
    fc.assert(
      fc.property(lot, formula, fc.infiniteStream(fc.nat()), ({ bids, members }, chosen, numbers) => {
        const plan = planWith(chosen)
        const shuffled = <T>(items: readonly T[]) =>
          items
            .map((item) => ({ item, key: numbers.next().value ?? 0 }))
            .sort((left, right) => left.key - right.key)
            .map(({ item }) => item)
        const one = evaluateLot({ plan, ceilingPrice: CEILING, bids, members })
        const other = evaluateLot({ plan, ceilingPrice: CEILING, bids: shuffled(bids), members: shuffled(members) })
        expect(byBid(other)).to.deep.equal(byBid(one))
        expect(other.benchmark).to.equal(one.benchmark)
        expect(other.candidates.length).to.equal(one.candidates.length)
        if (new Set(one.bids.map(({ rank }) => rank)).size === bids.length) expect(other.candidates).to.deep.equal(one.candidates)
      }),
    )
  })

  it('a member that raises one score lowers nobody’s total but raises, or keeps, that bid’s (X8)', () => {
    fc.assert(
      fc.property(lot, formula, fc.nat(), fc.nat(), ({ bids, members }, chosen, whichBid, whichMember) => {
        const bid = bids[whichBid % bids.length]?.bid ?? ''
        const seat = members[whichMember % members.length]?.seat
        const raised = members.map((member) =>
          member.seat === seat
            ? { ...member, points: { ...member.points, [bid]: { ...member.points[bid], method: '25' } } }
            : member,
        )
        const before = byBid(evaluateLot({ plan: planWith(chosen), ceilingPrice: CEILING, bids, members }))
        const after = byBid(evaluateLot({ plan: planWith(chosen), ceilingPrice: CEILING, bids, members: raised }))
        for (const [name, { total }] of after) {
          const was = before.get(name)?.total ?? 0n
          if (name === bid) expect((total ?? 0n) >= was).to.equal(true)
          else expect(total).to.equal(was)
        }
        expect(after.get(bid)?.rank ?? 99).to.be.at.most(before.get(bid)?.rank ?? 99)
      }),
    )
  })

  it('under the lowest-price formula a lower price never earns less (X9)', () => {
    fc.assert(
      fc.property(price, price, price, (one, two, three) => {
        const [benchmark, lower, higher] = [one, two, three].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)) as [Fen, Fen, Fen]
        const of = (each: Fen) => lowestPricePoints({ maximum: parsePoints('40'), benchmark, price: each, decimals: 2 })
        expect(of(lower) >= of(higher)).to.equal(true)
        expect(of(benchmark)).to.equal(parsePoints('40'))
      }),
    )
  })

  it('on one side of the benchmark a nearer price never earns less, and nobody earns less than nothing', () => {
    fc.assert(
      fc.property(price, price, price, fc.constantFrom(null, 0, 2), (benchmark, one, two, rateDecimals) => {
        const above = [one, two].map((each) => (benchmark + each) as Fen).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
        const of = (each: Fen) =>
          deviationPoints({
            formula: { above: '1.2', below: '0.8', rateDecimals },
            maximum: parsePoints('40'),
            benchmark,
            price: each,
            decimals: 2,
          })
        const [near, far] = above.map(of) as [Points, Points]
        expect(near >= far).to.equal(true)
        expect(far >= 0n).to.equal(true)
        expect(of(benchmark)).to.equal(parsePoints('40'))
      }),
    )
  })

  it('rounds exactly as the naive evaluation over one common denominator', () => {
    fc.assert(
      fc.property(lot, fc.constantFrom('criterion' as const, 'total' as const), ({ bids, members }, roundedAt) => {
        const result = evaluateLot({ plan: planWith({ kind: 'lowest-price' }, roundedAt), ceilingPrice: CEILING, bids, members })
        const lowest = bids.reduce((least, { price }) => (price !== null && price < least ? price : least), CEILING)
        const count = BigInt(members.length)
        const nearest = (over: bigint, under: bigint) => (over * 200n + under) / (under * 2n)
        for (const { bid, price: own, total } of result.bids.map((each) => ({ ...each, price: each.price ?? CEILING }))) {
          const sum = (criterion: string) =>
            members.reduce((all, { points }) => all + BigInt(Number(points[bid]?.[criterion]) * 2), 0n)
          const judged =
            roundedAt === 'criterion'
              ? nearest(sum('method'), count * 2n) + nearest(sum('safety'), count * 2n) + 1000n
              : nearest(sum('method') + sum('safety') + 10n * count * 2n, count * 2n)
          expect(formatPoints(total ?? (0n as Points), 2)).to.equal(
            formatPoints(((judged + nearest(40n * lowest, own)) * 100n) as Points, 2),
          )
        }
      }),
    )
  })

  it('rounding is off by at most a half of the last place, and a half goes up', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 30n }),
        fc.bigInt({ min: 1n, max: 10n ** 20n }),
        fc.integer({ min: 0, max: 4 }),
        (n, d, decimals) => {
          const units = roundedTo(rational(n, d), decimals)
          const off = units * d - n * 10n ** BigInt(decimals)
          expect(off * 2n <= d && off * 2n > -d).to.equal(true)
        },
      ),
    )
    expect(roundedTo(rational(1n, 2n), 0)).to.equal(1n)
    expect(roundedTo(rational(-1n, 2n), 0)).to.equal(-1n)
  })

  it('points are written as they are read', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 9_999_999_999n }), (units) => {
        expect(parsePoints(formatPoints(units as Points, 4))).to.equal(units)
      }),
    )
  })

  it('pseudonyms name every bid once, depend on seed and lot, and not on the order bids come in', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uniqueArray(fc.stringMatching(/^[0-9a-f]{64}$/), { minLength: 1, maxLength: 40 }),
        (seedBytes, bids) => {
          const seed = seedBytes.slice()
          const names = pseudonymsOf(seed, 'lot', bids)
          expect([...names.keys()]).to.have.members(bids)
          expect(new Set(names.values()).size).to.equal(bids.length)
          expect(pseudonymsOf(seed, 'lot', [...bids].reverse())).to.deep.equal(names)
        },
      ),
    )
  })
})
