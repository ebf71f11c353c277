import type { ReadinessCheck } from '../../platform/readiness.ts'
import type { WithLedger } from './ledger.ts'

/** Ready only while the log may be signed. */
export function ledgerReadiness(deps: WithLedger): ReadinessCheck {
  return {
    name: 'ledger',
    failure: async () => {
      const health = deps.ledger.health()
      if (health.state === 'running') return undefined
      return health.state === 'stopped' ? `stopped: ${health.why}` : 'still starting'
    },
  }
}
