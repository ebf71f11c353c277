import { expect } from 'chai'
import { addDays, type BeijingDay, beijingDayOf, startOfBeijingDay } from '#shared/calendar/beijing.ts'
import { chinaCalendar } from '#shared/calendar/china.ts'
import { earliestAfter, lastDayOf, movedBy, overdueFrom, tooLateFrom } from '#shared/calendar/period.ts'
import { isProvisional, isPublicHoliday, isWorkingDay, workingDayFrom } from '#shared/calendar/working-days.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'

const day = (text: string) => text as BeijingDay
const at = (text: string) => Date.parse(`${text}+08:00`)
const beijing = (milliseconds: number) => new Date(milliseconds + 8 * 3_600_000).toISOString().slice(0, 16)

/** Every working day of a range, by the calendar. */
function workedBetween(from: string, to: string): string[] {
  const days: string[] = []
  for (let current = day(from); current <= to; current = addDays(current, 1))
    if (isWorkingDay(chinaCalendar, current)) days.push(current)
  return days
}

describe('Beijing days', () => {
  it('begin at 16:00 UTC of the day before', () => {
    expect(beijingDayOf(Date.parse('2026-11-21T15:59:59.999Z'))).to.equal('2026-11-21')
    expect(beijingDayOf(Date.parse('2026-11-21T16:00:00.000Z'))).to.equal('2026-11-22')
    expect(new Date(startOfBeijingDay(day('2026-11-22'))).toISOString()).to.equal('2026-11-21T16:00:00.000Z')
  })
  it('are added across months and leap days', () => {
    expect(addDays(day('2028-02-28'), 1)).to.equal('2028-02-29')
    expect(addDays(day('2026-01-01'), -1)).to.equal('2025-12-31')
  })
})

describe('the working-day calendar', () => {
  it('knows the days off and the make-up days of the Spring Festival of 2026', () => {
    expect(workedBetween('2026-02-12', '2026-03-02')).to.deep.equal([
      '2026-02-12',
      '2026-02-13',
      '2026-02-14',
      '2026-02-24',
      '2026-02-25',
      '2026-02-26',
      '2026-02-27',
      '2026-02-28',
      '2026-03-02',
    ])
  })
  it('knows the National Day of 2025 with both make-up days', () => {
    expect(workedBetween('2025-09-27', '2025-10-12')).to.deep.equal([
      '2025-09-28',
      '2025-09-29',
      '2025-09-30',
      '2025-10-09',
      '2025-10-10',
      '2025-10-11',
    ])
  })
  it('has 28 days off in 2025 and 33 in 2026, and only make-up days that fall on weekends', () => {
    for (const [year, expected] of [
      [2025, 28],
      [2026, 33],
    ] as const) {
      let off = 0
      for (let current = day(`${year}-01-01`); current.startsWith(`${year}`); current = addDays(current, 1)) {
        if (isPublicHoliday(chinaCalendar, current)) off += 1
      }
      expect(off, String(year)).to.equal(expected)
      for (const makeUp of chinaCalendar.years.find((found) => found.year === year)?.makeUpDays ?? []) {
        expect([0, 6]).to.include(new Date(`${year}-${makeUp}T00:00:00Z`).getUTCDay())
        expect(isWorkingDay(chinaCalendar, day(`${year}-${makeUp}`)), makeUp).to.equal(true)
      }
    }
  })
  it('takes an ordinary weekend for a day of rest but not for a public holiday', () => {
    expect(isWorkingDay(chinaCalendar, day('2026-11-21'))).to.equal(false)
    expect(isPublicHoliday(chinaCalendar, day('2026-11-21'))).to.equal(false)
  })
  it('says that 2027 is provisional and refuses a year it does not know', () => {
    expect(isProvisional(chinaCalendar, day('2027-02-06'))).to.equal(true)
    expect(isProvisional(chinaCalendar, day('2026-02-16'))).to.equal(false)
    expect(isWorkingDay(chinaCalendar, day('2027-10-01'))).to.equal(false)
    expect(() => isWorkingDay(chinaCalendar, day('2031-01-02')))
      .to.throw(DomainProblem)
      .with.deep.property('facts', { year: 2031 })
  })
  it('finds the next working day after a long holiday', () => {
    expect(workingDayFrom(chinaCalendar, day('2026-10-01'))).to.equal('2026-10-08')
    expect(workingDayFrom(chinaCalendar, day('2026-10-10'))).to.equal('2026-10-10')
  })
})

