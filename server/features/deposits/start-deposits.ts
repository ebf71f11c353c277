import type { Scheduler } from '../../platform/scheduler/scheduler.ts'
import { onEvent, type WithLedger } from '../ledger/index.ts'
import { type DepositRecord, depositModel } from './deposit.model.ts'
import type { DepositsDeps } from './deps.ts'
import { refreshTerms } from './refresh-terms.ts'
import { tellOverdue } from './tell-overdue.ts'

/** What the time for a return may run from, or that changes what it runs from. */
const TURNS: ReadonlySet<string> = new Set([
  'award.begun',
  'award.decided',
  'award.contract-concluded',
  'award.failed',
  'award.complaint-decided',
  'notice.terminated',
])

/** Has deposits know by when they go back, and tells of those that did not. */
export function startDeposits(deps: DepositsDeps & WithLedger & { readonly scheduler: Scheduler }): void {
  deps.scheduler.watch<DepositRecord>({
    name: 'deposits',
    model: depositModel(deps.connection),
    run: (deposit, now) => tellOverdue(deps, deposit, now),
  })
  onEvent(
    deps,
    'deposits-terms',
    async ({ tender, at }) => {
      if (tender !== undefined) await refreshTerms(deps, tender, Date.parse(at))
    },
    { types: TURNS },
  )
}
