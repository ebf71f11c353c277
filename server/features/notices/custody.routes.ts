import * as contracts from '#shared/contracts/notices/custody.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import type { HttpRegistrar } from '../../platform/http/http.ts'
import { acceptCustody, confirmReadiness, declineCustody, destroyCustodyKey } from './custody-acts.ts'
import { testCustodyKey } from './custody-test.ts'
import type { NoticesDeps } from './deps.ts'
import { listCustody, readCustodians } from './list-custody.ts'

/** Adds the endpoints of custody. */
export function registerCustodyRoutes(http: HttpRegistrar, deps: NoticesDeps): void {
  http.route(contracts.listCustodyContract, ({ actor }) => {
    assertHolds(actor !== undefined, 'the policy lets only custodians see seats')
    return listCustody(deps, actor)
  })
  http.route(contracts.testCustodyKeyContract, ({ params, body, actor }) => {
    assertHolds(actor !== undefined, 'the policy lets only custodians test keys')
    return testCustodyKey(deps, { id: params.tender, ...body, actor })
  })
  http.route(contracts.acceptCustodyContract, async ({ params, act, at }) => {
    await acceptCustody(deps, { id: params.tender, act, at })
    return undefined
  })
  http.route(contracts.declineCustodyContract, async ({ params, act, at }) => {
    await declineCustody(deps, { id: params.tender, act, at })
    return undefined
  })
  http.route(contracts.confirmReadinessContract, async ({ params, act, at }) => {
    await confirmReadiness(deps, { id: params.tender, act, at })
    return undefined
  })
  http.route(contracts.destroyCustodyKeyContract, async ({ params, act, at }) => {
    await destroyCustodyKey(deps, { id: params.tender, act, at })
    return undefined
  })
  http.route(contracts.readCustodiansContract, ({ params }) => readCustodians(deps, params.tender))
}
