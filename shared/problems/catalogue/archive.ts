import type { ProblemTable } from '../problem.ts'

/** Problems of the archive. */
export const archiveProblems = {
  'archive-not-written': {
    status: 409,
    title: { zh: '档案包尚未生成', en: 'There is no such bag yet' },
    meaning: {
      zh: '开标记录公布、流标、终止或合同签订后生成档案包。',
      en: 'A bag is written when the record is public, the tender has failed or is terminated, or the contract is concluded.',
    },
  },
} as const satisfies ProblemTable
