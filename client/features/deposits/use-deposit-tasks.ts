import { useMay } from '../identity/session.ts'
import { useDepositList } from './use-deposits.ts'

/** What waits for the reader about the deposits of a tender. */
export interface DepositTask {
  /** To give deposits back, to confirm what a bidder claims; to the regulator, that some are overdue. */
  readonly key: 'return' | 'confirm' | 'overdue'
  readonly tender: string
  readonly title: string
  readonly until: string | null
}

/** What waits for the reader about deposits, once for each tender, with the earliest moment it is late. */
export function useDepositTasks(): DepositTask[] {
  const rows = useDepositList(useMay('listDeposits')).data ?? []
  const tasks = new Map<string, DepositTask>()
  for (const { tender, title, state, overdueAt, isOverdue, isKeeper } of rows) {
    const isOpen = state === 'held' || state === 'claimed'
    // A bidder has nothing to do about its own until others are late.
    const key = isKeeper ? (state === 'claimed' ? 'confirm' : overdueAt === null ? undefined : 'return') : undefined
    const found = key ?? (isOverdue && !isKeeper ? 'overdue' : undefined)
    if (!isOpen || found === undefined || tasks.has(`${found} ${tender}`)) continue
    // Rows come by what is due first.
    tasks.set(`${found} ${tender}`, { key: found, tender, title, until: overdueAt })
  }
  return [...tasks.values()]
}
