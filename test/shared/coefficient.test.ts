import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { judgeEscrows } from '#shared/coefficient/held.ts'
import { readCoefficientRecord } from '#shared/coefficient/record.ts'
import { coefficientSeed, coefficientsOf } from '#shared/coefficient/seed.ts'
import {
  type CoefficientTerms,
  contributorsOf,
  isEnough,
  platformContributor,
  termsDigest,
  termsSchema,
} from '#shared/coefficient/terms.ts'
import { contributionDigest } from '#shared/draw/contribution.ts'
import { coefficientLifecycle, firstCoefficientState } from '#shared/lifecycle/coefficient.ts'
import { reachableStates } from '#shared/lifecycle/table.ts'
import { fromHex, hex, uint64, utf8 } from '#shared/primitives/bytes.ts'
import { parseCanonical } from '#shared/primitives/canonical-json.ts'
import { sha256 } from '#shared/primitives/digest.ts'
import { idOf } from '../support/draw.ts'

interface Drawn {
  readonly seed: string
  readonly lots: readonly { readonly lot: string; readonly coefficient: string }[]
}
interface Vectors extends Drawn {
  readonly terms: string
  readonly draw: string
  readonly numbers: readonly { readonly of: string; readonly r: string; readonly c: string }[]
  readonly values: readonly string[]
  readonly withoutAgency: Drawn
}

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, '../vectors/coefficient/coefficient.json'), 'utf8')) as Vectors
const agency = { party: idOf('代理机构'), as: 'agency' } as const
const regulator = { party: idOf('监督部门'), as: 'regulator' } as const
const terms: CoefficientTerms = {
  v: 'coefficient/1',
  platform: 'bids.example',
  tender: idOf('tender'),
  parties: [agency, regulator],
  custody: { k: 2, keys: ['0', '1', '2'].map((digit) => digit.repeat(64)) },
}

describe('a drawn coefficient: vectors of a second implementation', () => {
  it('names a draw after its terms, and commits to numbers under that name', () => {
    const parsed = termsSchema.parse(parseCanonical(utf8(vectors.terms), 100_000))
    expect(termsDigest(parsed)).to.equal(vectors.draw)
    expect(contributorsOf(parsed)).to.deep.equal(vectors.numbers.map(({ of }) => of))
    for (const { of, r, c } of vectors.numbers)
      expect(contributionDigest({ draw: vectors.draw, party: of, r: fromHex(r) })).to.equal(c)
  })
  it('makes seed and coefficients of every number, and of those that count', () => {
    const lots = vectors.lots.map(({ lot }) => lot)
    const seed = coefficientSeed(vectors.numbers.map(({ r }) => fromHex(r)))
    expect(hex(seed)).to.equal(vectors.seed)
    expect(coefficientsOf(seed, lots, vectors.values)).to.deep.equal(vectors.lots)
    const without = coefficientSeed(vectors.numbers.map(({ r }, index) => (index === 1 ? null : fromHex(r))))
    expect(hex(without)).to.equal(vectors.withoutAgency.seed)
    expect(coefficientsOf(without, lots, vectors.values)).to.deep.equal(vectors.withoutAgency.lots)
  })
})

describe('a drawn coefficient: chance', () => {
  /** Chi-square over four values; 0.00001 of chance lie above 25.9 with three degrees of freedom. */
  function chiSquareOf(numberOf: (run: number) => Uint8Array): number {
    const counts = new Map<string, number>()
    const fixed = [sha256(utf8('the platform’s, known')), sha256(utf8('another party’s, known'))]
    for (let run = 0; run < 8000; run += 1) {
      const [drawn] = coefficientsOf(coefficientSeed([...fixed, numberOf(run)]), ['lot'], ['0.95', '0.96', '0.97', '0.98'])
      counts.set(drawn?.coefficient ?? '', (counts.get(drawn?.coefficient ?? '') ?? 0) + 1)
    }
    return [...counts.values()].reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)
  }
  it('one honest number suffices: with all others known, every value comes alike often', () => {
    expect(chiSquareOf((run) => sha256(uint64(run)))).to.be.below(25.9)
  })
  it('even numbers that differ in their last bits only', () => {
    expect(chiSquareOf((run) => new Uint8Array([...new Uint8Array(24), ...uint64(run)]))).to.be.below(25.9)
  })
  it('the lots of a tender are drawn apart', () => {
    const lots = Array.from({ length: 200 }, (_, index) => `lot ${index}`)
    const drawn = coefficientsOf(sha256(utf8('one seed')), lots, ['0.95', '0.96', '0.97', '0.98'])
    expect(new Set(drawn.map(({ coefficient }) => coefficient)).size).to.equal(4)
  })
})

