import type { PolicyTable } from './policy.ts'

/** Who may do what: catalogue and projects. Reading a project is narrowed to its parties, the centre and the regulator by the use case. */
export const projectsPolicy = {
  readCatalogue: { who: 'anyone' },
  registerProject: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  reviseProject: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  withdrawProject: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  acceptProject: { who: ['centre'] },
  returnProject: { who: ['centre'] },
  suspendProject: { who: ['regulator', 'centre'] },
  resumeProject: { who: ['regulator', 'centre'] },
  listProjects: { who: ['tenderer', 'agency', 'centre', 'regulator'] },
  readProject: { who: ['tenderer', 'agency', 'centre', 'regulator'] },
} as const satisfies PolicyTable
