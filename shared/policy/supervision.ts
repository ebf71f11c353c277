import type { PolicyTable } from './policy.ts'

/** Alerts are the regulator's: nobody else sees that there are any, the committee least of all. */
export const supervisionPolicy = {
  listAlerts: { who: ['regulator'] },
  getAlert: { who: ['regulator'] },
  disposeAlert: { who: ['regulator'] },
} as const satisfies PolicyTable
