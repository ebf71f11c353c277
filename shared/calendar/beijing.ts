/** A day of the Beijing calendar as `2026-11-22`: its text order is its time order. The law counts in these, whatever the reader's zone. */
export type BeijingDay = string & { readonly __beijingDay: never }

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** China has had one zone and no summer time since 1992: UTC+8. */
const OFFSET_MS = 8 * HOUR_MS

/** The Beijing day a moment (ms since 1970) falls on. */
export function beijingDayOf(milliseconds: number): BeijingDay {
  return new Date(milliseconds + OFFSET_MS).toISOString().slice(0, 10) as BeijingDay
}

/** The first moment of a Beijing day, in ms since 1970. */
export function startOfBeijingDay(day: BeijingDay): number {
  return Date.parse(`${day}T00:00:00.000Z`) - OFFSET_MS
}

/** The day `count` days later; earlier when `count` is negative. */
export function addDays(day: BeijingDay, count: number): BeijingDay {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + count * DAY_MS).toISOString().slice(0, 10) as BeijingDay
}

/** 0 for Sunday to 6 for Saturday. */
export function weekdayOf(day: BeijingDay): number {
  return new Date(`${day}T00:00:00.000Z`).getUTCDay()
}

/** The year of a day. */
export function yearOf(day: BeijingDay): number {
  return Number(day.slice(0, 4))
}
