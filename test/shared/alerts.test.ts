import { expect } from 'chai'
import { assessLot, type Market } from '#shared/alerts/assess-lot.ts'
import type { Indication, IndicatorId, PricedLot } from '#shared/alerts/indicator.ts'
import { decimalOf, type Ratio, ratioOf, rootDecimalOf } from '#shared/alerts/ratio.ts'
import { alertLifecycle, alertStates } from '#shared/lifecycle/alert.ts'
import { isFinal, reachableStates } from '#shared/lifecycle/table.ts'
import { parseYuan } from '#shared/primitives/money.ts'

/** A lot with these prices, each of another party unless told. */
function lotOf(
  prices: readonly string[],
  changes: Partial<PricedLot> & { readonly parties?: readonly string[] } = {},
): PricedLot {
  const { parties, ...rest } = changes
  return {
    bids: prices.map((price, index) => ({
      number: index + 1,
      party: parties?.[index] ?? `party ${index}`,
      price: parseYuan(price),
    })),
    ceiling: null,
    isAverageBid: false,
    ...rest,
  }
}

function find(id: IndicatorId, lot: PricedLot, market: Market = {}): Indication {
  const found = assessLot(lot, market).indications.find((indication) => indication.id === id)
  if (found === undefined) throw new Error(id)
  return found
}

/** Squares of a value of so many lots of a market, from `first` in steps of 0.01. */
const marketOf = (count: number, first: number): Ratio[] =>
  Array.from({ length: count }, (_, index) => ratioOf(BigInt(first + index) ** 2n, 10_000n))

describe('exact ratios of the indicators', () => {
  it('show decimals rounded half up, and roots without a floating-point number', () => {
    expect(decimalOf(ratioOf(1n, 8n), 2)).to.equal('0.13')
    expect(decimalOf(ratioOf(7n, 1n), 0)).to.equal('7')
    expect(rootDecimalOf(ratioOf(2n, 1n), 30)).to.equal('1.414213562373095048801688724210')
    expect(rootDecimalOf(ratioOf(1n, 4n), 3)).to.equal('0.500')
    expect(rootDecimalOf(ratioOf(0n, 9n), 2)).to.equal('0.00')
    expect(() => ratioOf(1n, 0n)).to.throw(RangeError)
  })

  it('keep what double precision would lose', () => {
    const prices = ['9007199254740993.00', '9007199254740993.01', '9007199254740993.02']
    expect(find('P14', lotOf([...prices, '9007199254740993.03'])).value).to.equal('0.000000')
    expect(find('P01', lotOf(prices)).inputs.find(({ name }) => name === 's')?.value).to.equal('0.01')
  })
})

describe('P01, the coefficient of variation', () => {
  it('is sample deviation over mean: 2, 4, 4, 4, 5, 5, 7, 9 million have s²/m² = (32/7)/25', () => {
    const found = find('P01', lotOf([2, 4, 4, 4, 5, 5, 7, 9].map((price) => `${price}000000.00`)))
    expect(found.exact).to.satisfy((exact: Ratio) => exact.numerator * 175n === exact.denominator * 32n)
    expect(found.value).to.equal('0.427618')
    expect(found.inputs).to.deep.include.members([
      { name: 'n', value: '8' },
      { name: 'm', value: '5000000.00' },
      { name: 's', value: '2138089.94' },
    ])
    expect(found.verdict).to.equal('unremarkable')
  })

  it('is notable below 5 % while its market is too small to compare with, and says so', () => {
    const found = find('P01', lotOf(['9500000.00', '9600000.00', '9700000.00', '9750000.00', '9900000.00']), {
      P01: marketOf(19, 1),
    })
    expect(found).to.include({ verdict: 'notable', threshold: '0.05', strength: 'medium' })
    expect(found.population).to.deep.equal({ kind: 'none', size: 19, percentile: null })
    expect(found.bids).to.deep.equal([1, 2, 3, 4, 5])
  })

  it('is judged by its own market from twenty lots on: what is low elsewhere may be usual here', () => {
    const lot = lotOf(['9500000.00', '9600000.00', '9700000.00', '9750000.00', '9900000.00'])
    // CV 1.56 %: every lot of this market lies lower, then none.
    const usual = find('P01', lot, { P01: Array.from({ length: 20 }, () => ratioOf(1n, 10_000n)) })
    expect(usual).to.include({ verdict: 'unremarkable', threshold: '0.10' })
    expect(usual.population).to.deep.equal({ kind: 'market', size: 20, percentile: '1.0000' })
    const rare = find('P01', lot, { P01: marketOf(20, 10) })
    expect(rare.verdict).to.equal('notable')
    expect(rare.population.percentile).to.equal('0.0000')
  })

  it('names the explanations that need nobody’s collusion', () => {
    const pressed = find('P01', lotOf(['9600000.00', '9700000.00', '9800000.00'], { ceiling: parseYuan('10000000.00') }))
    expect(pressed.explanations).to.deep.equal([
      { name: 'few-bids', state: 'applies' },
      { name: 'tight-ceiling', state: 'applies' },
      { name: 'common-prices', state: 'unknown' },
    ])
  })

  it('says nothing of two bids, nor where the price nearest to a mean wins', () => {
    expect(find('P01', lotOf(['1000000.00', '1000001.00']))).to.include({
      verdict: 'not-computed',
      cause: 'too-few-bids',
      value: null,
    })
    const average = lotOf(['9500000.00', '9600000.00', '9700000.00'], { isAverageBid: true })
    for (const id of ['P01', 'P04'] as const)
      expect(find(id, average)).to.include({ verdict: 'not-computed', cause: 'average-bid' })
  })
})

