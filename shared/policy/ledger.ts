import type { PolicyTable } from './policy.ts'

/** Who may do what: ledger. Everything here is public; what is not, no endpoint gives. */
export const ledgerPolicy = {
  'log.trust': { who: 'anyone' },
  'log.key': { who: 'anyone' },
  'log.newest-checkpoint': { who: 'anyone' },
  'log.checkpoint': { who: 'anyone' },
  'log.tile': { who: 'anyone' },
  'log.inclusion': { who: 'anyone' },
  'log.proof': { who: 'anyone' },
  'log.consistency': { who: 'anyone' },
  'log.chain': { who: 'anyone' },
  'log.deadline-checkpoint': { who: 'anyone' },
  'acts.read': { who: 'anyone' },
  'acts.signature': { who: 'anyone' },
} as const satisfies PolicyTable
