import type { PolicyTable } from './policy.ts'

/** Who may do what: notifications. */
export const notificationsPolicy = {} as const satisfies PolicyTable
