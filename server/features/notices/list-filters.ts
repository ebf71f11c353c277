import { addDays, type BeijingDay, startOfBeijingDay } from '#shared/calendar/beijing.ts'
import { type Instant, instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'

/** A condition of a query, its fields named at run time. */
export type Filter = Record<string, unknown>

/** The field begins with this; no condition where nothing is asked for. */
export function prefix(field: string, beginning: string | undefined): Filter {
  return beginning === undefined ? {} : { [field]: { $gte: beginning, $lt: `${beginning}~` } }
}

/** The field lies between these, both included; no condition where nothing is asked for. */
export function range(field: string, from: string | undefined, to: string | undefined): Filter {
  if (from === undefined && to === undefined) return {}
  return { [field]: { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lte: to }) } }
}

/** First and last instant of the Beijing days of a query. Throws `invalid-request` for a day there is not. */
export function daysOf({
  dateFrom,
  dateTo,
}: {
  readonly dateFrom?: string | undefined
  readonly dateTo?: string | undefined
}): [Instant | undefined, Instant | undefined] {
  return [
    dateFrom === undefined ? undefined : startOf(dateFrom, 0),
    // The last instant of the day: instants have milliseconds.
    dateTo === undefined ? undefined : startOf(dateTo, 1, -1),
  ]
}

function startOf(day: string, daysLater: number, millisecondsLater = 0): Instant {
  const moment = Date.parse(`${day}T00:00:00.000Z`)
  if (Number.isNaN(moment))
    throw new DomainProblem('invalid-request', {}, [{ pointer: '/query/dateFrom', detail: 'no such day' }])
  return instantOf(startOfBeijingDay(addDays(day as BeijingDay, daysLater)) + millisecondsLater)
}
