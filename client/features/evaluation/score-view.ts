import type { ScoredBid as Scored } from '#shared/scoring/member-opinion.ts'
import type { SubjectiveCriterion } from '#shared/scoring/plan.ts'
import { formatPoints, isDecimal, parsePoints, sumOf } from '#shared/scoring/points.ts'
import { scoreFault } from '#shared/scoring/sheet.ts'
import type { DeskBid } from './use-evaluation.ts'

/** What a member has typed: by the name a bid is scored under, then by criterion. */
export type Scores = Readonly<Record<string, Readonly<Record<string, { readonly points: string; readonly reason: string }>>>>

/** A bid of the desk as it is scored. */
export type ScoredBid = Scored<DeskBid>

/** What is wrong with points as typed; undefined for none, and for nothing typed yet. */
export function pointsFault(criterion: SubjectiveCriterion, points: string) {
  return points === '' ? undefined : scoreFault(criterion, points)
}

/** Whether a criterion of a bid is scored: points on its scale. */
export function isScored(scores: Scores, bid: string, criterion: SubjectiveCriterion): boolean {
  const points = scores[bid]?.[criterion.id]?.points ?? ''
  return points !== '' && scoreFault(criterion, points) === undefined
}

/** The points given to a bid so far, as text. */
export function givenTo(scores: Scores, { bid, criteria }: ScoredBid): string {
  const given = criteria
    .filter((criterion) => isScored(scores, bid.bid, criterion))
    .map(({ id }) => parsePoints(scores[bid.bid]?.[id]?.points ?? '0'))
  return short(formatPoints(sumOf(given), 4))
}

/** The most a bid can be given by these criteria, as text. */
export function maximumOf(criteria: readonly SubjectiveCriterion[]): string {
  return short(formatPoints(sumOf(criteria.map(({ maximum }) => parsePoints(maximum))), 4))
}

/** Points without the zeros nobody needs. */
export function short(points: string): string {
  return points.includes('.') ? points.replace(/\.?0+$/, '') : points
}

/** The band points lie in: the first whose bounds hold them. */
export function bandOf({ bands }: SubjectiveCriterion, points: string): string | undefined {
  if (!isDecimal(points)) return undefined
  const given = parsePoints(points)
  return bands.find(({ from, to }) => parsePoints(from) <= given && given <= parsePoints(to))?.name
}

/** Points typed as people type them (`4．5`, `04.50`), as the formats write them. */
export function tidyPoints(typed: string): string {
  const text = typed
    .normalize('NFKC')
    .trim()
    .replace(/^0+(?=\d)/, '')
  return isDecimal(text) ? short(text) : text
}
