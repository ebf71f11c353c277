import { assertNever } from '../primitives/assert.ts'
import type { ObjectiveCriterion } from './plan.ts'
import { fractionOf, type Points, parsePoints, pointsOf } from './points.ts'
import { rational, roundedTo, times } from './rational.ts'

const WHOLE = /^(?:0|[1-9]\d{0,14})$/

/**
 * Points of a computed criterion from the fields of a bid's letter. A field that is absent, or not a whole number where one is wanted,
 * earns nothing: the letter is what was signed, and nobody completes it afterwards (X7).
 */
export function objectivePoints(
  criterion: ObjectiveCriterion,
  fields: Readonly<Record<string, string>>,
  decimals: number,
): Points {
  const { rule, maximum } = criterion
  const written = Object.hasOwn(fields, rule.field) ? fields[rule.field] : undefined
  if (written === undefined) return parsePoints('0')
  switch (rule.kind) {
    case 'at-most':
      return steppedPoints(written, rule.steps, (value, bound) => value <= bound)
    case 'at-least':
      return steppedPoints(written, rule.steps, (value, bound) => value >= bound)
    case 'linear': {
      if (!WHOLE.test(written)) return parsePoints('0')
      const reach = BigInt(rule.worst) - BigInt(rule.best)
      const gained = BigInt(rule.worst) - BigInt(written)
      const share = rational(gained, reach)
      if (share.numerator <= 0n) return parsePoints('0')
      if (share.numerator >= share.denominator) return parsePoints(maximum)
      return pointsOf(roundedTo(times(fractionOf(parsePoints(maximum)), share), decimals), decimals)
    }
    case 'choice':
      return parsePoints(rule.choices.find(({ value }) => value === written)?.points ?? '0')
    default:
      return assertNever(rule)
  }
}

function steppedPoints(
  written: string,
  steps: readonly { readonly bound: number; readonly points: string }[],
  reaches: (value: bigint, bound: bigint) => boolean,
): Points {
  if (!WHOLE.test(written)) return parsePoints('0')
  const value = BigInt(written)
  return parsePoints(steps.find(({ bound }) => reaches(value, BigInt(bound)))?.points ?? '0')
}
