import type { QualificationVote } from '#shared/scoring/qualification.ts'

/** What somebody has ticked so far, by `bid item`. */
export type Votes = Readonly<Record<string, { readonly isPassed: boolean; readonly reason: string }>>

interface Named {
  readonly bid: string
}

/** How many judgements are still missing; a failed item without a reason is not judged. */
export function leftIn(votes: Votes, items: readonly { readonly id: string }[], bids: readonly Named[]): number {
  return bids.flatMap(({ bid }) =>
    items.filter(({ id }) => {
      const vote = votes[`${bid} ${id}`]
      return vote === undefined || !(vote.isPassed || vote.reason.trim() !== '')
    }),
  ).length
}

/** The judgements as they are signed: one of every item of every bid. */
export function votesOf(votes: Votes, items: readonly { readonly id: string }[], bids: readonly Named[]): QualificationVote[] {
  return bids.flatMap(({ bid }) =>
    items.map(({ id: item }) => {
      const vote = votes[`${bid} ${item}`]
      const isPassed = vote?.isPassed === true
      return { bid, item, isPassed, reason: isPassed ? null : (vote?.reason.trim() ?? '') }
    }),
  )
}
