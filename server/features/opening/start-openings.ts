import type { Realtime } from '../../platform/realtime/realtime.ts'
import type { Scheduler } from '../../platform/scheduler/scheduler.ts'
import { onEvent } from '../ledger/index.ts'
import type { OpeningDeps } from './deps.ts'
import { destroyUnopened } from './destroy-unopened.ts'
import { type OpeningRecord, openingModel } from './opening.model.ts'
import { moveLimit, runOpening, wakeOpening } from './run-opening.ts'

/** Events after which ciphertexts that will never be opened must go. */
const DESTROYING: ReadonlySet<string> = new Set(['opening.live-bids-found', 'opening.failed', 'opening.bid-added'])

/** Has openings taken on by the scheduler, paused by suspensions, and every fact of a tender's chain sent to those who watch it. */
export function startOpenings(deps: OpeningDeps & { readonly scheduler: Scheduler; readonly realtime: Realtime }): void {
  deps.scheduler.watch<OpeningRecord>({
    name: 'openings',
    model: openingModel(deps.connection),
    run: (opening, now) => runOpening(deps, opening, now),
  })
  onEvent(deps, 'opening-suspensions', async ({ type, tender, at }) => {
    if (tender !== undefined && type === 'tender.resumed') await moveLimit(deps, tender)
    if (tender !== undefined && type === 'notice.terminated') await wakeOpening(deps, tender, Date.parse(at))
  })
  onEvent(deps, 'opening-destruction', async ({ type, tender }) => {
    if (tender !== undefined && DESTROYING.has(type)) await destroyUnopened(deps, tender)
  })
  onEvent(deps, 'live', async ({ tender, seq, type, at, facts }) => {
    if (tender !== undefined && seq !== undefined)
      deps.realtime.publish(`tender:${tender}`, { sequence: seq, type, at, facts: facts ?? {} })
  })
}
