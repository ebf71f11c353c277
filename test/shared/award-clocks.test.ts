import { expect } from 'chai'
import { overdueFrom } from '#shared/calendar/period.ts'
import { type AwardPeriodName, awardPeriodNames, awardPeriods, awardProcedureOf } from '#shared/catalogue/award-clocks.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { type LimitedAward, limitEffects, limitsOf, nextWord } from '#shared/lifecycle/award-limits.ts'

const pack = rulePack('cn')
const procurement = awardPeriods(pack, 'government-procurement')
const bidding = awardPeriods(pack, 'engineering')

/** Beijing time to ms. */
const beijing = (text: string) => Date.parse(`${text}+08:00`)
/** When a period that begins at a Beijing time has passed, in Beijing time. */
function passes(name: AwardPeriodName, from: string, periods = procurement): string {
  const period = periods[name]
  if (period === null) throw new Error(`no ${name}`)
  return new Date(overdueFrom(pack.calendar, beijing(from), period.applied) + 8 * 3_600_000).toISOString().slice(0, 16)
}

describe('the clocks of procurement after the report, by the working-day calendar (G4, G7, G9, G10)', () => {
  it('gives the agency two working days, the buyer five, the publication two: weekends and holidays are none', () => {
    // A Wednesday before a working Sunday (20 September), Mid-Autumn (25–27) and National Day (1–7 October).
    expect(passes('report-hand-over', '2026-09-16T15:00:00')).to.equal('2026-09-19T00:00')
    expect(passes('report-hand-over', '2026-09-18T15:00:00'), 'the Sunday is worked').to.equal('2026-09-22T00:00')
    expect(passes('award-decision', '2026-09-21T10:00:00'), 'Friday to Sunday are Mid-Autumn').to.equal('2026-09-30T00:00')
    expect(passes('award-decision', '2026-09-30T10:00:00'), 'National Day, then a worked Saturday').to.equal('2026-10-14T00:00')
    expect(passes('result-publication', '2026-09-29T23:59:59')).to.equal('2026-10-09T00:00')
  })

  it('lets the notice of the result stand one working day, and counts seven for queries from its last day (ZCTL 53)', () => {
    expect(passes('result-notice', '2026-09-18T10:00:00')).to.equal('2026-09-21T00:00')
    expect(passes('query', '2026-09-20T23:59:59')).to.equal('2026-10-01T00:00')
  })

  it('answers a query in seven working days, takes a complaint for fifteen, decides it in thirty, holds for thirty calendar days', () => {
    expect(passes('objection-reply', '2026-11-02T09:00:00')).to.equal('2026-11-12T00:00')
    expect(passes('complaint', '2026-11-11T23:59:59')).to.equal('2026-12-03T00:00')
    expect(passes('complaint-decision', '2026-11-02T09:00:00')).to.equal('2026-12-15T00:00')
    expect(passes('complaint-suspension', '2026-11-02T09:00:00')).to.equal('2026-12-03T00:00')
  })

  it('has the contract in thirty calendar days, later when the last is a holiday, and its copy filed in seven working days', () => {
    expect(passes('contract', '2026-08-20T09:00:00')).to.equal('2026-09-20T00:00')
    expect(passes('contract', '2026-09-02T09:00:00'), 'the thirtieth day is in National Day').to.equal('2026-10-09T00:00')
    expect(passes('contract-filing', '2026-09-29T09:00:00')).to.equal('2026-10-15T00:00')
  })

  it('does not know the candidates’ publicity, as bidding does not know the result’s notice (A1, G7)', () => {
    expect([procurement.publicity, procurement['publish-candidates']]).to.deep.equal([null, null])
    expect([bidding.query, bidding['award-decision'], bidding['result-notice']]).to.deep.equal([null, null, null])
    expect(passes('publicity', '2026-11-02T09:00:00', bidding)).to.equal('2026-11-06T00:00')
    expect([awardProcedureOf('government-procurement'), awardProcedureOf('engineering')]).to.deep.equal([
      'procurement',
      'bidding',
    ])
  })

  it('has the written report at the regulator in fifteen calendar days, later when the last is no working day (ZTB 47, A5)', () => {
    expect(passes('regulator-report', '2026-11-02T09:00:00', bidding)).to.equal('2026-11-18T00:00')
    expect(passes('regulator-report', '2026-09-21T23:59:59', bidding), 'the fifteenth day is in National Day').to.equal(
      '2026-10-09T00:00',
    )
    expect(procurement['regulator-report']).to.equal(null)
    expect(limitEffects['regulator-report']).to.equal('warned')
  })

  it('names for every period whether it is enforced or warned of, and an article for each the law has', () => {
    expect(Object.keys(limitEffects)).to.have.members([...awardPeriodNames])
    for (const name of awardPeriodNames) expect((procurement[name] ?? bidding[name])?.article.id, name).to.match(/^[AG]\d+$/)
  })
})

