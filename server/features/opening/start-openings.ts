import { laterStages, openingStages } from '#shared/catalogue/letter-form.ts'
import { stageFact } from '#shared/lifecycle/opening.ts'
import type { Realtime } from '../../platform/realtime/realtime.ts'
import type { Scheduler } from '../../platform/scheduler/scheduler.ts'
import { onEvent } from '../ledger/index.ts'
import type { OpeningDeps } from './deps.ts'
import { destroyUnopened, giveUpStages } from './destroy-unopened.ts'
import { type OpeningRecord, openingModel } from './opening.model.ts'
import { moveLimit, runOpening, wakeOpening } from './run-opening.ts'
import { openingId } from './stages.ts'

/** Events after which ciphertexts that will never be opened must go. */
const DESTROYING: ReadonlySet<string> = new Set([
  'opening.live-bids-found',
  'opening.failed',
  'opening.bid-added',
  ...laterStages.map((stage) => stageFact(stage, 'opened')),
])

/** Events after which no later stage will come. */
const GIVING_UP: ReadonlySet<string> = new Set(['evaluation.failed', 'evaluation.terminated'])

/** Has openings taken on by the scheduler, paused by suspensions, and every fact of a tender's chain sent to those who watch it. */
export function startOpenings(deps: OpeningDeps & { readonly scheduler: Scheduler; readonly realtime: Realtime }): void {
  deps.scheduler.watch<OpeningRecord>({
    name: 'openings',
    model: openingModel(deps.connection),
    run: (opening, now) => runOpening(deps, opening, now),
  })
  onEvent(
    deps,
    'opening-suspensions',
    async ({ type, tender, at }) => {
      if (tender === undefined) return
      if (type === 'notice.terminated') await wakeOpening(deps, tender, Date.parse(at))
      else for (const stage of openingStages) await moveLimit(deps, openingId(tender, stage))
    },
    { types: new Set(['tender.resumed', 'notice.terminated']) },
  )
  onEvent(
    deps,
    'opening-destruction',
    async ({ type, tender }) => {
      if (tender !== undefined && DESTROYING.has(type)) await destroyUnopened(deps, tender)
      if (tender !== undefined && GIVING_UP.has(type)) await giveUpStages(deps, tender)
    },
    { types: new Set([...DESTROYING, ...GIVING_UP]) },
  )
  onEvent(deps, 'live', async ({ tender, seq, type, at, facts }) => {
    if (tender !== undefined && seq !== undefined)
      deps.realtime.publish(`tender:${tender}`, { sequence: seq, type, at, facts: facts ?? {} })
  })
}
