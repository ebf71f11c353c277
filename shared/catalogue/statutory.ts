import { earliestAfter, overdueFrom, tooLateFrom } from '../calendar/period.ts'
import { type Instant, instantOf, millisOf } from '../primitives/instant.ts'
import { DomainProblem } from '../problems/domain-problem.ts'
import type { ProblemFacts } from '../problems/problem.ts'
import { clockOf } from './catalogue.ts'
import type { PeriodName, StatutoryPeriod } from './clocks.ts'
import type { Notice, NoticeDraft } from './notice.ts'
import type { OpeningWindows } from './opening-policy.ts'
import type { RulePack } from './rule-pack.ts'

/** What of a notice its clocks look at. */
export type NoticeTimes = Pick<NoticeDraft, 'publishAt' | 'documentsUntil' | 'questionsUntil' | 'deadlineAt'>

/**
 * Holds a notice issued at `issuedAt` (ms) to its statutory minimum periods: documents available (N2, G1), issue to deadline (N3, G2).
 * Throws `period-too-short` naming the article and the earliest moment, or `times-out-of-order`.
 */
export function assertNoticeTimes(pack: RulePack, category: string, times: NoticeTimes, issuedAt: number): void {
  assertPeriod(pack, category, 'issue-to-deadline', issuedAt, times.deadlineAt)
  assertPeriod(pack, category, 'documents-available', issuedAt, times.documentsUntil)
  assertOrder(times, 'documentsUntil', 'deadlineAt')
  assertOrder(times, 'questionsUntil', 'deadlineAt')
  assertOrder(times, 'publishAt', 'questionsUntil')
}

/**
 * Holds an amendment of `at` (ms) to its clocks: the deadline never moves forward, and one that affects how bids are prepared comes at
 * least the clarification period before it (N4, G3). Throws as `assertNoticeTimes`.
 */
export function assertAmendmentTimes(
  pack: RulePack,
  category: string,
  amended: Pick<Notice, 'publishAt' | 'documentsUntil' | 'questionsUntil' | 'deadlineAt' | 'amends'>,
  inForce: { readonly deadlineAt: Instant; readonly documentsUntil: Instant },
  at: number,
): void {
  if (amended.amends?.affectsBids === true) assertPeriod(pack, category, 'clarification-to-deadline', at, amended.deadlineAt)
  for (const name of ['deadlineAt', 'documentsUntil'] as const) {
    if (amended[name] < inForce[name]) throw new DomainProblem('times-out-of-order', { earlier: inForce[name], later: name })
  }
  assertOrder(amended, 'documentsUntil', 'deadlineAt')
  assertOrder(amended, 'questionsUntil', 'deadlineAt')
  assertOrder(amended, 'publishAt', 'questionsUntil')
}

/** Throws `period-too-short` when `end` comes before the period that began at `start` (ms) allows. */
export function assertPeriod(pack: RulePack, category: string, name: PeriodName, start: number, end: Instant): void {
  const period = clockOf(pack, category).periods[name]
  const earliest = earliestAfter(pack.calendar, start, period.applied)
  if (millisOf(end) < earliest) {
    throw new DomainProblem('period-too-short', { period: name, earliestAt: instantOf(earliest), ...periodFacts(pack, period) })
  }
}

/** The moment (ms) from which an objection to the documents comes too late (N5 counts back from the deadline, G10 on from publication). */
export function objectionsEndAt(
  pack: RulePack,
  category: string,
  times: { readonly publishedAt: Instant; readonly deadlineAt: Instant },
): number {
  const { objections, periods } = clockOf(pack, category)
  const period = periods['objection-to-documents'].applied
  if (objections.counted === 'before-deadline') return tooLateFrom(pack.calendar, millisOf(times.deadlineAt), period)
  return Math.min(overdueFrom(pack.calendar, millisOf(times.publishedAt), period), millisOf(times.deadlineAt))
}

/** The moment (ms) from which the answer to an objection filed at `at` (ms) is late. */
export function objectionAnswerDueAt(pack: RulePack, category: string, at: number): number {
  return overdueFrom(pack.calendar, at, clockOf(pack, category).periods['objection-reply'].applied)
}

/** What a problem tells of the period it enforces: the article in both languages, the minimum, and the rule pack when it is not the law. */
export function periodFacts(pack: RulePack, period: StatutoryPeriod): ProblemFacts {
  return {
    rule: period.article.id,
    articleZh: period.article.zh,
    articleEn: period.article.en,
    minimum: `${period.applied.count} ${period.applied.unit}`,
    rulePack: pack.name,
    packZh: pack.isShortened ? `（${pack.label.zh}）` : '',
    packEn: pack.isShortened ? `(${pack.label.en})` : '',
  }
}

/** Throws `window-too-short` when a step of the opening leaves people less time than the rule pack asks for. */
export function assertWindows(pack: RulePack, windows: OpeningWindows): void {
  for (const [window, minimumSeconds] of Object.entries(pack.windows.minimum)) {
    if (windows[window as keyof OpeningWindows] < minimumSeconds)
      throw new DomainProblem('window-too-short', { window, minimumSeconds })
  }
}

function assertOrder(times: NoticeTimes, earlier: keyof NoticeTimes, later: keyof NoticeTimes): void {
  if (times[later] < times[earlier]) throw new DomainProblem('times-out-of-order', { earlier, later })
}
