import { z } from 'zod'
import type { CheckList } from '../sealed-bid/opening/checks.ts'
import type { CommitteeCheckName, CommitteeFact, SignedByMember } from './committee-facts.ts'

const votesBody = z.looseObject({
  lot: z.string(),
  votes: z.array(z.looseObject({ bid: z.string(), item: z.string(), isPassed: z.boolean() })),
})

/**
 * Where the buyer or its agency checked the bidders' qualification (G6; 87-44, 50): of each lot once, before any member judged it, from
 * no seat of the committee; and no member judged an item the check was of, or a bid it put out.
 */
export function judgeQualification(
  facts: readonly CommitteeFact[],
  acts: ReadonlyMap<string, SignedByMember>,
  list: CheckList<CommitteeCheckName>,
): void {
  const checks = facts.filter(({ type }) => type === 'evaluation.qualified')
  if (checks.length === 0) list.skip('qualified-by-the-buyer', 'qualification was not the buyer’s to check')
  for (const check of checks) {
    const act = acts.get(check.actSha256)
    if (act === undefined) continue
    const body = votesBody.safeParse(act.body)
    const reviews = facts.filter(({ type, lot }) => type === 'evaluation.reviewed' && lot === check.lot)
    list.judge(
      'qualified-by-the-buyer',
      !body.success || body.data.lot !== check.lot
        ? 'not a check of this lot'
        : checks.some((other) => other !== check && other.lot === check.lot)
          ? 'checked twice'
          : reviews.some((review) => facts.indexOf(review) < facts.indexOf(check))
            ? 'checked after a member judged'
            : check.seat !== undefined
              ? 'checked from a seat of the committee'
              : againByCommittee(body.data.votes, reviews, acts),
      check.actSha256,
    )
  }
}

function againByCommittee(
  votes: z.output<typeof votesBody>['votes'],
  reviews: readonly CommitteeFact[],
  acts: ReadonlyMap<string, SignedByMember>,
): string | undefined {
  const items = new Set(votes.map(({ item }) => item))
  const out = new Set(votes.flatMap(({ bid, isPassed }) => (isPassed ? [] : [bid])))
  for (const { actSha256 } of reviews) {
    const own = votesBody.safeParse(acts.get(actSha256)?.body).data?.votes ?? []
    if (own.some(({ item }) => items.has(item))) return 'a member judged qualification too'
    if (own.some(({ bid }) => out.has(bid))) return 'a member judged a bid that is not qualified'
  }
  return undefined
}
