import { expect } from 'chai'
import fc from 'fast-check'
import { clockOf, findCategory, openCategory, thresholdReached, usualThreshold } from '#shared/catalogue/catalogue.ts'
import { categories } from '#shared/catalogue/categories.ts'
import { clocks, periodNames } from '#shared/catalogue/clocks.ts'
import { laterStagesOf, letterFormFault } from '#shared/catalogue/letter-form.ts'
import { methods } from '#shared/catalogue/methods.ts'
import { openingPolicyFault } from '#shared/catalogue/opening-policy.ts'
import { hasCheckCharacter, projectCode, projectCodePattern } from '#shared/catalogue/project-code.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { parseYuan, type Yuan } from '#shared/primitives/money.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'

function problemOf(work: () => unknown): DomainProblem {
  try {
    work()
  } catch (error) {
    if (error instanceof DomainProblem) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('the catalogue', () => {
  it('runs open tenders of engineering and procurement, each by its own clock', () => {
    expect(openCategory('engineering', 'open-tender').clock).to.equal('engineering')
    expect(openCategory('government-procurement', 'open-tender').clock).to.equal('procurement')
  })
  it('refuses every other method by name, as not yet open', () => {
    const refused = categories.flatMap((category) =>
      category.methods.filter((method) => !method.isOpen).map((method) => [category.id, method.id] as const),
    )
    expect(refused).to.have.length.above(15)
    for (const [category, method] of refused) {
      const problem = problemOf(() => openCategory(category, method))
      expect(problem.code).to.equal('not-yet-open')
      expect(problem.facts).to.include({ category, method })
      expect(problem.facts['what']).to.include(methods.find(({ id }) => id === method)?.label.zh)
    }
  })
  it('tells a method the law does not know for a category from one not built', () => {
    expect(problemOf(() => openCategory('engineering', 'single-source')).code).to.equal('method-not-in-category')
    expect(problemOf(() => openCategory('weapons', 'open-tender')).code).to.equal('category-unknown')
  })
  it('says from which amount a project must enter, with the article', () => {
    const engineering = findCategory('engineering')
    if (engineering === undefined) throw new Error('no engineering')
    expect(thresholdReached(engineering, 'works', parseYuan('3999999.99'))).to.equal(undefined)
    expect(thresholdReached(engineering, 'works', parseYuan('4000000.00'))?.article.zh).to.include('第16号')
    expect(thresholdReached(engineering, 'services', parseYuan('1000000.00'))?.amount).to.equal('1000000.00')
  })
  it('offers 3 of 5 custodians, and 2 of 3 to a small purchase by the exact sum of its lots', () => {
    const procurement = findCategory('government-procurement')
    if (procurement === undefined) throw new Error('no procurement')
    expect(usualThreshold(procurement, ['1000000.00', '999999.99'] as Yuan[])).to.deep.equal({ k: 2, n: 3 })
    expect(usualThreshold(procurement, ['1000000.00', '1000000.00'] as Yuan[])).to.deep.equal({ k: 3, n: 5 })
  })
})

describe('rule packs', () => {
  it('cn applies what the law says: 20, 15, 10, 5 and 3 days, each with its article (N2–N5, G1–G3, G10)', () => {
    const pack = rulePack('cn')
    const applied = (category: string) => {
      const { periods } = clockOf(pack, category)
      return periodNames.map((name) => `${periods[name].article.id} ${periods[name].applied.count} ${periods[name].applied.unit}`)
    }
    expect(applied('engineering')).to.deep.equal([
      'N2 5 calendar-days',
      'N3 20 calendar-days',
      'N4 15 calendar-days',
      'N5 10 calendar-days',
      'N5 3 calendar-days',
    ])
    expect(applied('government-procurement')).to.deep.equal([
      'G1 5 working-days',
      'G2 20 calendar-days',
      'G3 15 calendar-days',
      'G10 7 working-days',
      'G10 7 working-days',
    ])
    expect(pack.isShortened).to.equal(false)
  })
  it('demo has the same periods with every day a second, keeps the law beside them and says that it is shortened', () => {
    const pack = rulePack('demo')
    expect(pack.isShortened).to.equal(true)
    for (const [name, clock] of Object.entries(clocks)) {
      for (const period of periodNames) {
        const shortened = pack.clocks[name as keyof typeof clocks].periods[period]
        expect(shortened.applied, `${name} ${period}`).to.deep.equal({
          unit: 'seconds',
          count: clock.periods[period].statutory.count,
        })
        expect(shortened.statutory).to.deep.equal(clock.periods[period].statutory)
        expect(shortened.article).to.deep.equal(clock.periods[period].article)
      }
      expect(Object.keys(pack.clocks[name as keyof typeof clocks].periods)).to.have.members([...periodNames])
    }
  })
  it('stop nothing for an objection where the law does not', () => {
    expect(clocks.engineering.objections).to.deep.equal({ counted: 'before-deadline', isPausing: true })
    expect(clocks.procurement.objections).to.deep.equal({ counted: 'after-publication', isPausing: false })
  })
})

describe('the opening policy', () => {
  const windows = { revealSeconds: 60, custodianSeconds: 60, signatureSeconds: 60, objectionSeconds: 60 }
  const policy = { kind: 'both', k: 3, n: 5, windows } as const
  const seats = ['t', 'a', 'x', 'y', 'z'].map((party, index) => ({ i: index + 1, party }))
  const interested = new Set(['t', 'a', 'c'])

  it('lets tenderer and agency hold two of five seats when three open', () => {
    expect(openingPolicyFault(policy, seats, interested)).to.equal(undefined)
  })
  it('refuses tenderer, agency and centre holding k seats together', () => {
    const held = seats.map((seat) => (seat.party === 'x' ? { ...seat, party: 'c' } : seat))
    expect(openingPolicyFault(policy, held, interested)).to.equal('interested-hold-too-much')
  })
  it('refuses one party holding k seats', () => {
    const held = seats.map((seat) => (['x', 'y', 'z'].includes(seat.party) ? { ...seat, party: 'x' } : seat))
    expect(openingPolicyFault(policy, held, interested)).to.equal('party-holds-too-much')
  })
  it('refuses k = n, k = 1, n = 2 and seats that are not numbered 1 to n', () => {
    expect(openingPolicyFault({ ...policy, k: 5 }, seats, interested)).to.equal('threshold-out-of-bounds')
    expect(openingPolicyFault({ ...policy, k: 1 }, seats, interested)).to.equal('threshold-out-of-bounds')
    expect(openingPolicyFault({ ...policy, k: 2, n: 2 }, seats.slice(0, 2), interested)).to.equal('threshold-out-of-bounds')
    expect(openingPolicyFault(policy, seats.slice(1), interested)).to.equal('seats-not-numbered')
    expect(openingPolicyFault(policy, [...seats].reverse(), interested)).to.equal('seats-not-numbered')
  })
  it('refuses a remedy that fewer than k could carry out, or that a policy without bidders’ keys does not need (O5)', () => {
    expect(openingPolicyFault({ ...policy, remedyK: 4 }, seats, interested)).to.equal(undefined)
    expect(openingPolicyFault({ ...policy, remedyK: 2 }, seats, interested)).to.equal('remedy-out-of-bounds')
    expect(openingPolicyFault({ ...policy, remedyK: 6 }, seats, interested)).to.equal('remedy-out-of-bounds')
    expect(openingPolicyFault({ ...policy, kind: 'custodians', remedyK: 4 }, seats, interested)).to.equal('remedy-out-of-bounds')
  })
})

describe('the letter form', () => {
  const label = { zh: '投标报价', en: 'Price' }
  const price = { name: 'price', label, type: 'price', isRequired: true } as const
  const commercial = { name: 'commercial', opensAt: 'opening', fields: [price], files: [] } as const
  const qualification = {
    name: 'qualification',
    opensAt: 'opening',
    fields: [],
    files: [{ name: 'guarantee', label, isRequired: true }],
  } as const
  const mutable = <T>(value: T) => structuredClone(value) as never

  it('takes envelopes in their order with one required price', () => {
    expect(letterFormFault(mutable([qualification, commercial]))).to.equal(undefined)
  })
  it('refuses none, a wrong order, a name used twice, and a form without a required price', () => {
    expect(letterFormFault([])).to.equal('no-envelope')
    expect(letterFormFault(mutable([commercial, qualification]))).to.equal('envelopes-out-of-order')
    expect(letterFormFault(mutable([commercial, commercial]))).to.equal('envelopes-out-of-order')
    expect(letterFormFault(mutable([{ ...commercial, files: [{ name: 'price', label, isRequired: false }] }]))).to.equal(
      'field-named-twice',
    )
    expect(letterFormFault(mutable([qualification]))).to.equal('no-price')
    expect(letterFormFault(mutable([{ ...commercial, fields: [{ ...price, isRequired: false }] }]))).to.equal('no-price')
  })

  it('keeps back the commercial envelope alone, with every price in it (双信封)', () => {
    const later = { ...commercial, opensAt: 'price' } as const
    const technical = { ...qualification, name: 'technical' } as const
    expect(letterFormFault(mutable([technical, later]))).to.equal(undefined)
    expect(letterFormFault(mutable([later]))).to.equal('nothing-opens-first')
    expect(letterFormFault(mutable([{ ...technical, opensAt: 'price' }, commercial]))).to.equal('only-prices-open-later')
    const early = { ...price, name: 'early', isRequired: false }
    expect(letterFormFault(mutable([{ ...technical, fields: [early] }, later]))).to.equal('price-opens-first')
    expect(laterStagesOf(mutable([technical, later]))).to.deep.equal(['price'])
    expect(laterStagesOf(mutable([technical, commercial]))).to.deep.equal([])
  })
})

describe('project codes', () => {
  const facts = { letter: 'A', region: '330100', at: Date.parse('2026-11-21T17:00:00Z') }
  const random = (bytes: readonly number[]) => (length: number) =>
    Uint8Array.from({ length }, (_, index) => bytes[index % bytes.length] ?? 0)

  it('follow the pattern: letter, region, Beijing date, six drawn characters, check character', () => {
    const code = projectCode(projectCodePattern, facts, random([0, 1, 31, 32, 63, 255]))
    expect(code).to.match(/^A33010020261122[0-9A-Y]{6}[0-9A-Z]$/)
    expect(code.slice(15, 21)).to.equal('01Y0YY')
    expect(hasCheckCharacter(code)).to.equal(true)
  })
  it('check by ISO 7064 MOD 37,36, whose published example is A12425GABC1234002M', () => {
    expect(hasCheckCharacter('A12425GABC1234002M')).to.equal(true)
    expect(hasCheckCharacter('A12425GABC1234002N')).to.equal(false)
  })
  it('tell every single mistyped character', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 6, maxLength: 6 }),
        fc.nat(21),
        fc.integer({ min: 1, max: 35 }),
        (drawn, place, shift) => {
          const code = projectCode(projectCodePattern, facts, random([...drawn]))
          const values = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
          const wrong = values.charAt((values.indexOf(code.charAt(place)) + shift) % 36)
          expect(hasCheckCharacter(code.slice(0, place) + wrong + code.slice(place + 1))).to.equal(false)
        },
      ),
    )
  })
})
