import type { Scheduler } from '../../platform/scheduler/scheduler.ts'
import { onEvent, type WithLedger } from '../ledger/index.ts'
import { type AwardRecord, awardModel } from './award.model.ts'
import { beginAwards } from './begin-awards.ts'
import type { AwardsDeps } from './deps.ts'
import { endReReview } from './end-re-review.ts'
import { runAward } from './run-award.ts'

/** Begins awards when evaluations end, takes them on after re-reviews, and has publicities end by their clock. */
export function startAwards(deps: AwardsDeps & WithLedger & { readonly scheduler: Scheduler }): void {
  deps.scheduler.watch<AwardRecord>({
    name: 'awards',
    model: awardModel(deps.connection),
    run: (award, now) => runAward(deps, award, now),
  })
  onEvent(
    deps,
    'awards-begin',
    async ({ tender, at }) => {
      if (tender === undefined) return
      await beginAwards(deps, tender, Date.parse(at))
      await endReReview(deps, tender, Date.parse(at))
    },
    { types: new Set(['evaluation.completed', 'evaluation.failed']) },
  )
}
