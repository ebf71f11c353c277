import type { PolicyTable } from './policy.ts'

/** Who may do what: ledger. Everything here is public; what is not, no endpoint gives. */
export const ledgerPolicy = {
  readLogTrust: { who: 'anyone' },
  readLogKey: { who: 'anyone' },
  readNewestCheckpoint: { who: 'anyone' },
  readCheckpoint: { who: 'anyone' },
  readTile: { who: 'anyone' },
  readInclusion: { who: 'anyone' },
  readTlogProof: { who: 'anyone' },
  readConsistency: { who: 'anyone' },
  readTenderChain: { who: 'anyone' },
  readDeadlineCheckpoint: { who: 'anyone' },
  readAct: { who: 'anyone' },
  readActSignature: { who: 'anyone' },
} as const satisfies PolicyTable
