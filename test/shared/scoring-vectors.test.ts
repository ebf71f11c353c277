import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { formatYuan, parseYuan, type Yuan } from '#shared/primitives/money.ts'
import { evaluatedPrice, evaluateLot } from '#shared/scoring/evaluate-lot.ts'
import { evaluationPlanField, type PriceFormula } from '#shared/scoring/plan.ts'
import { formatPoints } from '#shared/scoring/points.ts'
import { scorePrices } from '#shared/scoring/price.ts'
import { type ScoreSheet, scoreSheetField, sheetDigest } from '#shared/scoring/sheet.ts'
import { planOf } from '../support/scoring.ts'

interface PriceCase {
  readonly about: string
  readonly maximum: string
  readonly decimals: number
  readonly ceilingPrice: string
  readonly formula: PriceFormula
  readonly prices: readonly string[]
  readonly benchmark: string
  readonly points: readonly string[]
}

interface Lot {
  readonly decimals: number
  readonly roundedAt: 'criterion' | 'total'
  readonly averaging: 'all' | 'without-extremes'
  readonly criteria: readonly { id: string; part: 'technical' | 'commercial'; maximum: string; step: string }[]
  readonly priceMaximum: string
  readonly formula: PriceFormula
  readonly ceilingPrice: string
  readonly bids: readonly { bid: string; price: string }[]
  readonly members: readonly { seat: number; points: Record<string, Record<string, string>> }[]
  readonly benchmark: string
  readonly results: readonly { bid: string; technical: string; price: string; total: string; rank: number }[]
}

function vector<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/scoring/${name}.json`, import.meta.url), 'utf8')) as T
}

describe('price formulas, on the figures of their sources', () => {
  for (const { about, maximum, decimals, ceilingPrice, formula, prices, benchmark, points } of vector<{ cases: PriceCase[] }>(
    'price-formulas',
  ).cases) {
    it(about, () => {
      const scores = scorePrices({
        price: { maximum, formula },
        decimals,
        bids: prices.map((price, index) => ({ bid: String(index), price: parseYuan(price) })),
        ceilingPrice: parseYuan(ceilingPrice),
      })
      expect(formatYuan(scores.benchmark ?? parseYuan('0.00'))).to.equal(benchmark)
      expect(prices.map((_, index) => formatPoints(scores.points.get(String(index)) ?? (0n as never), decimals))).to.deep.equal(
        points,
      )
    })
  }
})

describe('the lowest evaluated price (经评审的最低投标价法), on the figures of its source', () => {
  const { bids } = vector<{ bids: { name: string; price: string; added: string[]; evaluated: string; rank: number }[] }>(
    'evaluated-prices',
  )
  const width = Math.max(...bids.map(({ added }) => added.length))
  const plan = planOf({
    criteria: [],
    price: {
      field: 'price',
      maximum: '0',
      formula: { kind: 'lowest-evaluated-price' },
      adjustments: Array.from({ length: width }, (_, index) => ({
        id: `a${index}`,
        name: `折算${index}`,
        field: `a${index}`,
        baseline: 0,
        perUnit: '1.00' as Yuan,
      })),
    },
  })
  const fieldsOf = (added: readonly string[]) =>
    Object.fromEntries(added.map((amount, index) => [`a${index}`, amount.replace('.00', '')]))

  it('adds what is added and ranks by the sum', () => {
    for (const { price, added, evaluated } of bids)
      expect(formatYuan(evaluatedPrice(plan, { price: parseYuan(price), fields: fieldsOf(added) }))).to.equal(evaluated)
    const result = evaluateLot({
      plan,
      ceilingPrice: parseYuan('50000000.00'),
      bids: bids.map(({ name, price, added }) => ({
        bid: name,
        price: parseYuan(price),
        fields: fieldsOf(added),
        rejections: [],
      })),
      members: [],
    })
    expect(result.bids.map(({ bid, rank, total }) => ({ bid, rank, total }))).to.deep.equal(
      bids.map(({ name, rank }) => ({ bid: name, rank, total: null })),
    )
  })
})

describe('whole lots, as fractions in another language evaluate them', () => {
  vector<{ lots: Lot[] }>('lots').lots.forEach((lot, index) => {
    it(`lot ${index + 1}: ${lot.bids.length} bids, ${lot.members.length} members, ${lot.formula.kind}, rounded at ${lot.roundedAt}`, () => {
      const plan = planOf({
        decimals: lot.decimals,
        roundedAt: lot.roundedAt,
        averaging: lot.averaging,
        criteria: lot.criteria.map(({ id, part, maximum, step }) => ({
          kind: 'subjective' as const,
          id,
          name: id,
          part,
          maximum,
          step,
          bands: [],
        })),
        price: { field: 'price', maximum: lot.priceMaximum, formula: lot.formula, adjustments: [] },
      })
      expect(evaluationPlanField.safeParse(plan).success).to.equal(true)
      const result = evaluateLot({
        plan,
        ceilingPrice: parseYuan(lot.ceilingPrice),
        bids: lot.bids.map(({ bid, price }) => ({ bid, price: parseYuan(price), fields: {}, rejections: [] })),
        members: lot.members,
      })
      expect(formatYuan(result.benchmark ?? parseYuan('0.00'))).to.equal(lot.benchmark)
      expect(
        result.bids.map(({ bid, technical, priceScore, total, rank }) => ({
          bid,
          technical: formatPoints(technical, lot.decimals),
          price: formatPoints(priceScore ?? (0n as never), lot.decimals),
          total: formatPoints(total ?? (0n as never), lot.decimals),
          rank,
        })),
      ).to.deep.equal(lot.results)
    })
  })
})

describe('a locked score sheet', () => {
  it('has the digest of salt and canonical sheet', () => {
    const { sheet, salt, digest } = vector<{ sheet: ScoreSheet; salt: string; digest: string }>('score-sheet')
    expect(sheetDigest(salt, scoreSheetField.parse(sheet))).to.equal(digest)
  })
  it('takes no salt of another length', () => {
    const { sheet } = vector<{ sheet: ScoreSheet }>('score-sheet')
    expect(() => sheetDigest('00'.repeat(31), sheet)).to.throw(RangeError)
  })
})
