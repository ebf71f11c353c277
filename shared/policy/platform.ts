import type { PolicyTable } from './policy.ts'

/** Who may do what: platform. */
export const platformPolicy = {} as const satisfies PolicyTable
