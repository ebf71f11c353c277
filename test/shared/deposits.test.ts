import { expect } from 'chai'
import type { BeijingDay } from '#shared/calendar/beijing.ts'
import { startOfBeijingDay } from '#shared/calendar/beijing.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { type DepositRole, keepGroundsFor } from '#shared/deposits/grounds.ts'
import { interestOwed, lateInterest, simpleInterest } from '#shared/deposits/interest.ts'
import { depositCeiling, depositTooHigh } from '#shared/deposits/limit.ts'
import { type DepositStanding, depositTerm } from '#shared/deposits/terms.ts'
import { depositLifecycle, depositStates, firstDepositState, isOpenDeposit } from '#shared/lifecycle/deposit.ts'
import { isFinal, reachableStates } from '#shared/lifecycle/table.ts'
import { formatYuan, parseYuan, type Yuan } from '#shared/primitives/money.ts'

const law = rulePack('cn')
const day = (text: string) => text as BeijingDay
/** Noon of a Beijing day, in ms. */
const noon = (text: string) => startOfBeijingDay(day(text)) + 43_200_000
const yuan = (text: string) => parseYuan(text)

const nothing: DepositStanding = {
  role: 'bidder',
  claim: null,
  deemedWithdrawnAt: null,
  awardNoticeAt: null,
  contractAt: null,
  lotFailedAt: null,
  terminatedAt: null,
}

/** Last day, rule and basis of a term, as a lawyer would say it. */
function termOf(category: 'engineering' | 'government-procurement', changes: Partial<DepositStanding>) {
  const term = depositTerm(law, category, { ...nothing, ...changes })
  if (term === null) return null
  const lastDay = new Date(term.overdueAt - 1 + 8 * 3_600_000).toISOString().slice(0, 10)
  return `${lastDay} ${term.article.id} ${term.basis}${term.isPlatformsOwn ? ' (platform)' : ''}`
}

describe('the table of deposits', () => {
  it('reaches every state, and is open only while something may have to be given back', () => {
    expect(reachableStates(depositLifecycle, firstDepositState)).to.have.members([...depositStates])
    expect(depositStates.filter((state) => isFinal(depositLifecycle, state))).to.deep.equal(['returned', 'kept', 'bonded'])
    expect(depositStates.filter(isOpenDeposit)).to.deep.equal(['claimed', 'held'])
  })
  it('keeps, and turns into a bond, nothing that was never received', () => {
    for (const state of ['unrecorded', 'claimed', 'refused'] as const)
      expect(Object.keys(depositLifecycle[state])).to.not.include.members(['keep'])
    expect(Object.keys(depositLifecycle.claimed)).to.have.members(['record', 'refuse'])
  })
})

describe('how much may be asked for (N9)', () => {
  const lots = [{ id: 'a', name: '一标段', budget: '12000000.00' as Yuan }]
  const works = { category: 'engineering', kind: 'works' } as const
  const bought = { category: 'government-procurement', kind: 'goods' } as const
  const most = (trade: typeof works | typeof bought | { category: 'engineering'; kind: 'services' }, budget: string) =>
    formatYuan(depositCeiling(law, trade, budget as Yuan).amount)
  it('is two per cent of the budget, to the fen, and not a fen more', () => {
    expect(most(works, '12000000.00')).to.equal('240000.00')
    expect(depositTooHigh(law, works, [{ lot: 'a', amount: '240000.00' as Yuan }], lots)).to.equal(undefined)
    expect(depositTooHigh(law, works, [{ lot: 'a', amount: '240000.01' as Yuan }], lots)).to.include({
      rule: 'N9',
      maximum: '240000.00',
      articleZh: '《招标投标法实施条例》第二十六条',
    })
  })
  it('rounds the share down, so that a fraction of a fen is never asked for', () => {
    expect(most(bought, '100.49')).to.equal('2.00')
  })
  it('is 800,000 at most for works and goods of construction, whatever their budget', () => {
    expect([most(works, '40000000.00'), most(works, '40000000.50')]).to.deep.equal(['800000.00', '800000.00'])
    expect(most({ category: 'engineering', kind: 'services' }, '60000000.00')).to.equal('1200000.00')
    expect(most(bought, '60000000.00'), 'procurement knows no such amount').to.equal('1200000.00')
    expect(depositCeiling(law, works, '60000000.00' as Yuan).article.zh).to.equal('《工程建设项目施工招标投标办法》第三十七条')
  })
  it('names the article of its own law', () => {
    const found = depositTooHigh(law, bought, [{ lot: 'a', amount: '250000.00' as Yuan }], lots)
    expect(found).to.include({ articleZh: '财政部令第87号第三十八条第一款' })
  })
})

