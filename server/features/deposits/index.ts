/**
 * Bid deposits: no money and no bank, but the obligation: what a notice asked for, what its keeper signed that it received, when the law says it goes
 * back, what the keeper signed that it returned, kept or turned into a bond, and what is overdue. Nothing of it exists before the opening.
 */
export { ensureIndexes } from './deposit.model.ts'
export { registerDepositsRoutes } from './deposits.routes.ts'
export { readDepositPapers } from './read-deposit-papers.ts'
export { readDepositParties } from './read-deposit-parties.ts'
export { startDeposits } from './start-deposits.ts'
