import type { PolicyTable } from './policy.ts'

/** Who may do what: catalogue and projects. Reading a project is narrowed to its parties, the centre and the regulator by the use case. */
export const projectsPolicy = {
  'read-catalogue': { who: 'anyone' },
  'register-project': { who: ['tenderer', 'agency'], relation: 'own-tender' },
  'revise-project': { who: ['tenderer', 'agency'], relation: 'own-tender' },
  'withdraw-project': { who: ['tenderer', 'agency'], relation: 'own-tender' },
  'accept-project': { who: ['centre'] },
  'return-project': { who: ['centre'] },
  'suspend-project': { who: ['regulator', 'centre'] },
  'resume-project': { who: ['regulator', 'centre'] },
  'list-projects': { who: ['tenderer', 'agency', 'centre', 'regulator'] },
  'read-project': { who: ['tenderer', 'agency', 'centre', 'regulator'] },
} as const satisfies PolicyTable
