import type { Contract } from './contract.ts'

/** Every contract of: notifications. */
export const notificationsContracts = [] as const satisfies readonly Contract[]
