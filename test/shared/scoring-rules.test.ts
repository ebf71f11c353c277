import { expect } from 'chai'
import { type Fen, formatYuan, parseYuan, type Yuan } from '#shared/primitives/money.ts'
import { correctPrice } from '#shared/scoring/arithmetic-correction.ts'
import { parseCapitalAmount } from '#shared/scoring/capital-amount.ts'
import { changeFault, withoutMember } from '#shared/scoring/changes.ts'
import { type BidToEvaluate, evaluateLot, type MemberScores } from '#shared/scoring/evaluate-lot.ts'
import { lowPrices } from '#shared/scoring/low-price.ts'
import type { EvaluationPlan } from '#shared/scoring/plan.ts'
import { type PlanGround, planFault } from '#shared/scoring/plan-fault.ts'
import { formatPoints, type Points, parsePoints } from '#shared/scoring/points.ts'
import { countPreliminary, missingVotes, type PreliminaryVote } from '#shared/scoring/preliminary.ts'
import { drawCoefficient } from '#shared/scoring/pseudonyms.ts'
import { candidatesOf, countedBidders, type RankedBid, rankBids, settleLots } from '#shared/scoring/rank.ts'
import { rejectionGrounds } from '#shared/scoring/rejection.ts'
import { sheetFault } from '#shared/scoring/sheet.ts'
import { planOf } from '../support/scoring.ts'

const CEILING = parseYuan('1000.00')
const bidAt = (bid: string, price: string, fields: Record<string, string> = {}): BidToEvaluate => ({
  bid,
  price: parseYuan(price),
  fields: { period: '90', ...fields },
  rejections: [],
})
const evenScores = (bids: readonly string[], seats = 5, method = '20', safety = '10'): MemberScores[] =>
  Array.from({ length: seats }, (_, index) => ({
    seat: index + 1,
    points: Object.fromEntries(bids.map((bid) => [bid, { method, safety }])),
  }))
const ground: PlanGround = {
  method: 'comprehensive-scoring',
  isProcurement: false,
  kind: 'works',
  envelopes: [
    {
      name: 'commercial',
      fields: [
        { name: 'price', label: { zh: '报价', en: 'Price' }, type: 'price', isRequired: true },
        { name: 'period', label: { zh: '工期', en: 'Days' }, type: 'days', isRequired: true },
      ],
    },
  ],
}

