/** A moment as RFC 3339 in UTC with milliseconds, `2026-11-22T01:30:00.000Z`: its text order is its time order. */
export type Instant = string & { readonly __instant: never }

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** The instant of milliseconds since 1970. */
export function instantOf(milliseconds: number): Instant {
  return new Date(milliseconds).toISOString() as Instant
}

/** Milliseconds since 1970 of an instant. */
export function millisOf(instant: Instant): number {
  return Date.parse(instant)
}

/** Whether a text is an instant in its one spelling, and one that exists in the calendar. */
export function isInstant(text: string): text is Instant {
  return INSTANT.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text
}
