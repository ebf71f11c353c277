import type { PolicyTable } from './policy.ts'

/** Who may do what: identity. */
export const identityPolicy = {} as const satisfies PolicyTable