describe('P04, the relative distance', () => {
  it('is the gap to the second price over the deviation of the others: 1, then 2 and 4 million, is 1/√2', () => {
    const found = find('P04', lotOf(['4000000.00', '1000000.00', '2000000.00']))
    expect(found.value).to.equal('0.7071')
    expect(found.verdict).to.equal('unremarkable')
    expect(found.inputs).to.deep.include.members([
      { name: 'b1', value: '1000000.00' },
      { name: 'b2', value: '2000000.00' },
      { name: 'SD', value: '1414213.56' },
    ])
  })

  it('is notable above 1: the losing bids huddle behind the winner, and are named', () => {
    const found = find('P04', lotOf(['9900000.00', '9000000.00', '9850000.00', '9950000.00', '9800000.00']))
    expect(found.verdict).to.equal('notable')
    expect(found.bids).to.deep.equal([1, 3, 4, 5])
    expect(found.explanations).to.deep.include({ name: 'cost-advantage', state: 'unknown' })
  })

  it('at exactly 1 is not above it', () => {
    // The others are 4 and 4 + 2√2·… apart so that gap² = variance: 2, 4, 4 ± … with gap 2 and deviation 2.
    const found = find('P04', lotOf(['2000000.00', '4000000.00', '6000000.00', '8000000.00']))
    expect(found.value).to.equal('1.0000')
    expect(found.verdict).to.equal('unremarkable')
  })

  it('in a market of twenty lots must also be among its highest tenth', () => {
    const lot = lotOf(['9000000.00', '9800000.00', '9850000.00', '9900000.00', '9950000.00'])
    expect(find('P04', lot, { P04: marketOf(20, 5000) }).verdict).to.equal('unremarkable')
    expect(find('P04', lot, { P04: marketOf(20, 10) }).verdict).to.equal('notable')
  })

  it('is unknown when the others are equal to each other: nothing is divided by zero', () => {
    expect(find('P04', lotOf(['1000000.00', '2000000.00', '2000000.00']))).to.include({
      verdict: 'not-computed',
      cause: 'no-spread',
    })
  })
})

describe('P14, regular steps', () => {
  it('is notable from four bids in equal steps of yuan', () => {
    const found = find('P14', lotOf(['9300000.00', '9000000.00', '9200000.00', '9100000.00']))
    expect(found).to.include({ verdict: 'notable', value: '0.000000', strength: 'medium' })
    expect(found.bids).to.deep.equal([1, 2, 3, 4])
  })

  it('is notable in equal steps of percent: each 3 % above the last', () => {
    expect(find('P14', lotOf(['1000000.00', '1030000.00', '1060900.00', '1092727.00'])).verdict).to.equal('notable')
  })

  it('takes steps within 2 % of their mean and none beyond: 98, 100, 102 are, 97, 100, 103 are not', () => {
    const from = (steps: readonly number[]) => {
      let price = 5_000_000
      return [price, ...steps.map((step) => (price += step))].map((each) => `${each}.00`)
    }
    expect(find('P14', lotOf(from([98, 100, 102]))).verdict).to.equal('notable')
    expect(find('P14', lotOf(from([97, 100, 103]))).verdict).to.equal('unremarkable')
  })

  it('does not take bids that merely lie close together for steps of percent', () => {
    expect(find('P14', lotOf(['9000000.00', '9100000.00', '9115000.00', '9170000.00'])).verdict).to.equal('unremarkable')
  })

  it('computes three bids without an alert, and none of equal ones', () => {
    expect(find('P14', lotOf(['9000000.00', '9100000.00', '9200000.00']))).to.include({
      verdict: 'unremarkable',
      value: '0.000000',
    })
    expect(find('P14', lotOf(['9000000.00', '9000000.00', '9000000.00', '9000000.00'])).cause).to.equal('no-spread')
  })
})