describe('periods, rule G4 (87-85)', () => {
  it('do not count the first day: 20 days from the 1st end on the 21st', () => {
    expect(lastDayOf(chinaCalendar, day('2026-11-01'), 'calendar-days', 20)).to.equal('2026-11-21')
  })
  it('move a last day in a public holiday to the first day after it, exchanged days included', () => {
    expect(lastDayOf(chinaCalendar, day('2026-09-11'), 'calendar-days', 20)).to.equal('2026-10-08')
    expect(lastDayOf(chinaCalendar, day('2026-01-26'), 'calendar-days', 20)).to.equal('2026-02-24')
  })
  it('leave a last day on an ordinary weekend where it is', () => {
    expect(lastDayOf(chinaCalendar, day('2026-11-02'), 'calendar-days', 5)).to.equal('2026-11-07')
  })
  it('in working days are never counted as calendar days: five of them over the National Day take eleven days', () => {
    expect(lastDayOf(chinaCalendar, day('2026-09-30'), 'working-days', 5)).to.equal('2026-10-13')
    expect(lastDayOf(chinaCalendar, day('2026-02-13'), 'working-days', 5)).to.equal('2026-02-27')
  })
  it('across the turn of the year use both years', () => {
    expect(lastDayOf(chinaCalendar, day('2025-12-30'), 'working-days', 3)).to.equal('2026-01-05')
  })
  it('make the earliest deadline the beginning of the last day, whatever the hour of issue', () => {
    const period = { unit: 'calendar-days', count: 20 } as const
    expect(beijing(earliestAfter(chinaCalendar, at('2026-11-01T00:00:00'), period))).to.equal('2026-11-21T00:00')
    expect(beijing(earliestAfter(chinaCalendar, at('2026-11-01T23:59:59'), period))).to.equal('2026-11-21T00:00')
  })
  it('make an answer late only when the last day is over', () => {
    expect(beijing(overdueFrom(chinaCalendar, at('2026-11-18T10:00:00'), { unit: 'calendar-days', count: 3 }))).to.equal(
      '2026-11-22T00:00',
    )
    expect(beijing(overdueFrom(chinaCalendar, at('2026-04-30T10:00:00'), { unit: 'working-days', count: 7 }))).to.equal(
      '2026-05-14T00:00',
    )
  })
  it('counted back from a deadline leave the whole tenth day before it to the objector', () => {
    expect(beijing(tooLateFrom(chinaCalendar, at('2026-11-21T09:30:00'), { unit: 'calendar-days', count: 10 }))).to.equal(
      '2026-11-12T00:00',
    )
    expect(beijing(tooLateFrom(chinaCalendar, at('2026-10-12T09:30:00'), { unit: 'working-days', count: 3 }))).to.equal(
      '2026-10-09T00:00',
    )
  })
  it('in seconds, as the rule pack demo has them, are counted to the millisecond', () => {
    const period = { unit: 'seconds', count: 20 } as const
    const start = at('2026-11-01T10:00:00') + 123
    expect(earliestAfter(chinaCalendar, start, period)).to.equal(start + 20_000)
    expect(overdueFrom(chinaCalendar, start, period)).to.equal(start + 20_000)
    expect(tooLateFrom(chinaCalendar, start, period)).to.equal(start - 20_000)
  })
})

describe('a moment that stood still', () => {
  it('moves by as long, and by the law on to the next working day at the same Beijing hour', () => {
    const deadline = at('2026-09-29T09:30:00')
    const paused = 3 * 24 * 3_600_000 + 90_000
    expect(beijing(movedBy(chinaCalendar, deadline, paused, 'any-day'))).to.equal('2026-10-02T09:31')
    expect(beijing(movedBy(chinaCalendar, deadline, paused, 'working-day'))).to.equal('2026-10-08T09:31')
  })
})
