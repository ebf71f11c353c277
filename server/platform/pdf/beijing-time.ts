/** A moment (milliseconds since 1970) as documents write it: `2026-04-06 13:00:00`, the clock of Beijing. */
export function beijingTime(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
}
