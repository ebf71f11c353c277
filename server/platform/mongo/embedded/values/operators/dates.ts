import { Int32, Long, ObjectId, Timestamp } from 'bson'
import { type BsonDocument, type BsonValue, integerOf, isDocument, type MaybeValue, typeName } from '../bson-value.ts'
import {
  addUnits,
  dayOfYear,
  differenceIn,
  isoWeek,
  isoWeekYear,
  truncate,
  UNITS,
  type Unit,
  week,
  weekday,
} from '../calendar-units.ts'
import { CommandError } from '../command-error.ts'
import {
  type Expression,
  isNullish,
  namedArguments,
  type OperatorCompiler,
  type Operators,
  operands,
} from '../expression-support.ts'
import { utcOf, zoneOffset } from '../time-zones.ts'

type Field = (local: Date) => number

const FIELDS: Readonly<Record<string, Field>> = {
  $year: (local) => local.getUTCFullYear(),
  $month: (local) => local.getUTCMonth() + 1,
  $dayOfMonth: (local) => local.getUTCDate(),
  $hour: (local) => local.getUTCHours(),
  $minute: (local) => local.getUTCMinutes(),
  $second: (local) => local.getUTCSeconds(),
  $millisecond: (local) => local.getUTCMilliseconds(),
  $dayOfYear: dayOfYear,
  $dayOfWeek: (local) => local.getUTCDay() + 1,
  $isoDayOfWeek: (local) => local.getUTCDay() || 7,
  $week: week,
  $isoWeek: isoWeek,
}

