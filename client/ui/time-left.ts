/** A span that runs out, cut into what is shown. */
export interface TimeLeft {
  readonly days: number
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
  /** `HH:MM:SS` without the days. */
  readonly text: string
  /** `MM:SS`, for less than an hour. */
  readonly short: string
}

/** Cuts milliseconds; what has run out is zero. */
export function timeLeft(milliseconds: number): TimeLeft {
  const total = Math.max(0, Math.floor(milliseconds / 1000))
  const days = Math.floor(total / 86_400)
  const hours = Math.floor(total / 3600) % 24
  const minutes = Math.floor(total / 60) % 60
  const seconds = total % 60
  const two = (value: number) => String(value).padStart(2, '0')
  return {
    days,
    hours,
    minutes,
    seconds,
    text: `${two(hours)}:${two(minutes)}:${two(seconds)}`,
    short: `${two(minutes)}:${two(seconds)}`,
  }
}
