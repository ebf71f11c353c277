import { DomainProblem } from '../problems/domain-problem.ts'
import { addDays, type BeijingDay, weekdayOf, yearOf } from './beijing.ts'

/** One year's arrangement: days off beside ordinary weekends, and weekend days that are worked. Days as `MM-DD`, both ends included. */
interface CalendarYear {
  readonly year: number
  /** True until the State Council has arranged the year: counts over it may still change. */
  readonly isProvisional: boolean
  /** The notice the data comes from. */
  readonly source: string
  readonly holidays: readonly {
    readonly name: { readonly zh: string; readonly en: string }
    readonly from: string
    readonly to: string
  }[]
  /** Saturdays and Sundays worked in exchange (调休上班). */
  readonly makeUpDays: readonly string[]
}

/** A calendar of working days as data. */
export interface WorkingCalendar {
  readonly name: { readonly zh: string; readonly en: string }
  readonly years: readonly CalendarYear[]
}

/** Whether a day lies in a public holiday as arranged, exchanged days included. An ordinary weekend is none. Throws `calendar-unknown`. */
export function isPublicHoliday(calendar: WorkingCalendar, day: BeijingDay): boolean {
  const date = day.slice(5)
  return arrangementOf(calendar, day).holidays.some(({ from, to }) => from <= date && date <= to)
}

/** Whether a day is worked: Monday to Friday outside holidays, and the make-up days. Throws `calendar-unknown`. */
export function isWorkingDay(calendar: WorkingCalendar, day: BeijingDay): boolean {
  if (arrangementOf(calendar, day).makeUpDays.includes(day.slice(5))) return true
  const weekday = weekdayOf(day)
  return weekday !== 0 && weekday !== 6 && !isPublicHoliday(calendar, day)
}

/** The first working day on or after a day. */
export function workingDayFrom(calendar: WorkingCalendar, day: BeijingDay): BeijingDay {
  let found = day
  while (!isWorkingDay(calendar, found)) found = addDays(found, 1)
  return found
}

/** Whether a count that ends on this day may still change: its year is not arranged yet, or not known at all. */
export function isProvisional(calendar: WorkingCalendar, day: BeijingDay): boolean {
  return calendar.years.find(({ year }) => year === yearOf(day))?.isProvisional ?? true
}

function arrangementOf(calendar: WorkingCalendar, day: BeijingDay): CalendarYear {
  const found = calendar.years.find(({ year }) => year === yearOf(day))
  if (found === undefined) throw new DomainProblem('calendar-unknown', { year: yearOf(day) })
  return found
}