describe('a plan of evaluation', () => {
  it('is without fault when points make a hundred and every field is asked for', () => {
    expect(planFault(planOf(), ground)).to.equal(undefined)
  })
  const faults: readonly (readonly [string, Partial<EvaluationPlan>, Partial<PlanGround>, string])[] = [
    ['another method than the notice’s', {}, { method: 'lowest-evaluated-price' }, 'method-differs'],
    ['ninety-nine points', { price: { ...planOf().price, maximum: '39' } }, {}, 'points-not-hundred'],
    ['two criteria of one name', { criteria: [...planOf().criteria, ...planOf().criteria] }, {}, 'named-twice'],
    ['a field the letter does not ask for', { brandField: 'brand' }, {}, 'field-unknown'],
    ['a price field that is no price', { price: { ...planOf().price, field: 'period' } }, {}, 'price-field-unknown'],
    [
      'a step that does not divide the maximum',
      {
        criteria: [{ kind: 'subjective', id: 'x', name: 'x', part: 'technical', maximum: '60', step: '0.7', bands: [] }],
      },
      {},
      'step-does-not-divide',
    ],
    ['scores left out in procurement (X9)', { averaging: 'without-extremes' }, { isProcurement: true }, 'extremes-left-out'],
    [
      'a mean as benchmark in procurement (X9)',
      {
        price: {
          ...planOf().price,
          formula: {
            kind: 'benchmark',
            of: 'mean',
            drop: [],
            coefficient: { kind: 'stated', value: '1' },
            above: '1',
            below: '1',
            rateDecimals: null,
          },
        },
      },
      { isProcurement: true },
      'formula-not-of-procurement',
    ],
    [
      'more prices dropped than there are',
      {
        price: {
          ...planOf().price,
          formula: {
            kind: 'benchmark',
            of: 'mean',
            drop: [{ atLeast: 3, highest: 2, lowest: 1 }],
            coefficient: { kind: 'stated', value: '1' },
            above: '1',
            below: '1',
            rateDecimals: null,
          },
        },
      },
      {},
      'drops-every-price',
    ],
  ]
  for (const [about, changes, grounds, fault] of faults)
    it(`has a fault: ${about}`, () => {
      expect(planFault(planOf(changes), { ...ground, ...grounds })).to.equal(fault)
    })
  it('gives the price 30 points at least for goods and 10 for services in procurement (X9)', () => {
    const withPrice = (maximum: string) => {
      const rest = String(100 - Number(maximum))
      return planOf({
        criteria: [{ kind: 'subjective', id: 'x', name: 'x', part: 'technical', maximum: rest, step: '1', bands: [] }],
        price: { ...planOf().price, maximum },
      })
    }
    expect(planFault(withPrice('29'), { ...ground, isProcurement: true, kind: 'goods' })).to.equal('price-weight-too-low')
    expect(planFault(withPrice('30'), { ...ground, isProcurement: true, kind: 'goods' })).to.equal(undefined)
    expect(planFault(withPrice('9'), { ...ground, isProcurement: true, kind: 'services' })).to.equal('price-weight-too-low')
    expect(planFault(withPrice('10'), { ...ground, isProcurement: true, kind: 'services' })).to.equal(undefined)
  })
})

describe('the preliminary review (X17)', () => {
  const plan = planOf()
  const members = ['1', '2', '3', '4', '5']
  const votesWith = (against: readonly string[]): PreliminaryVote[] =>
    members.flatMap((member) =>
      ['a', 'b'].flatMap((bid) =>
        plan.preliminary.map(({ id: item }) => {
          const isPassed = !(bid === 'a' && item === 'signed' && against.includes(member))
          return { member, bid, item, isPassed, reason: isPassed ? null : `第 ${member} 席：未盖章` }
        }),
      ),
    )
  it('knows the seven grounds of TL 51', () => {
    expect(rejectionGrounds).to.have.length(7)
  })
  it('rejects by more than half, with every reason given', () => {
    const { rejections } = countPreliminary(plan, members, ['a', 'b'], votesWith(['1', '2', '4']))
    expect(rejections.get('a')).to.deep.equal([
      { ground: 'unsigned', foundBy: 'signed', reasons: ['第 1 席：未盖章', '第 2 席：未盖章', '第 4 席：未盖章'] },
    ])
    expect(rejections.has('b')).to.equal(false)
  })
  it('passes what two of five fail', () => {
    const { items, rejections } = countPreliminary(plan, members, ['a', 'b'], votesWith(['1', '2']))
    expect(rejections.size).to.equal(0)
    expect(items[0]).to.deep.include({ bid: 'a', item: 'signed', passed: 3, failed: 2, isPassed: true })
  })
  it('counts nothing while a vote is missing, and says which', () => {
    const votes = votesWith([]).slice(1)
    expect(missingVotes(plan, members, ['a', 'b'], votes)).to.deep.equal([{ member: '1', bid: 'a', item: 'signed' }])
    expect(() => countPreliminary(plan, members, ['a', 'b'], votes)).to.throw(RangeError)
    const [first] = votesWith([])
    expect(() => countPreliminary(plan, members, ['a', 'b'], [...votesWith([]), first as PreliminaryVote])).to.throw(RangeError)
  })
})

