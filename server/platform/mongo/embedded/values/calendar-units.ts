/** Units of `$dateAdd`, `$dateDiff` and `$dateTrunc` (manual: "$dateTrunc"). */
export const UNITS = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond'] as const

/** One of them. */
export type Unit = (typeof UNITS)[number]

const DAY_MS = 86_400_000
const LENGTH_MS = { week: 7 * DAY_MS, day: DAY_MS, hour: 3_600_000, minute: 60_000, second: 1000, millisecond: 1 } as const
const MONTHS_IN = { year: 12, quarter: 3, month: 1 } as const
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** 0 (Sunday) … 6 of an English name, whole or its first three letters; undefined for other text. */
export function weekday(name: string): number | undefined {
  const wanted = name.toLowerCase()
  const day = WEEKDAYS.findIndex((known) => known === wanted || known.slice(0, 3) === wanted)
  return day === -1 ? undefined : day
}

/** 1 … 366. */
export function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS) + 1
}

/** Weeks that begin on Sundays, 0 … 53; the days before the first Sunday are in week 0. */
export function week(date: Date): number {
  return Math.floor((dayOfYear(date) - 1 + 7 - date.getUTCDay()) / 7)
}

/** The Thursday of the date's week decides its ISO 8601 year and number. */
function thursday(date: Date): Date {
  return new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY_MS)
}

/** ISO 8601 week, 1 … 53. */
export function isoWeek(date: Date): number {
  return Math.floor((dayOfYear(thursday(date)) - 1) / 7) + 1
}

/** The year the ISO 8601 week belongs to. */
export function isoWeekYear(date: Date): number {
  return thursday(date).getUTCFullYear()
}

/** Whether the unit is counted in months; the others have a fixed length. */
function isMonthly(unit: Unit): unit is keyof typeof MONTHS_IN {
  return unit in MONTHS_IN
}

/** A local time moved by so many units; days past a month's end become its last day. */
export function addUnits(unit: Unit, at: number, amount: number): number {
  if (!isMonthly(unit)) return at + amount * LENGTH_MS[unit]
  const date = new Date(at)
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth() + amount * MONTHS_IN[unit]
  const last = new Date(0)
  last.setUTCFullYear(Math.floor(month / 12), (((month % 12) + 12) % 12) + 1, 0)
  const day = Math.min(date.getUTCDate(), last.getUTCDate())
  const moved = new Date(at)
  moved.setUTCFullYear(last.getUTCFullYear(), last.getUTCMonth(), day)
  return moved.getTime()
}

const REFERENCE = Date.UTC(2000, 0, 1)

/** Weeks are counted from the first of its weekday on or after 2000-01-01, a Saturday. */
function weekReference(startOfWeek: number): number {
  return REFERENCE + ((startOfWeek - 6 + 7) % 7) * DAY_MS
}

function monthNumber(at: number): number {
  const date = new Date(at)
  return (date.getUTCFullYear() - 2000) * 12 + date.getUTCMonth()
}

/** The beginning of the bin of `size` units, counted from 2000-01-01, that a local time lies in. */
export function truncate(unit: Unit, at: number, size: number, startOfWeek: number): number {
  if (isMonthly(unit)) {
    const width = MONTHS_IN[unit] * size
    return addUnits('month', REFERENCE, Math.floor(monthNumber(at) / width) * width)
  }
  const reference = unit === 'week' ? weekReference(startOfWeek) : REFERENCE
  const width = LENGTH_MS[unit] * size
  return reference + Math.floor((at - reference) / width) * width
}

/** How many boundaries of the unit lie between two local times; negative when the first is later. */
export function differenceIn(unit: Unit, from: number, to: number, startOfWeek: number): number {
  if (isMonthly(unit)) return Math.floor(monthNumber(to) / MONTHS_IN[unit]) - Math.floor(monthNumber(from) / MONTHS_IN[unit])
  return Math.round((truncate(unit, to, 1, startOfWeek) - truncate(unit, from, 1, startOfWeek)) / LENGTH_MS[unit])
}
