const BEIJING_OFFSET_MS = 8 * 3_600_000

/** The year of the log a moment belongs to: the calendar year in Beijing, where the trade's clocks run. */
export function logYear(at: number): number {
  return new Date(at + BEIJING_OFFSET_MS).getUTCFullYear()
}

/** Origin of a log: the name in its checkpoints and of its key. */
export function logOrigin(platformName: string, year: number): string {
  return `${platformName}/${year}`
}
