import type { PolicyTable } from './policy.ts'

/** Bid deposits: who runs the tender keeps them, the bidder concerned and the regulator see them, nobody else does. */
export const depositsPolicy = {
  listDeposits: { who: ['tenderer', 'agency', 'bidder', 'regulator'] },
  getDeposits: { who: ['tenderer', 'agency', 'bidder', 'regulator'] },
  recordDeposits: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  claimDeposit: { who: ['bidder'] },
  returnDeposit: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  keepDeposit: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  turnDepositIntoBond: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  refuseDepositClaim: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  contestDeposit: { who: ['bidder'], relation: 'own-party' },
} as const satisfies PolicyTable
