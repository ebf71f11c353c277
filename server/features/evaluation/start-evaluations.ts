import { laterStages } from '#shared/catalogue/letter-form.ts'
import { stageFact } from '#shared/lifecycle/opening.ts'
import type { Scheduler } from '../../platform/scheduler/scheduler.ts'
import { onEvent, type WithLedger } from '../ledger/index.ts'
import type { EvaluationDeps } from './deps.ts'
import { type EvaluationRecord, evaluationModel } from './evaluation.model.ts'
import { markTraces } from './mark-traces.ts'
import { resumeScoring } from './resume-scoring.ts'
import { runEvaluation, wakeEvaluation } from './run-evaluation.ts'

/** Events an evaluation may have waited for, whose own doing it is not. */
const RESUMING: ReadonlySet<string> = new Set([
  'coefficient.drawn',
  'tender.resumed',
  ...laterStages.map((stage) => stageFact(stage, 'recorded')),
])

/** Has evaluations do what time brings, end with their tender when it is terminated, and blind documents looked through. */
export function startEvaluations(deps: EvaluationDeps & WithLedger & { readonly scheduler: Scheduler }): void {
  deps.scheduler.watch<EvaluationRecord>({
    name: 'evaluations',
    model: evaluationModel(deps.connection),
    run: (evaluation, now) => runEvaluation(deps, evaluation, now),
  })
  onEvent(
    deps,
    'evaluation-terminations',
    async ({ tender, at }) => {
      if (tender !== undefined) await wakeEvaluation(deps, tender, Date.parse(at))
    },
    { types: new Set(['notice.terminated']) },
  )
  onEvent(
    deps,
    'evaluation-coefficients',
    async ({ tender, at }) => {
      if (tender !== undefined) await resumeScoring(deps, tender, Date.parse(at))
    },
    { types: RESUMING },
  )
  onEvent(
    deps,
    'evaluation-traces',
    async ({ tender }) => {
      if (tender !== undefined) await markTraces(deps, tender)
    },
    { types: new Set(['evaluation.committee-seated']) },
  )
}
