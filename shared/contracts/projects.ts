import type { Contract } from './contract.ts'

/** Every contract of: projects. */
export const projectsContracts = [] as const satisfies readonly Contract[]
