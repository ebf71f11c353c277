import type { PolicyTable } from './policy.ts'

/** Who may do what: notices. */
export const noticesPolicy = {} as const satisfies PolicyTable
