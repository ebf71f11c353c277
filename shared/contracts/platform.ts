import type { Contract } from './contract.ts'

/** Every contract of: platform. */
export const platformContracts = [] as const satisfies readonly Contract[]
