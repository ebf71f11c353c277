import type { ProblemTable } from '../problem.ts'

/** Problems of: ledger. */
export const ledgerProblems = {
  'ledger-stopped': {
    status: 503,
    title: { zh: '存证账本已暂停签发', en: 'The ledger has stopped signing' },
    meaning: {
      zh: '账本校验未通过，开标与需要存证的步骤暂停；递交仍然受理，恢复后自动入账，已收到的内容不会丢失。',
      en: 'A check of the ledger failed. Openings and every step that needs a checkpoint wait; submissions are still taken and enter the ledger once it goes on. Nothing received is lost.',
    },
  },
  'checkpoint-not-yet': {
    status: 409,
    title: { zh: '尚未写入检查点', en: 'Not under a checkpoint yet' },
    meaning: {
      zh: '该记录将在下一次签发检查点时写入，请稍候再试。',
      en: 'The entry enters the log at its next beat. Try again shortly.',
    },
  },
} as const satisfies ProblemTable
