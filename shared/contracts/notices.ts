import type { Contract } from './contract.ts'

/** Every contract of: notices. */
export const noticesContracts = [] as const satisfies readonly Contract[]