describe('the arithmetic of a price (87-59, X11)', () => {
  const item = (quantity: string, unitPrice: string, amount: string, id = 'i') => ({ id, quantity, unitPrice, amount })
  const prices = (input: Parameters<typeof correctPrice>[0]) => {
    const { price, corrections } = correctPrice(input)
    return { price: formatYuan(price), rules: corrections.map(({ rule, of }) => `${rule} ${of}`) }
  }
  it('leaves a price without fault alone', () => {
    expect(
      prices({
        openingForm: { figures: '300.00', words: '叁佰元整' },
        file: { figures: '300.00', words: null },
        items: [item('3', '100.00', '300.00')],
      }),
    ).to.deep.equal({ price: '300.00', rules: [] })
  })
  it('(1) takes the opening form over the file', () => {
    expect(
      prices({ openingForm: { figures: '300.00', words: null }, file: { figures: '310.00', words: null }, items: [] }),
    ).to.deep.equal({ price: '300.00', rules: ['opening-form total'] })
  })
  it('(2) takes words over figures', () => {
    expect(prices({ openingForm: { figures: '300.00', words: '叁佰贰拾元整' }, file: null, items: [] })).to.deep.equal({
      price: '320.00',
      rules: ['words total'],
    })
  })
  it('(3) takes the amount over a unit price whose point has slipped', () => {
    expect(
      prices({ openingForm: { figures: '300.00', words: null }, file: null, items: [item('3', '1000.00', '300.00')] }),
    ).to.deep.equal({ price: '300.00', rules: ['decimal-slip i'] })
  })
  it('(4) takes the sum of the unit prices over the total', () => {
    expect(
      prices({
        openingForm: { figures: '310.00', words: null },
        file: null,
        items: [item('3', '100.00', '310.00', 'a'), item('1.5', '10.01', '15.02', 'b')],
      }),
    ).to.deep.equal({ price: '315.02', rules: ['units a', 'units total'] })
  })
  it('goes through all four in that order', () => {
    expect(
      prices({
        openingForm: { figures: '300.00', words: '叁佰壹拾元整' },
        file: { figures: '290.00', words: null },
        items: [item('3', '1000.00', '300.00', 'a'), item('1', '20.00', '25.00', 'b')],
      }),
    ).to.deep.equal({ price: '320.00', rules: ['opening-form total', 'words total', 'decimal-slip a', 'units b', 'units total'] })
  })
  const words: readonly (readonly [string, string | undefined])[] = [
    ['壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分', '1234567.89'],
    ['人民币叁仟元整', '3000.00'],
    ['壹亿零叁拾万元整', '100300000.00'],
    ['壹万零伍元零玖分', '10005.09'],
    ['拾元整', '10.00'],
    ['一百二十万元', '1200000.00'],
    ['贰仟零伍拾圆正', '2050.00'],
    ['壹万亿元整', '1000000000000.00'],
    ['大约三百元', undefined],
    ['叁贰元', undefined],
    ['', undefined],
  ]
  for (const [text, amount] of words)
    it(`reads ${text === '' ? 'nothing' : text} as ${amount ?? 'no amount'}`, () => {
      const found = parseCapitalAmount(text)
      expect(found === undefined ? undefined : formatYuan(found)).to.equal(amount)
    })
})

describe('abnormally low prices (X12)', () => {
  const bids = ['100.00', '50.00', '150.00'].map((price, index) => ({ bid: String(index), price: parseYuan(price) }))
  it('are those below the stated share of the mean, the second-lowest or the ceiling, and never those on it', () => {
    expect(lowPrices({ of: 'mean', belowPercent: '80' }, bids, CEILING).map(({ bid }) => bid)).to.deep.equal(['1'])
    expect(lowPrices({ of: 'mean', belowPercent: '50' }, bids, CEILING)).to.deep.equal([])
    expect(lowPrices({ of: 'second-lowest', belowPercent: '50.01' }, bids, CEILING).map(({ bid }) => bid)).to.deep.equal(['1'])
    expect(lowPrices({ of: 'second-lowest', belowPercent: '50' }, bids, CEILING)).to.deep.equal([])
    expect(lowPrices({ of: 'ceiling-price', belowPercent: '11' }, bids, CEILING).map(({ bid }) => bid)).to.deep.equal(['0', '1'])
    expect(lowPrices(null, bids, CEILING)).to.deep.equal([])
  })
})

