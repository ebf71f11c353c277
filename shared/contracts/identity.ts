import type { Contract } from './contract.ts'

/** Every contract of: identity. */
export const identityContracts = [] as const satisfies readonly Contract[]
