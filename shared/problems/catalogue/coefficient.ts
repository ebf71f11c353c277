import type { ProblemTable } from '../problem.ts'

/** Problems of a publicly drawn coefficient (`coefficient/1`). */
export const coefficientProblems = {
  'coefficient-none': {
    status: 404,
    title: { zh: '本项目不抽取系数', en: 'No coefficient is drawn here' },
    meaning: {
      zh: '公告没有规定公开抽取评标系数，或公告刚刚发布、抽取条件尚未写入账本。',
      en: 'The notice has no coefficient drawn, or it was published a moment ago and the terms are not on the ledger yet.',
    },
  },
  'coefficient-void': {
    status: 409,
    title: { zh: '评标系数未能产生', en: 'There is no coefficient to evaluate by' },
    meaning: {
      zh: '截止前有效的随机数承诺不足，系数抽取无效，不能按公告评标；请依法终止或重新招标。',
      en: 'Too few numbers were committed to in time, so the coefficient was void and nothing can be evaluated by this notice. Terminate the tender or call it again.',
    },
  },
} as const satisfies ProblemTable
