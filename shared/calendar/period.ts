import { assertNever } from '../primitives/assert.ts'
import { addDays, type BeijingDay, beijingDayOf, startOfBeijingDay } from './beijing.ts'
import { isPublicHoliday, isWorkingDay, type WorkingCalendar, workingDayFrom } from './working-days.ts'

/** A length of time as the law counts it. `seconds` exists for the rule pack `demo` alone. */
export interface Period {
  readonly unit: 'calendar-days' | 'working-days' | 'seconds'
  readonly count: number
}

/**
 * The last day of a period of days that begins with a day (87-85, rule G4): the first day is not counted; a last day that lies in a public
 * holiday moves to the first day after it. Working days count themselves and never end on a holiday.
 */
export function lastDayOf(
  calendar: WorkingCalendar,
  first: BeijingDay,
  unit: 'calendar-days' | 'working-days',
  count: number,
): BeijingDay {
  if (unit === 'working-days') {
    let day = first
    for (let counted = 0; counted < count; counted += 1) day = workingDayFrom(calendar, addDays(day, 1))
    return day
  }
  let last = addDays(first, count)
  while (isPublicHoliday(calendar, last)) last = addDays(last, 1)
  return last
}

/**
 * The earliest moment (ms) that keeps "not less than this period" after `start` (ms): the beginning of the period's last Beijing day.
 * Documents issued on the 1st with a period of 20 days allow a deadline on the 21st, not before.
 */
export function earliestAfter(calendar: WorkingCalendar, start: number, period: Period): number {
  switch (period.unit) {
    case 'seconds':
      return start + period.count * 1000
    case 'calendar-days':
    case 'working-days':
      return startOfBeijingDay(lastDayOf(calendar, beijingDayOf(start), period.unit, period.count))
    default:
      return assertNever(period.unit)
  }
}

/** The moment (ms) from which something due "within this period" after `start` (ms) is late: the end of the period's last Beijing day. */
export function overdueFrom(calendar: WorkingCalendar, start: number, period: Period): number {
  switch (period.unit) {
    case 'seconds':
      return start + period.count * 1000
    case 'calendar-days':
    case 'working-days':
      return startOfBeijingDay(addDays(lastDayOf(calendar, beijingDayOf(start), period.unit, period.count), 1))
    default:
      return assertNever(period.unit)
  }
}

/**
 * The moment (ms) from which something that must come "this period before `end`" (ms) is late: the end of the Beijing day so many days
 * earlier. The day of `end` is not counted; holidays move nothing, since that would shorten a right.
 */
export function tooLateFrom(calendar: WorkingCalendar, end: number, period: Period): number {
  switch (period.unit) {
    case 'seconds':
      return end - period.count * 1000
    case 'calendar-days':
      return startOfBeijingDay(addDays(beijingDayOf(end), 1 - period.count))
    case 'working-days': {
      let day = beijingDayOf(end)
      for (let counted = 0; counted < period.count; counted += 1) {
        day = addDays(day, -1)
        while (!isWorkingDay(calendar, day)) day = addDays(day, -1)
      }
      return startOfBeijingDay(addDays(day, 1))
    }
    default:
      return assertNever(period.unit)
  }
}

/**
 * Where a moment (ms) comes to lie that was to be at `moment` and stood still for `pausedMs`: later by that length, and, if the rule says
 * so, on the next working day at the same Beijing time.
 */
export function movedBy(calendar: WorkingCalendar, moment: number, pausedMs: number, landsOn: 'any-day' | 'working-day'): number {
  const moved = moment + pausedMs
  if (landsOn === 'any-day') return moved
  const day = beijingDayOf(moved)
  return startOfBeijingDay(workingDayFrom(calendar, day)) + (moved - startOfBeijingDay(day))
}
