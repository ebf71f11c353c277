import type { Scheduler } from '../../platform/scheduler/scheduler.ts'
import type { WithLedger } from './ledger.ts'

const REACT_EVERY_MS = 1000
const TIMESTAMPS_EVERY_MS = 60_000

/** Has the ledger's beat, its reactions and its missing timestamps taken up by the scheduler, under its leases. */
export function scheduleLedger(deps: WithLedger & { readonly scheduler: Pick<Scheduler, 'every'> }): void {
  const { ledger, scheduler } = deps
  const whileRunning = (run: () => Promise<unknown>) => async () => {
    if (ledger.health().state === 'running') await run()
  }
  // No beat configured: whoever runs this beats by hand.
  if (ledger.deps.beatMs > 0)
    scheduler.every({ name: 'ledger-beat', everyMs: ledger.deps.beatMs, run: whileRunning(() => ledger.sequence('regular')) })
  // Set going, not waited for: a slow reaction must not keep the scheduler from a deadline.
  scheduler.every({ name: 'ledger-reactions', everyMs: REACT_EVERY_MS, run: whileRunning(async () => void ledger.react()) })
  scheduler.every({
    name: 'ledger-timestamps',
    everyMs: TIMESTAMPS_EVERY_MS,
    run: whileRunning(async () => {
      void ledger.fetchMissingTimestamps().catch((error: unknown) => {
        ledger.deps.logger.error({ error }, 'missing timestamps could not be fetched; it will be tried again')
      })
    }),
  })
}
