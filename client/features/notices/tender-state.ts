import type { ResultOf } from '#shared/contracts/contract.ts'
import type { listTendersContract } from '#shared/contracts/notices/public-list.ts'
import type { IconName } from '../../ui/icon.tsx'
import type { Tone } from '../../ui/tone.ts'

/** A row of the public list. */
export type TenderRow = ResultOf<typeof listTendersContract>['tenders'][number]

/** Where a tender stands, in the words people use; `suspended` goes before any other. */
export type ShownState = 'suspended' | 'bidding' | 'closed' | 'opening' | 'opened' | 'failed' | 'terminated'

/** How each is shown. */
export const looksOfState: Record<ShownState, { readonly tone: Tone; readonly icon: IconName }> = {
  suspended: { tone: 'warn', icon: 'minus-circle' },
  bidding: { tone: 'blue', icon: 'clock' },
  closed: { tone: 'plain', icon: 'lock' },
  opening: { tone: 'blue', icon: 'unlock' },
  opened: { tone: 'ok', icon: 'check-circle' },
  failed: { tone: 'plain', icon: 'cross-circle' },
  terminated: { tone: 'plain', icon: 'minus-circle' },
}

/** The state shown of a public tender; at the deadline it changes here before the server's next answer says so. */
export function shownState(
  tender: { readonly state: string; readonly isSuspended: boolean; readonly deadlineAt: string | null },
  now: number,
): ShownState {
  switch (tender.state) {
    case 'closed':
    case 'opening':
    case 'opened':
    case 'failed':
    case 'terminated':
      return tender.state
    default:
      if (tender.isSuspended) return 'suspended'
      return tender.deadlineAt !== null && Date.parse(tender.deadlineAt) <= now ? 'closed' : 'bidding'
  }
}

/** The seal of an opening in each state: shut, open, or gone; grey when it is over or stands still. */
export const sealsOfState: Record<ShownState, { readonly state: 'shut' | 'open' | 'gone'; readonly isDrained: boolean }> = {
  suspended: { state: 'shut', isDrained: true },
  bidding: { state: 'shut', isDrained: false },
  closed: { state: 'shut', isDrained: false },
  opening: { state: 'open', isDrained: false },
  opened: { state: 'open', isDrained: true },
  failed: { state: 'gone', isDrained: true },
  terminated: { state: 'gone', isDrained: true },
}