describe('P16, identical totals (R028)', () => {
  it('finds what the fixtures of Cardinal for R028 find (Open Contracting Partnership, MIT; amounts in yuan)', () => {
    // tests/fixtures/indicators/R028.jsonl: `F` alone is expected to match.
    expect(find('P16', lotOf(['1.00', '1.00'], { parties: ['V', 'D'] }))).to.include({ verdict: 'notable', value: '1' })
    expect(find('P16', lotOf(['1.00', '1.00'], { parties: ['T', 'T'] })).verdict, 'same tenderers').to.equal('unremarkable')
    expect(find('P16', lotOf(['1.00', '1.10'], { parties: ['V', 'D'] })).verdict, 'different decimals').to.equal('unremarkable')
  })

  it('names the equal bids, and is context only', () => {
    const { strength, indications } = assessLot(lotOf(['8000000.50', '9500000.00', '8000000.50', '7900000.00', '8400000.00']), {})
    const found = indications.find(({ id }) => id === 'P16')
    expect(found?.bids).to.deep.equal([1, 3])
    expect(found?.inputs).to.deep.include({ name: 'b1 = b3', value: '8000000.50' })
    expect(strength).to.equal('context')
  })

  it('does not take equality at the published ceiling for a clue', () => {
    const found = find('P16', lotOf(['9000000.00', '9000000.00', '8000000.00'], { ceiling: parseYuan('9000000.00') }))
    expect(found.verdict).to.equal('unremarkable')
    expect(found.explanations).to.deep.include({ name: 'at-ceiling', state: 'applies' })
  })

  it('says when the equal amounts are round ones', () => {
    expect(find('P16', lotOf(['9000000.00', '9000000.00', '8000000.00'])).explanations).to.deep.include({
      name: 'round-amounts',
      state: 'applies',
    })
  })
})

describe('the assessment of a lot', () => {
  it('of prices that differ like honest ones raises nothing, and still tells what it computed', () => {
    const { indications, strength } = assessLot(
      lotOf(['8123400.00', '8250000.00', '9011250.00', '9480000.00', '9900000.00'], { ceiling: parseYuan('10000000.00') }),
      {},
    )
    expect(strength).to.equal(null)
    expect(indications.map(({ id, verdict }) => [id, verdict])).to.deep.equal([
      ['P01', 'unremarkable'],
      ['P04', 'unremarkable'],
      ['P14', 'unremarkable'],
      ['P16', 'unremarkable'],
    ])
    for (const { formula, inputs } of indications) expect([formula.length > 0, inputs.length > 0]).to.deep.equal([true, true])
  })

  it('does not hang on the order in which the bids are given', () => {
    const lot = lotOf(['9900000.00', '9000000.00', '9850000.00', '9000000.00'])
    const turned = { ...lot, bids: [...lot.bids].reverse() }
    const values = (of: PricedLot) =>
      assessLot(of, {}).indications.map(({ value, verdict, bids }) => [value, verdict, bids.join()])
    expect(values(turned).map(([value, verdict]) => [value, verdict])).to.deep.equal(
      values(lot).map(([value, verdict]) => [value, verdict]),
    )
  })
})

describe('the life of an alert', () => {
  it('reaches every state, is confirmed only as a case, and may be dismissed until it is over', () => {
    expect(reachableStates(alertLifecycle, 'new')).to.have.members([...alertStates])
    for (const state of alertStates) {
      expect(Object.hasOwn(alertLifecycle[state], 'confirm')).to.equal(state === 'case')
      expect(Object.hasOwn(alertLifecycle[state], 'dismiss')).to.equal(!isFinal(alertLifecycle, state))
    }
  })
})
