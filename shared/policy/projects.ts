import type { PolicyTable } from './policy.ts'

/** Who may do what: projects. */
export const projectsPolicy = {} as const satisfies PolicyTable