/** Date operators (manual: "Date Expression Operators"); computed in the zone asked for, UTC unless told otherwise. */
export const dateOperators: Operators = {
  ...Object.fromEntries(
    Object.entries(FIELDS).map(([name, field]) => [name, fieldOperator(name, (local) => new Int32(field(local)))]),
  ),
  $isoWeekYear: fieldOperator('$isoWeekYear', (local) => Long.fromNumber(isoWeekYear(local))),
  $dateToString: (operand, compile) => {
    const read = argumentsOf('$dateToString', operand, ['date'], ['format', 'timezone', 'onNull'], compile)
    return (scope) => {
      const { date, format, timezone, onNull } = read(scope)
      if (isNullish(date)) return isNullish(onNull) ? null : onNull
      if (timezone !== undefined && isNullish(timezone)) return null
      const zone = zoneName('$dateToString', timezone)
      const at = momentOf('$dateToString', date)
      const pattern = isNullish(format)
        ? zone === undefined || zone === 'UTC'
          ? '%Y-%m-%dT%H:%M:%S.%LZ'
          : '%Y-%m-%dT%H:%M:%S.%L'
        : format
      if (typeof pattern !== 'string') throw new CommandError(18533, "$dateToString requires that 'format' be a string")
      return formatted(pattern, at, zone)
    }
  },
  $dateToParts: (operand, compile) => {
    const read = argumentsOf('$dateToParts', operand, ['date'], ['timezone', 'iso8601'], compile)
    return (scope) => {
      const { date, timezone, iso8601 } = read(scope)
      if (isNullish(date) || (timezone !== undefined && isNullish(timezone))) return null
      const local = localDate(momentOf('$dateToParts', date), zoneName('$dateToParts', timezone))
      const day: [string, number][] =
        iso8601 === true
          ? [
              ['isoWeekYear', isoWeekYear(local)],
              ['isoWeek', isoWeek(local)],
              ['isoDayOfWeek', local.getUTCDay() || 7],
            ]
          : [
              ['year', local.getUTCFullYear()],
              ['month', local.getUTCMonth() + 1],
              ['day', local.getUTCDate()],
            ]
      const time: [string, number][] = [
        ['hour', local.getUTCHours()],
        ['minute', local.getUTCMinutes()],
        ['second', local.getUTCSeconds()],
        ['millisecond', local.getUTCMilliseconds()],
      ]
      return new Map([...day, ...time].map(([name, value]): [string, BsonValue] => [name, new Int32(value)]))
    }
  },
  $dateFromParts: (operand, compile) => {
    const read = argumentsOf(
      '$dateFromParts',
      operand,
      ['year'],
      ['month', 'day', 'hour', 'minute', 'second', 'millisecond', 'timezone'],
      compile,
    )
    return (scope) => {
      const { timezone, ...parts } = read(scope)
      if (Object.values(parts).some((part) => part !== undefined && isNullish(part))) return null
      const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, millisecond = 0] = [
        'year',
        'month',
        'day',
        'hour',
        'minute',
        'second',
        'millisecond',
      ].map((name) => (parts[name] === undefined ? undefined : wholeNumber('$dateFromParts', parts[name])))
      if (year < 1 || year > 9999)
        throw new CommandError(40523, `'year' must evaluate to an integer in the range 1 to 9999, found ${year}`)
      const local = new Date(0)
      local.setUTCFullYear(year, month - 1, day)
      local.setUTCHours(hour, minute, second, millisecond)
      return new Date(utcOf(local.getTime(), zoneName('$dateFromParts', timezone)))
    }
  },
  $dateAdd: shifting('$dateAdd', 1),
  $dateSubtract: shifting('$dateSubtract', -1),
  $dateDiff: (operand, compile) => {
    const read = argumentsOf('$dateDiff', operand, ['startDate', 'endDate', 'unit'], ['timezone', 'startOfWeek'], compile)
    return (scope) => {
      const { startDate, endDate, unit, timezone, startOfWeek } = read(scope)
      if (isNullish(startDate) || isNullish(endDate) || isNullish(unit)) return null
      const zone = zoneName('$dateDiff', timezone)
      const from = localDate(momentOf('$dateDiff', startDate), zone).getTime()
      const to = localDate(momentOf('$dateDiff', endDate), zone).getTime()
      return Long.fromNumber(differenceIn(unitOf('$dateDiff', unit), from, to, firstWeekday('$dateDiff', startOfWeek)))
    }
  },
  $dateTrunc: (operand, compile) => {
    const read = argumentsOf('$dateTrunc', operand, ['date', 'unit'], ['binSize', 'timezone', 'startOfWeek'], compile)
    return (scope) => {
      const { date, unit, binSize, timezone, startOfWeek } = read(scope)
      if (isNullish(date) || isNullish(unit) || (binSize !== undefined && isNullish(binSize))) return null
      const zone = zoneName('$dateTrunc', timezone)
      const size = binSize === undefined ? 1 : wholeNumber('$dateTrunc', binSize)
      if (size <= 0) throw new CommandError(5439018, "$dateTrunc requires 'binSize' to be greater than 0")
      const local = localDate(momentOf('$dateTrunc', date), zone).getTime()
      return new Date(utcOf(truncate(unitOf('$dateTrunc', unit), local, size, firstWeekday('$dateTrunc', startOfWeek)), zone))
    }
  },
}

function fieldOperator(name: string, field: (local: Date) => BsonValue): OperatorCompiler {
  return (operand, compile) => {
    const hasZone = isDocument(operand) && operand.has('date')
    const date = compile(hasZone ? operand.get('date') : (operands(name, operand, 1)[0] ?? null))
    if (hasZone) namedArguments(name, operand, ['date'], ['timezone'])
    const timezone = hasZone && operand.has('timezone') ? compile(operand.get('timezone')) : undefined
    return (scope) => {
      const value = date(scope)
      const zone = timezone?.(scope)
      if (isNullish(value) || (timezone !== undefined && isNullish(zone ?? null))) return null
      return field(localDate(momentOf(name, value), zoneName(name, zone)))
    }
  }
}

type Arguments = Record<string, MaybeValue | undefined>

function argumentsOf(
  name: string,
  operand: BsonValue,
  required: readonly string[],
  optional: readonly string[],
  compile: (value: BsonValue) => Expression,
): (scope: Parameters<Expression>[0]) => Arguments {
  const named: BsonDocument = namedArguments(name, operand, required, optional)
  const parts = [...named].map(([key, value]): [string, Expression] => [key, compile(value)])
  return (scope) => Object.fromEntries(parts.map(([key, part]) => [key, part(scope) ?? null]))
}

