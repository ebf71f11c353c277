import type { Scheduler } from '../../platform/scheduler/scheduler.ts'
import { onEvent } from '../ledger/index.ts'
import type { DrawDeps } from './deps.ts'
import { type DrawDocument, drawModel } from './draw.model.ts'
import { releaseAfterResult, resultEvents } from './release-draw.ts'
import { runDraw } from './run-draw.ts'

/** Has draws taken on by the scheduler, ended with their tender, and released when the result is public (X3). */
export function startDraws(deps: DrawDeps & { readonly scheduler: Scheduler }): void {
  deps.scheduler.watch<DrawDocument>({
    name: 'draws',
    model: drawModel(deps.connection),
    run: (draw, now) => runDraw(deps, draw, now),
  })
  onEvent(deps, 'draw-endings', async ({ type, tender, at }) => {
    if (tender === undefined) return
    if (type === 'notice.terminated' || type === 'tender.resumed') await wakeDraws(deps, tender, Date.parse(at))
    if (resultEvents.has(type)) await releaseAfterResult(deps, tender, Date.parse(at))
  })
}

/** Has the draws of a tender looked at now: it stands still no more, or for ever. */
async function wakeDraws(deps: DrawDeps, tender: string, at: number): Promise<void> {
  await drawModel(deps.connection).updateMany(
    { tender, state: { $nin: ['released', 'exhausted', 'void'] } },
    { $set: { nextDueAt: new Date(at) } },
  )
}
