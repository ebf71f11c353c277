import type { Scheduler } from '../../platform/scheduler/scheduler.ts'
import type { IdentityReads } from './deps.ts'
import { sweepIdentity } from './sweep-identity.ts'

const SWEEP_EVERY_MS = 3_600_000

/** Sweeps identity's lapsed records once an hour, on one server at a time. */
export function scheduleIdentity(deps: IdentityReads & { readonly scheduler: Scheduler }): void {
  deps.scheduler.every({ name: 'identity', everyMs: SWEEP_EVERY_MS, run: (now) => sweepIdentity(deps, now) })
}
