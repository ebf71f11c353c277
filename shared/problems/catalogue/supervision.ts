import type { ProblemTable } from '../problem.ts'

/** Problems of handling alerts. */
export const supervisionProblems = {
  'alert-wrong-state': {
    status: 409,
    title: { zh: '当前状态不能这样处置', en: 'Not possible in this state' },
    meaning: {
      zh: '该线索处于“{state}”，不能进行“{step}”。',
      en: 'The alert is at "{state}"; "{step}" does not follow it.',
    },
  },
} as const satisfies ProblemTable