describe('by when a deposit goes back', () => {
  describe('by the law of procurement (G11): working days, the first day not counted', () => {
    const procurement = (changes: Partial<DepositStanding>) => termOf('government-procurement', changes)
    it('says nothing while nothing has happened', () => {
      expect(procurement({})).to.equal(null)
      expect(procurement({ role: 'winner', awardNoticeAt: noon('2026-03-02') })).to.equal(null)
    })
    it('losers: five working days from the award notice', () => {
      // Monday 2 March: 3, 4, 5, 6 March, and after the weekend the 9th.
      expect(procurement({ awardNoticeAt: noon('2026-03-02') })).to.equal('2026-03-09 G11 award-notice')
      expect(procurement({ awardNoticeAt: noon('2026-03-02'), contractAt: noon('2026-03-20') })).to.include('2026-03-09')
      expect(procurement({ role: 'passed-over', awardNoticeAt: noon('2026-03-02') })).to.equal('2026-03-09 G11 award-notice')
    })
    it('the winner: five working days from the contract, over the Spring Festival and its make-up days', () => {
      // Friday 13 February: worked on Saturday the 14th; off 15th to 23rd; 24th, 25th, 26th, 27th.
      expect(procurement({ role: 'winner', contractAt: noon('2026-02-13') })).to.equal('2026-02-27 G11 contract')
    })
    it('who withdrew in time: five working days from its own claim, which is the written notice', () => {
      const claim = { ground: 'withdrawn' as const, at: noon('2026-03-04') }
      expect(procurement({ role: 'unopened', claim })).to.equal('2026-03-11 G11 withdrawal')
      expect(procurement({ role: 'unopened', claim: null })).to.equal(null)
    })
    it('all of them: five working days from the termination (87-29)', () => {
      const term = depositTerm(law, 'government-procurement', { ...nothing, terminatedAt: noon('2026-03-02') })
      expect(term).to.include({ basis: 'termination', hasBankInterest: true, isPlatformsOwn: false })
      expect(term?.article).to.include({ id: 'N12', zh: '财政部令第87号第二十九条' })
    })
  })

  describe('by the law of bidding: calendar days', () => {
    const bidding = (changes: Partial<DepositStanding>) => termOf('engineering', changes)
    it('winner and losers: five days from the contract, and not from the award notice (A4)', () => {
      expect(bidding({ awardNoticeAt: noon('2026-03-02') })).to.equal(null)
      expect(bidding({ contractAt: noon('2026-03-02') })).to.equal('2026-03-07 A4 contract')
      expect(bidding({ role: 'winner', contractAt: noon('2026-03-02') })).to.equal('2026-03-07 A4 contract')
    })
    it('moves a last day that lies in a public holiday to the first day after it (G4)', () => {
      expect(bidding({ contractAt: noon('2026-04-29') })).to.equal('2026-05-06 A4 contract')
    })
    it('who withdrew in time: five days from its claim (B8)', () => {
      const claim = { ground: 'withdrawn' as const, at: noon('2026-03-04') }
      expect(bidding({ role: 'unopened', claim })).to.equal('2026-03-09 B8 withdrawal')
    })
    it('whose bid did not open through no fault of its own: as withdrawn, from the publication (O4)', () => {
      expect(bidding({ deemedWithdrawnAt: noon('2026-03-04') })).to.equal('2026-03-09 B8 withdrawal')
    })
    it('says so where the law names no days: termination (N12), a lot that failed, a bid not extended (N9)', () => {
      expect(bidding({ terminatedAt: noon('2026-03-02') })).to.equal('2026-03-07 N12 termination (platform)')
      expect(bidding({ lotFailedAt: noon('2026-03-02') })).to.equal('2026-03-07 A4 lot-failed (platform)')
      expect(bidding({ role: 'unopened', lotFailedAt: noon('2026-03-02') })).to.include('lot-failed')
      const claim = { ground: 'extension-refused' as const, at: noon('2026-03-02') }
      expect(bidding({ claim, contractAt: noon('2026-04-02') })).to.equal('2026-03-07 N9 extension-refused (platform)')
    })
  })

  it('counts a second for a day under the pack of the demo', () => {
    const at = noon('2026-03-02')
    const term = depositTerm(rulePack('demo'), 'engineering', { ...nothing, contractAt: at })
    expect(term?.overdueAt).to.equal(at + 5000)
  })
})