describe('the evaluation of a lot', () => {
  it('rejects a price above the ceiling (N8, X17) and leaves it out of the benchmark', () => {
    const bids = [bidAt('a', '1000.01'), bidAt('b', '1000.00'), bidAt('c', '500.00')]
    const { bids: results, benchmark } = evaluateLot({
      plan: planOf(),
      ceilingPrice: CEILING,
      bids,
      members: evenScores(['b', 'c']),
    })
    expect(results[0]).to.deep.include({ isValid: false, rank: null, total: null })
    expect(results[0]?.rejections).to.deep.equal([
      { ground: 'price-below-cost-or-above-ceiling', foundBy: 'ceiling-price', reasons: [] },
    ])
    expect(benchmark).to.equal(parseYuan('500.00'))
    expect(results.map(({ rank }) => rank)).to.deep.equal([null, 2, 1])
  })
  it('computes objective criteria from the letter, and gives nothing for what is not written', () => {
    const bids = [
      bidAt('a', '500.00', { period: '60' }),
      bidAt('b', '500.00', { period: '80' }),
      bidAt('c', '500.00', { period: 'soon' }),
    ]
    const { bids: results } = evaluateLot({ plan: planOf(), ceilingPrice: CEILING, bids, members: evenScores(['a', 'b', 'c']) })
    expect(results.map(({ commercial }) => formatPoints(commercial, 2))).to.deep.equal(['20.00', '13.33', '0.00'])
  })
  it('flags a score far from the others’, high and low, and changes nothing by it (X13)', () => {
    const members = evenScores(['a', 'b']).map((member) =>
      member.seat === 1 ? { ...member, points: { a: { method: '25', safety: '2' }, b: { method: '20', safety: '10' } } } : member,
    )
    const { abnormal } = evaluateLot({
      plan: planOf(),
      ceilingPrice: CEILING,
      bids: [bidAt('a', '500.00'), bidAt('b', '500.00')],
      members,
    })
    expect(abnormal.map(({ seat, bid, criterion, isHigh }) => ({ seat, bid, criterion, isHigh }))).to.deep.equal([
      { seat: 1, bid: 'a', criterion: 'safety', isHigh: false },
    ])
  })
  it('leaves a lot without a valid bid without ranks', () => {
    const result = evaluateLot({ plan: planOf(), ceilingPrice: CEILING, bids: [bidAt('a', '1000.01')], members: [] })
    expect(result).to.deep.include({ counted: 0, benchmark: null, candidates: [], undecided: [] })
  })
  it('takes the drawn coefficient, and only one of the notice', () => {
    const plan = planOf({
      price: {
        field: 'price',
        maximum: '40',
        adjustments: [],
        formula: {
          kind: 'benchmark',
          of: 'mean',
          drop: [],
          coefficient: { kind: 'drawn', values: ['0.95', '0.96', '0.97'], parties: ['0'.repeat(32)] },
          above: '1',
          below: '1',
          rateDecimals: null,
        },
      },
    })
    const lot = { plan, ceilingPrice: CEILING, bids: [bidAt('a', '500.00')], members: evenScores(['a']) }
    expect(evaluateLot({ ...lot, coefficient: '0.96' }).benchmark).to.equal(parseYuan('480.00'))
    expect(() => evaluateLot({ ...lot, coefficient: '0.90' })).to.throw('broken invariant')
    expect(() => evaluateLot(lot)).to.throw('broken invariant')
    const drawn = new Set(
      Array.from({ length: 64 }, (_, index) => drawCoefficient(new Uint8Array(32).fill(index), 'lot', ['0.95', '0.96', '0.97'])),
    )
    expect(drawn.size).to.equal(3)
  })
})

