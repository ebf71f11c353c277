import type { Realtime } from '../../platform/realtime/realtime.ts'
import type { Scheduler } from '../../platform/scheduler/scheduler.ts'
import { onEvent } from '../ledger/index.ts'
import type { OpeningDeps } from './deps.ts'
import { type OpeningRecord, openingModel } from './opening.model.ts'
import { pauseOpening, runOpening, wakeOpening } from './run-opening.ts'

/** Has openings taken on by the scheduler, paused by suspensions, and every fact of a tender's chain sent to those who watch it. */
export function startOpenings(deps: OpeningDeps & { readonly scheduler: Scheduler; readonly realtime: Realtime }): void {
  deps.scheduler.watch<OpeningRecord>({
    name: 'openings',
    model: openingModel(deps.connection),
    run: (opening, now) => runOpening(deps, opening, now),
  })
  onEvent(deps, 'opening-suspensions', async ({ type, tender, at }) => {
    if (tender !== undefined && type === 'tender.suspended') await pauseOpening(deps, tender, Date.parse(at))
    if (tender !== undefined && type === 'notice.terminated') await wakeOpening(deps, tender, Date.parse(at))
  })
  onEvent(deps, 'live', async ({ tender, seq, type, at, facts }) => {
    if (tender !== undefined && seq !== undefined)
      deps.realtime.publish(`tender:${tender}`, { sequence: seq, type, at, facts: facts ?? {} })
  })
}