function momentOf(name: string, value: MaybeValue): number {
  if (value instanceof Date) return value.getTime()
  if (value instanceof ObjectId) return value.getTimestamp().getTime()
  if (value instanceof Timestamp) return (value.high >>> 0) * 1000
  throw new CommandError(16006, `can't convert from BSON type ${typeName(value)} to Date in ${name}`)
}

function localDate(at: number, zone: string | undefined): Date {
  return new Date(at + zoneOffset(zone, at))
}

function zoneName(name: string, value: MaybeValue | undefined): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string')
    throw new CommandError(40517, `${name}: timezone must evaluate to a string, found ${typeName(value)}`)
  return value
}

function wholeNumber(name: string, value: MaybeValue): number {
  const number = integerOf(value)
  if (number === undefined) throw new CommandError(40515, `${name} requires integers, found ${typeName(value)}`)
  return number
}

function unitOf(name: string, value: MaybeValue | undefined): Unit {
  const unit = UNITS.find((known) => known === value)
  if (unit === undefined)
    throw new CommandError(5439014, `${name} parameter 'unit' value cannot be recognized as a time unit: ${String(value)}`)
  return unit
}

function firstWeekday(name: string, value: MaybeValue | undefined): number {
  if (value === undefined) return 0
  const day = typeof value === 'string' ? weekday(value) : undefined
  if (day === undefined)
    throw new CommandError(5439015, `${name} parameter 'startOfWeek' value cannot be recognized as a day of a week`)
  return day
}

function shifting(name: string, sign: 1 | -1): OperatorCompiler {
  return (operand, compile) => {
    const read = argumentsOf(name, operand, ['startDate', 'unit', 'amount'], ['timezone'], compile)
    return (scope) => {
      const { startDate, unit, amount, timezone } = read(scope)
      if (isNullish(startDate) || isNullish(unit) || isNullish(amount)) return null
      const zone = zoneName(name, timezone)
      const at = momentOf(name, startDate)
      const shift = wholeNumber(name, amount) * sign
      const kind = unitOf(name, unit)
      const isExact = kind === 'hour' || kind === 'minute' || kind === 'second' || kind === 'millisecond'
      const moved = isExact ? addUnits(kind, at, shift) : utcOf(addUnits(kind, localDate(at, zone).getTime(), shift), zone)
      const date = new Date(moved)
      if (Number.isNaN(date.getTime())) throw new CommandError(5166406, `${name} overflowed`)
      return date
    }
  }
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

function formatted(format: string, at: number, zone: string | undefined): string {
  const offset = zoneOffset(zone, at)
  const local = new Date(at + offset)
  const minutes = Math.abs(offset) / 60_000
  const sign = offset < 0 ? '-' : '+'
  const month = MONTHS[local.getUTCMonth()] ?? ''
  const pad = (value: number, width: number): string => String(value).padStart(width, '0')
  return format.replace(/%(.?)/gu, (_, specifier: string) => {
    switch (specifier) {
      case 'Y':
        return pad(local.getUTCFullYear(), 4)
      case 'm':
        return pad(local.getUTCMonth() + 1, 2)
      case 'd':
        return pad(local.getUTCDate(), 2)
      case 'H':
        return pad(local.getUTCHours(), 2)
      case 'M':
        return pad(local.getUTCMinutes(), 2)
      case 'S':
        return pad(local.getUTCSeconds(), 2)
      case 'L':
        return pad(local.getUTCMilliseconds(), 3)
      case 'j':
        return pad(dayOfYear(local), 3)
      case 'w':
        return String(local.getUTCDay() + 1)
      case 'u':
        return String(local.getUTCDay() || 7)
      case 'U':
        return pad(week(local), 2)
      case 'V':
        return pad(isoWeek(local), 2)
      case 'G':
        return pad(isoWeekYear(local), 4)
      case 'b':
        return month.slice(0, 3)
      case 'B':
        return month
      case 'z':
        return `${sign}${pad(Math.floor(minutes / 60), 2)}${pad(minutes % 60, 2)}`
      case 'Z':
        return `${sign}${minutes}`
      case '%':
        return '%'
    }
    throw new CommandError(18536, `Invalid format character '%${specifier}' in format string`)
  })
}
