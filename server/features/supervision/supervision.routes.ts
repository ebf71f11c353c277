import * as contracts from '#shared/contracts/supervision.ts'
import type { HttpRegistrar } from '../../platform/http/http.ts'
import type { SupervisionDeps } from './deps.ts'
import { disposeAlert } from './dispose-alert.ts'
import { presentAlert, presentAlerts, readAlert } from './present-alert.ts'

/** Adds supervision's endpoints. */
export function registerSupervisionRoutes(http: HttpRegistrar, deps: SupervisionDeps): void {
  http.route(contracts.listAlerts, ({ query }) => presentAlerts(deps, query))
  http.route(contracts.getAlert, async ({ params }) => presentAlert(await readAlert(deps, params.alert)))
  http.route(contracts.disposeAlert, async ({ act, at }) => presentAlert(await disposeAlert(deps, { act, at })))
}
