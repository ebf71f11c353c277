import { readEndedEvaluation } from '../evaluation/index.ts'
import type { SequencedEvent } from '../ledger/index.ts'
import { rejectionFacts } from './award-facts.ts'
import type { NotificationsDeps } from './deps.ts'
import { factsOf } from './event-facts.ts'
import type { Notice } from './notify.ts'

const failures: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  'all-rejected': { zh: '全部投标被否决', en: 'every bid was rejected' },
  'too-few-qualified': { zh: '合格投标人不足三家', en: 'fewer than three bidders are qualified' },
  'no-candidate': { zh: '没有可推荐的候选人', en: 'no bid can be recommended' },
}

/**
 * To every bidder of a lot that ended without a candidate why it did, and to who was rejected its own reasons (ZCTL 36; 87-69): no result
 * will tell it. What a re-review has changed is told by the award.
 */
export async function lotFailures(
  deps: NotificationsDeps,
  event: SequencedEvent,
  given: Readonly<Record<string, string>>,
): Promise<Notice[]> {
  const { tender } = event.subject
  const isEnd = event.type === 'evaluation.failed' || event.type === 'evaluation.completed'
  if (!isEnd || tender === undefined || factsOf(event)['supersedesSha256'] !== undefined) return []
  const ended = await readEndedEvaluation(deps, tender)
  return (ended?.lots ?? [])
    .filter(({ candidates, undecided }) => candidates.length + undecided.length === 0)
    .flatMap(({ lot, name, failure, bids, rejections }) =>
      bids.map(({ bid, party }): Notice => {
        const own = rejections[bid] ?? []
        const why = failures[failure ?? 'no-candidate']
        return {
          kind: own.length === 0 ? 'award.lot-failed' : 'award.lot-failed-rejected',
          to: [{ party }],
          at: event.at,
          subject: { ...event.subject, lot },
          facts: {
            ...given,
            lot: name,
            ...(why === undefined ? {} : { failureZh: why.zh, failureEn: why.en }),
            ...(own.length === 0 ? {} : rejectionFacts(own)),
          },
        }
      }),
    )
}