describe('ranks, ties and brands (87-31, 87-57, X10, X15)', () => {
  const ranked = (bid: string, total: string, price: string, technical = '0', brand: string | null = null): RankedBid => ({
    bid,
    total: parsePoints(total),
    price: parseYuan(price),
    technical: parsePoints(technical),
    commercial: parsePoints('0'),
    brand,
  })
  const ranksOf = (bids: readonly RankedBid[], plan = planOf(), seed?: string) =>
    Object.fromEntries(rankBids(plan, bids, seed).map(({ bid, rank }) => [bid, rank]))
  it('decides equal totals by price, then as the notice says, then leaves them side by side', () => {
    expect(
      ranksOf([
        ranked('a', '90', '3.00'),
        ranked('b', '90', '2.00', '1'),
        ranked('c', '90', '2.00', '2'),
        ranked('d', '90', '3.00'),
      ]),
    ).to.deep.equal({ c: 1, b: 2, a: 3, d: 3 })
  })
  it('draws what is equal after the last, the same way for everybody who has the seed', () => {
    const plan = planOf({ lastTie: 'drawn' })
    const bids = ['a', 'b', 'c'].map((bid) => ranked(bid, '90', '2.00'))
    const one = ranksOf(bids, plan, '11'.repeat(32))
    expect(Object.values(one).sort()).to.deep.equal([1, 2, 3])
    expect(ranksOf([...bids].reverse(), plan, '11'.repeat(32))).to.deep.equal(one)
    expect(() => ranksOf(bids, plan)).to.throw(RangeError)
  })
  it('counts one brand once: the best stays, however the name is spelt', () => {
    const bids = [
      ranked('a', '90', '3.00', '0', 'Acme Ｐumps'),
      ranked('b', '95', '3.00', '0', 'ACME pumps'),
      ranked('c', '80', '3.00', '0', '海泵'),
      ranked('d', '70', '3.00'),
    ]
    expect(countedBidders(bids)).to.equal(3)
    expect(rankBids(planOf(), bids)).to.deep.equal([
      { bid: 'b', rank: 1, standsBehind: null },
      { bid: 'a', rank: null, standsBehind: 'b' },
      { bid: 'c', rank: 2, standsBehind: null },
      { bid: 'd', rank: 3, standsBehind: null },
    ])
  })
  it('recommends three at most, and names whom it cannot choose between', () => {
    const place = (bid: string, rank: number) => ({ bid, rank, standsBehind: null })
    expect(candidatesOf(planOf(), [place('a', 1), place('b', 2), place('c', 3), place('d', 4)])).to.deep.equal({
      candidates: ['a', 'b', 'c'],
      undecided: [],
    })
    expect(candidatesOf(planOf(), [place('a', 1), place('b', 2), place('c', 3), place('d', 3)])).to.deep.equal({
      candidates: ['a', 'b'],
      undecided: ['c', 'd'],
    })
  })
  it('lets one bidder stand first on so many lots only, in the order of the notice', () => {
    const lots = ['l1', 'l2', 'l3'].map((lot) => ({
      lot,
      candidates: [
        { bid: `${lot}-x`, bidder: 'x' },
        { bid: `${lot}-y`, bidder: 'y' },
      ],
    }))
    expect(settleLots(1, lots).map(({ candidates, passedOver }) => ({ candidates, passedOver }))).to.deep.equal([
      { candidates: ['l1-x', 'l1-y'], passedOver: [] },
      { candidates: ['l2-y'], passedOver: ['l2-x'] },
      { candidates: [], passedOver: ['l3-x', 'l3-y'] },
    ])
    expect(settleLots(null, lots).every(({ passedOver }) => passedOver.length === 0)).to.equal(true)
  })
})

