/**
 * Awards: what follows the committee's report, lot by lot: publicity and objections, complaints, the winner, every bidder's own result, the
 * contract. A lot that ends without a winner ends its tender with the last of its lots, so that a new round may be begun.
 */
export { ensureIndexes } from './award.model.ts'
export { registerAwardsRoutes } from './awards.routes.ts'
export { filesNamed } from './files-named.ts'
export { readAwardOutcomes } from './read-award-outcomes.ts'
export { readAwardPapers } from './read-award-papers.ts'
export { type AwardTold, readAwardTold } from './read-award-told.ts'
export { readDisputes } from './read-disputes.ts'
export { startAwards } from './start-awards.ts'