describe('interest, in whole fen', () => {
  it('is principal × rate × days ÷ 360, rounded half up once', () => {
    // 240,000 × 4.35 % × 1.2 × 10 ÷ 360 = 348 exactly.
    const late = lateInterest(law.deposits, 'procurement', {
      principal: yuan('240000.00'),
      days: 10,
      firstDay: day('2026-03-10'),
    })
    expect(formatYuan(late)).to.equal('348.00')
    // 1,000 × 4.35 % × 1.2 × 1 ÷ 360 = 0.145: half a fen goes up.
    const half = lateInterest(law.deposits, 'procurement', { principal: yuan('1000.00'), days: 1, firstDay: day('2026-03-10') })
    expect(formatYuan(half)).to.equal('0.15')
  })
  it('takes the rate of a loan as long as the delay: 4.35 % to a year, 4.75 % to five, 4.90 % above', () => {
    const of = (days: number) =>
      formatYuan(lateInterest(law.deposits, 'procurement', { principal: yuan('100000.00'), days, firstDay: day('2026-03-10') }))
    expect([of(365), of(366), of(1825), of(1826)]).to.deep.equal(['5292.50', '5795.00', '28895.83', '29824.67'])
  })
  it('is nothing where the law of the trade fixes no rate, and for no days', () => {
    const input = { principal: yuan('240000.00'), firstDay: day('2026-03-10') }
    expect(lateInterest(law.deposits, 'engineering', { ...input, days: 10 })).to.equal(0n)
    expect(lateInterest(law.deposits, 'procurement', { ...input, days: 0 })).to.equal(0n)
  })
  it('loses no fen on the largest amount', () => {
    const most = yuan('9999999999999999.99')
    expect(simpleInterest(most, { basisPoints: 10_000, days: 360, yearDays: 360 })).to.equal(most)
  })

  describe('what is owed with a return', () => {
    const term = depositTerm(law, 'government-procurement', { ...nothing, awardNoticeAt: noon('2026-03-02') })
    const deposit = { form: 'transfer' as const, principal: yuan('240000.00'), receivedOn: day('2026-02-02'), term }
    const on = (text: string, changes = {}) =>
      interestOwed(law, 'government-procurement', { ...deposit, returnedOn: day(text), at: noon(text), ...changes })
    it('is nothing on the last day, and one day’s interest on the next', () => {
      expect(on('2026-03-09')).to.include({ daysLate: 0, late: 0n })
      expect(on('2026-03-10').daysLate).to.equal(1)
      expect(formatYuan(on('2026-03-10').late)).to.equal('34.80')
      expect(formatYuan(on('2026-03-19').late)).to.equal('348.00')
    })
    it('is nothing for a guarantee, which is no money', () => {
      expect(on('2026-03-19', { form: 'guarantee' })).to.deep.equal({ daysLate: 10, late: 0n, daysHeld: 45, bank: 0n })
    })
    it('measures the bank’s interest by the base rate of demand deposits, the day of return not counted (A4)', () => {
      const concluded = depositTerm(law, 'engineering', { ...nothing, contractAt: noon('2026-03-02') })
      const owed = interestOwed(law, 'engineering', {
        ...deposit,
        term: concluded,
        returnedOn: day('2026-03-05'),
        at: noon('2026-03-05'),
      })
      // 240,000 × 0.35 % × 31 ÷ 360 = 72.333…
      expect([owed.daysHeld, formatYuan(owed.bank), owed.late]).to.deep.equal([31, '72.33', 0n])
    })
    it('is owed as well where money goes back before its time by the law of bidding, and not in procurement', () => {
      const early = (category: string) =>
        formatYuan(
          interestOwed(law, category, { ...deposit, term: null, returnedOn: day('2026-03-05'), at: noon('2026-03-05') }).bank,
        )
      expect([early('engineering'), early('government-procurement')]).to.deep.equal(['72.33', '0.00'])
    })
    it('counts seconds for days under the pack of the demo', () => {
      const demo = rulePack('demo')
      const at = noon('2026-03-02')
      const short = depositTerm(demo, 'government-procurement', { ...nothing, awardNoticeAt: at })
      const owed = (after: number) =>
        interestOwed(demo, 'government-procurement', { ...deposit, term: short, returnedOn: day('2026-03-02'), at: at + after })
      expect([owed(4999).daysLate, owed(5000).daysLate, owed(6500).daysLate]).to.deep.equal([0, 1, 2])
    })
  })
})

describe('grounds for keeping a deposit', () => {
  const bidding = (role: DepositRole, isContracted = false) => keepGroundsFor('engineering', { role, isContracted })
  it('are, for a bidder, that it revoked after the deadline (B8)', () => {
    expect(bidding('bidder')).to.deep.equal(['revoked'])
  })
  it('are, for who won or was passed over, that it does not conclude (Implementing Regulations 74)', () => {
    const grounds = ['revoked', 'no-contract', 'extra-terms', 'no-performance-bond']
    expect(bidding('winner')).to.deep.equal(grounds)
    expect(bidding('passed-over')).to.deep.equal(grounds)
  })
  it('are none for a bid that was never opened, nor once the contract is concluded', () => {
    expect(bidding('unopened')).to.deep.equal([])
    expect(bidding('winner', true)).to.deep.equal([])
  })
  it('are, in procurement, revocation and what the tender documents state (87-20, 87-23)', () => {
    expect(keepGroundsFor('procurement', { role: 'winner', isContracted: false })).to.deep.equal([
      'revoked',
      'stated-in-documents',
    ])
  })
})
