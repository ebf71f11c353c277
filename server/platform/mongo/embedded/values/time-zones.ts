import { CommandError } from './command-error.ts'

const FORMATS = new Map<string, Intl.DateTimeFormat>()
const OFFSET = /^([+-])(\d{2}):?(\d{2})?$/

/** How many milliseconds a zone is ahead of UTC at a moment; zones are `UTC`, `±hh[:mm]` or names of the IANA database. Throws 40485 on others. */
export function zoneOffset(zone: string | undefined, at: number): number {
  if (zone === undefined || zone === 'UTC' || zone === 'GMT' || zone === 'Z') return 0
  const fixed = OFFSET.exec(zone)
  if (fixed !== null) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3] ?? 0)
    return (fixed[1] === '-' ? -minutes : minutes) * 60_000
  }
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const local = new Date(0)
  local.setUTCFullYear(parts.get('year') ?? 0, (parts.get('month') ?? 1) - 1, parts.get('day') ?? 1)
  local.setUTCHours(parts.get('hour') ?? 0, parts.get('minute') ?? 0, parts.get('second') ?? 0)
  return local.getTime() - Math.floor(at / 1000) * 1000
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(zone)
  if (known !== undefined) return known
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    FORMATS.set(zone, format)
    return format
  } catch {
    throw new CommandError(40485, `unrecognized time zone identifier: "${zone}"`)
  }
}

/** The moment a zone's clocks show this local time (given as if it were UTC); in a gap, the time after it. */
export function utcOf(local: number, zone: string | undefined): number {
  const guess = local - zoneOffset(zone, local)
  return local - zoneOffset(zone, guess)
}