describe('a score sheet', () => {
  const scores = (changes: Record<string, string> = {}) =>
    ['A', 'B'].flatMap((bid) =>
      ['method', 'safety'].map((criterion) => ({ bid, criterion, points: changes[`${bid} ${criterion}`] ?? '10', reason: null })),
    )
  const faultOf = (given: ReturnType<typeof scores>) =>
    sheetFault(planOf(), ['x', 'y'], { scores: given }, (bid) => (bid === 'x' ? 'A' : 'B'))
  it('scores every judged criterion of every bid once, on its scale', () => {
    expect(faultOf(scores())).to.equal(undefined)
    expect(faultOf(scores().slice(1))).to.deep.equal({ fault: 'score-missing', bid: 'A', criterion: 'method' })
    expect(faultOf([...scores(), { bid: 'A', criterion: 'method', points: '10', reason: null }])?.fault).to.equal('score-twice')
    expect(faultOf([...scores(), { bid: 'A', criterion: 'duration', points: '10', reason: null }])?.fault).to.equal(
      'score-not-asked',
    )
    expect(faultOf(scores({ 'B safety': '15.5' }))).to.deep.equal({
      fault: 'score-out-of-range',
      bid: 'B',
      criterion: 'safety',
      maximum: '15',
      step: '0.5',
    })
    expect(faultOf(scores({ 'A method': '10.25' }))?.fault).to.equal('score-off-step')
  })
})

describe('changes after the totals (87-64, X13) and replaced members (X4)', () => {
  const criterion = planOf().criteria[0]
  const flag = { seat: 1, bid: 'a', criterion: 'method', points: 0n as Points, isHigh: false }
  const change = { cause: 'abnormal-score', seat: 1, bid: 'a', criterion: 'method', before: '2', after: '18' } as const
  it('takes a correction of a flagged score, on its scale', () => {
    expect(changeFault(change, criterion, [flag])).to.equal(undefined)
    expect(changeFault({ ...change, after: '26' }, criterion, [flag])).to.equal('score-not-allowed')
    expect(changeFault({ ...change, after: '2' }, criterion, [flag])).to.equal('nothing-changes')
  })
  it('takes no other change: not of a score nobody flagged, of another member’s, nor by a cause that does not hold', () => {
    expect(changeFault(change, criterion, [])).to.equal('cause-not-given')
    expect(changeFault({ ...change, seat: 2 }, criterion, [flag])).to.equal('cause-not-given')
    expect(changeFault({ ...change, cause: 'out-of-range' }, criterion, [flag])).to.equal('cause-not-given')
    expect(changeFault({ ...change, cause: 'sum-error' }, criterion, [flag])).to.equal('cause-not-given')
    expect(changeFault({ ...change, cause: 'out-of-range', before: '99' }, criterion, [])).to.equal(undefined)
  })
  it('voids what a replaced member judged, and nothing else', () => {
    expect(withoutMember([{ seat: 1 }, { seat: 2 }, { seat: 3 }], 2)).to.deep.equal([{ seat: 1 }, { seat: 3 }])
  })
})

describe('what is stated of adjustments', () => {
  it('adds for units beyond the baseline and credits nothing below it', () => {
    const plan = planOf({
      criteria: [],
      price: {
        field: 'price',
        maximum: '0',
        formula: { kind: 'lowest-evaluated-price' },
        adjustments: [{ id: 'delay', name: '工期', field: 'period', baseline: 80, perUnit: '1.50' as Yuan }],
      },
    })
    const bids = [bidAt('a', '100.00', { period: '90' }), bidAt('b', '110.00', { period: '70' })]
    const result = evaluateLot({ plan, ceilingPrice: CEILING, bids, members: [] })
    expect(result.bids.map(({ evaluatedPrice, rank }) => [formatYuan(evaluatedPrice as Fen), rank])).to.deep.equal([
      ['115.00', 2],
      ['110.00', 1],
    ])
  })
})
