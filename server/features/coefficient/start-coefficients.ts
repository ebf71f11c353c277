import type { Scheduler } from '../../platform/scheduler/scheduler.ts'
import { onEvent } from '../ledger/index.ts'
import { beginCoefficient } from './begin-coefficient.ts'
import { type CoefficientDocument, coefficientModel } from './coefficient.model.ts'
import type { CoefficientDeps } from './deps.ts'
import { runCoefficient, wakeCoefficient } from './run-coefficient.ts'

/** With this the draw of a coefficient begins. */
const BEGINNING = 'notice.published'

/** After these the draw of a coefficient may go on, or has to end. */
const WAKING: ReadonlySet<string> = new Set([
  'notice.amended',
  'tender.resumed',
  'notice.terminated',
  'notice.failure-announced',
  'deadline.passed',
  'opening.failed',
  'reveal.closed',
])

/** Has coefficients drawn: begun with the publication of a notice that asks for one, taken on by the scheduler and by the opening's steps. */
export function startCoefficients(deps: CoefficientDeps & { readonly scheduler: Scheduler }): void {
  deps.scheduler.watch<CoefficientDocument>({
    name: 'coefficients',
    model: coefficientModel(deps.connection),
    run: (coefficient, now) => runCoefficient(deps, coefficient, now),
  })
  const types = new Set([BEGINNING, ...WAKING])
  onEvent(
    deps,
    'coefficients',
    async ({ type, tender, at }) => {
      if (tender === undefined) return
      if (type === BEGINNING) await beginCoefficient(deps, tender, Date.parse(at))
      if (WAKING.has(type)) await wakeCoefficient(deps, tender, Date.parse(at))
    },
    { types },
  )
}
