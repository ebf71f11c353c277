import { onEventInTransaction, type WithLedger } from '../ledger/index.ts'
import type { SupervisionDeps } from './deps.ts'
import { raiseAlerts } from './raise-alerts.ts'

/** Has every published opening assessed, exactly once. */
export function startSupervision(deps: SupervisionDeps & WithLedger): void {
  onEventInTransaction(deps, 'supervision-alerts', async (event, session) => {
    if (event.type === 'opening.published' && event.tender !== undefined) await raiseAlerts(deps, session, event, event.tender)
  })
}