describe('a drawn coefficient: who counts', () => {
  it('a number counts when k custodians have seen it open', () => {
    const committed = [platformContributor, agency.party, regulator.party]
    const confirmations = [
      { i: 1, unreadable: [{ of: agency.party }] },
      { i: 2, unreadable: [] },
      { i: 3, unreadable: [{ of: agency.party }] },
    ]
    expect(judgeEscrows({ committed, confirmations, k: 2 })).to.deep.equal({
      counted: [platformContributor, regulator.party],
      leftOut: [agency.party],
    })
    // One who says it twice is still one.
    const twice = [confirmations[1], confirmations[1]].flatMap((one) => one ?? [])
    expect(judgeEscrows({ committed, confirmations: twice, k: 2 }).counted).to.deep.equal([])
  })
  it('two numbers at least, one of them of a party without an interest', () => {
    expect(isEnough(terms, [platformContributor, regulator.party])).to.equal(true)
    expect(isEnough(terms, [agency.party, regulator.party])).to.equal(true)
    expect(isEnough(terms, [platformContributor, agency.party])).to.equal(false)
    expect(isEnough(terms, [regulator.party])).to.equal(false)
  })
  it('terms without such a party, with one twice, or with too few custodians are none', () => {
    const faulty: CoefficientTerms[] = [
      { ...terms, parties: [agency] },
      { ...terms, parties: [regulator, regulator] },
      { ...terms, custody: { ...terms.custody, k: 3 } },
    ]
    for (const each of faulty) expect(termsSchema.safeParse(each).success).to.equal(false)
    expect(termsSchema.safeParse(terms).success).to.equal(true)
  })
})

describe('a drawn coefficient: its record on the chain', () => {
  const begun = { type: 'coefficient.begun', facts: { draw: termsDigest(terms), terms, parties: [] } }
  it('is one draw, named after its terms', () => {
    expect(readCoefficientRecord([begun, { type: 'notice.amended', facts: {} }])).to.deep.include({ draw: termsDigest(terms) })
    const other = { ...begun, facts: { ...begun.facts, draw: '0'.repeat(64) } }
    expect(readCoefficientRecord([other])).to.have.property('fault')
    expect(readCoefficientRecord([begun, begun])).to.have.property('fault')
    expect(readCoefficientRecord([])).to.have.property('fault')
  })
  it('takes no event that is not what its type says, and none of another draw', () => {
    const closed = { type: 'coefficient.closed', facts: { draw: termsDigest(terms), committed: [] } }
    expect(readCoefficientRecord([begun, closed]))
      .to.have.property('events')
      .with.lengthOf(2)
    expect(readCoefficientRecord([begun, { ...closed, facts: { ...closed.facts, more: 1 } }])).to.have.property('fault')
    expect(readCoefficientRecord([begun, { ...closed, facts: { ...closed.facts, draw: '0'.repeat(64) } }])).to.have.property(
      'fault',
    )
  })
  it('comes to an end from every state', () => {
    expect(reachableStates(coefficientLifecycle, firstCoefficientState)).to.have.members(Object.keys(coefficientLifecycle))
    for (const state of ['committing', 'confirming', 'revealing'] as const)
      expect(coefficientLifecycle[state]).to.have.property('void', 'void')
  })
})