describe('the limits an award stands under', () => {
  const day = (count: number) => `2026-11-${String(count).padStart(2, '0')}T00:00:00.000Z`
  const award = (changes: Partial<LimitedAward> = {}): LimitedAward => ({
    procedure: 'procurement',
    state: 'deciding',
    stepDueAt: day(10),
    contractDueAt: null,
    objections: [],
    complaints: [],
    ...changes,
  })

  it('are those of its step by its law', () => {
    const names = (changes: Partial<LimitedAward>) => limitsOf(award(changes)).map(({ name }) => name)
    expect(names({ state: 'reported' })).to.deep.equal(['report-hand-over'])
    expect(names({ state: 'reported', procedure: 'bidding' })).to.deep.equal(['publish-candidates'])
    expect(names({})).to.deep.equal(['award-decision'])
    expect(names({ procedure: 'bidding' })).to.deep.equal([])
    expect(names({ state: 'decided' })).to.deep.equal(['result-publication'])
    expect(names({ state: 'signing', stepDueAt: null, contractDueAt: day(20) })).to.deep.equal(['contract'])
    expect(names({ state: 'contracted', contractDueAt: day(20) })).to.deep.equal(['contract-filing'])
    const unreported = { procedure: 'bidding', stepDueAt: null, regulatorReportDueAt: day(15) } as const
    expect(names({ ...unreported, state: 'signing', contractDueAt: day(20) })).to.deep.equal(['regulator-report', 'contract'])
    expect(names({ ...unreported, state: 'contracted' })).to.deep.equal(['regulator-report'])
    expect(names({ ...unreported, state: 'failed' })).to.deep.equal([])
    expect(names({ state: 'failed', stepDueAt: null, contractDueAt: day(20) })).to.deep.equal([])
  })

  it('are those of what is unanswered and undecided besides, the earliest first', () => {
    const objections = [
      { id: 'a', answerBy: day(12), answer: null },
      { id: 'b', answerBy: day(1), answer: {} },
    ]
    const complaints = [
      { id: 'c', state: 'filed', acceptBy: null, decideBy: day(28) },
      { id: 'd', state: 'accepted', acceptBy: day(2), decideBy: day(27) },
      { id: 'e', state: 'dismissed', acceptBy: day(2), decideBy: day(3) },
    ]
    const limits = limitsOf(award({ state: 'awarded', stepDueAt: null, contractDueAt: day(20), objections, complaints }))
    expect(limits.map(({ name, about }) => [name, about])).to.deep.equal([
      ['objection-reply', 'a'],
      ['contract', null],
      ['complaint-decision', 'd'],
      ['complaint-decision', 'c'],
    ])
  })

  it('are reminded of a day before and told once when passed; shortened ones are too short to remind of', () => {
    const told: string[] = []
    const next = (isShortened = false) => nextWord({ ...award(), told }, { isShortened })
    expect(next()).to.include({ kind: 'near', at: Date.parse(day(9)) })
    expect(next(true)).to.include({ kind: 'passed', at: Date.parse(day(10)) })
    told.push(next()?.key ?? '')
    expect(next()).to.include({ kind: 'passed', at: Date.parse(day(10)) })
    told.push(next()?.key ?? '')
    expect(next()).to.equal(undefined)
    const moved = nextWord({ ...award({ stepDueAt: day(15) }), told }, { isShortened: false })
    expect(moved, 'a limit that moved is another').to.include({ kind: 'near', at: Date.parse(day(14)) })
  })
})
