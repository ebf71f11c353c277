import { laterStages } from '#shared/catalogue/letter-form.ts'
import { stageFact } from '#shared/lifecycle/opening.ts'
import { onEventInTransaction, type WithLedger } from '../ledger/index.ts'
import type { SupervisionDeps } from './deps.ts'
import { raiseAlerts } from './raise-alerts.ts'

/** Events that show prices: of an opening, or of a later stage that keeps them. */
const SHOWING: ReadonlySet<string> = new Set(['opening.published', ...laterStages.map((stage) => stageFact(stage, 'published'))])

/** Has every lot assessed when its prices are shown, exactly once. */
export function startSupervision(deps: SupervisionDeps & WithLedger): void {
  onEventInTransaction(
    deps,
    'supervision-alerts',
    async (event, session) => {
      if (event.tender !== undefined) await raiseAlerts(deps, session, event, event.tender)
    },
    { types: SHOWING },
  )
}
