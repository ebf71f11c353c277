import { z } from 'zod'
import { type Rational, tenTo } from './rational.ts'

/** How many decimals a score, weight, rate or coefficient may be written with. */
export const scoreScale = 4

/** A score in ten-thousandths of a point, exact. Never a floating-point number. */
export type Points = bigint & { readonly __points: never }

const DECIMAL = /^(?:0|[1-9]\d{0,5})(?:\.\d{1,4})?$/
const UNITS = 10_000n

/** Whether a text is a decimal of the formats: up to six digits, up to four decimals, no sign, no exponent. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text)
}

/** The points of a decimal such as `4.5`. Throws a RangeError on any other spelling. */
export function parsePoints(text: string): Points {
  if (!isDecimal(text)) throw new RangeError('not a decimal such as 4.5')
  const point = text.indexOf('.')
  const digits = point === -1 ? `${text}0000` : text.slice(0, point) + text.slice(point + 1).padEnd(scoreScale, '0')
  return BigInt(digits) as Points
}

/** A decimal such as `0.95` as an exact fraction. Throws as `parsePoints`. */
export function decimal(text: string): Rational {
  return { numerator: parsePoints(text), denominator: UNITS }
}

/** Points as an exact fraction. */
export function fractionOf(points: Points): Rational {
  return { numerator: points, denominator: UNITS }
}

/** Points from a count of units of the last of `decimals` places (0 to 4). */
export function pointsOf(units: bigint, decimals: number): Points {
  return (units * tenTo(scoreScale - decimals)) as Points
}

/** The one spelling of points in results: always `decimals` places. Throws a RangeError when digits would be lost. */
export function formatPoints(points: Points, decimals: number): string {
  const step = tenTo(scoreScale - decimals)
  if (points % step !== 0n) throw new RangeError('more decimals than are written')
  const magnitude = points < 0n ? -points : points
  const digits = (magnitude / step).toString().padStart(decimals + 1, '0')
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
  return points < 0n ? `-${text}` : text
}

/** Sum of points. */
export function sumOf(points: Iterable<Points>): Points {
  let sum = 0n
  for (const each of points) sum += each
  return sum as Points
}

/** A decimal as formats and contracts carry it. */
export const decimalField = z.string().max(11).regex(DECIMAL)
