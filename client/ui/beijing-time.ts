import { type Instant, instantOf, millisOf } from '#shared/primitives/instant.ts'

/** Down to where a time is shown. */
export type Precision = 'second' | 'minute' | 'month-minute' | 'time' | 'date' | 'month-date'

const ZONE_MS = 8 * 60 * 60_000

/** An instant on the clock of Beijing (UTC+8, no summer time): `2026-11-22 09:30:00`, `11-22 09:30`, `09:30`, `2026-11-22`, `11-22`. */
export function beijingText(at: string, precision: Precision = 'second'): string {
  const text = instantOf(millisOf(at as Instant) + ZONE_MS).replace('T', ' ')
  switch (precision) {
    case 'second':
      return text.slice(0, 19)
    case 'minute':
      return text.slice(0, 16)
    case 'month-minute':
      return text.slice(5, 16)
    case 'time':
      return text.slice(11, 16)
    case 'date':
      return text.slice(0, 10)
    case 'month-date':
      return text.slice(5, 10)
  }
}

/** The day of an instant in Beijing, `2026-11-22`. */
export function beijingDay(at: string): string {
  return beijingText(at, 'date')
}

/** The first instant of a day `2026-11-22` in Beijing. */
export function startOfBeijingDay(day: string): Instant {
  return instantOf(Date.parse(`${day}T00:00:00.000Z`) - ZONE_MS)
}
