import { z } from 'zod'
import { changeCauses } from '../scoring/changes.ts'
import type { CheckList } from '../sealed-bid/opening/checks.ts'
import type { VerifiedEvent } from '../sealed-bid/opening/verify-chain.ts'
import {
  type CommitteeCheckName,
  type CommitteeFact,
  completedFact,
  parsedFacts,
  type SignedByMember,
} from './committee-facts.ts'

const orderBody = z.looseObject({ ground: z.enum(changeCauses) })
const orderSubject = z.looseObject({ lot: z.string() })

/** What is done in the round of a re-review: scores corrected or explained, conclusions, time asked for, signatures, the next order (X13). */
const IN_RE_REVIEW: ReadonlySet<string> = new Set([
  'evaluation.score-explained',
  'evaluation.re-reviewed',
  'evaluation.time-requested',
  'evaluation.time-extended',
  'evaluation.report-signed',
  'evaluation.re-review-began',
])

/**
 * Every report but the first takes the place of the one before by an order that names that one, its round and one of the four grounds
 * (87-64); and in its round nothing was done but what X13 allows.
 */
export function judgeReReviews(
  facts: readonly CommitteeFact[],
  acts: ReadonlyMap<string, SignedByMember>,
  events: readonly VerifiedEvent[],
  list: CheckList<CommitteeCheckName>,
): void {
  const reports = parsedFacts(events, 'evaluation.completed', completedFact)
  const orders = facts.filter(({ type }) => type === 'evaluation.re-review-began')
  if (reports.length < 2 && orders.length === 0) {
    list.skip('re-reviewed-as-ordered', 'no report was re-reviewed')
    return
  }
  for (const [index, report] of reports.slice(1).entries()) {
    const order = orders.find(({ round }) => round === reports[index]?.round)
    const against =
      order === undefined
        ? 'a second report, and no order of a re-review'
        : order.reportSha256 !== reports[index]?.reportSha256 || report.supersedesSha256 !== order.reportSha256
          ? 'another report was ordered to be re-reviewed'
          : undefined
    list.judge('re-reviewed-as-ordered', against, report.reportSha256)
  }
  for (const { actSha256, ground, lot, round } of orders) {
    const act = acts.get(actSha256)
    const body = orderBody.safeParse(act?.body)
    const subject = orderSubject.safeParse(act?.subject)
    const isAsTold = body.success && subject.success && body.data.ground === ground && subject.data.lot === lot
    if (act !== undefined)
      list.judge('re-reviewed-as-ordered', isAsTold ? undefined : 'ordered for another lot or ground', actSha256)
    const beyond = facts.find((fact) => fact.round === round + 1 && !IN_RE_REVIEW.has(fact.type))
    list.judge('re-reviewed-as-ordered', beyond === undefined ? undefined : `${beyond.type} in a re-review`, `${round + 1}`)
  }
}
