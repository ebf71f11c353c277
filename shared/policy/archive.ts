import type { PolicyTable } from './policy.ts'

/** An archive is read by those who run the tender, and by those who watch over it. */
export const archivePolicy = {
  listArchives: {
    who: ['tenderer', 'agency', 'centre', 'regulator'],
    relation: 'own-tender',
    beyondRelation: ['centre', 'regulator'],
  },
  getArchive: {
    who: ['tenderer', 'agency', 'centre', 'regulator'],
    relation: 'own-tender',
    beyondRelation: ['centre', 'regulator'],
  },
} as const satisfies PolicyTable
