/**
 * Experts: the library, and the draw of a committee by `draw/1`. Whoever evaluates is known here by a seat id until the result is public;
 * features later in a tender's life ask `committeeOf` and `committeeSeat`, and keep what members sign by `sealForCommittee`.
 */
export { type CommitteeSeat, committeeOf, committeeSeat, openForCommittee, sealForCommittee } from './committee-seat.ts'
export type { DrawDeps } from './deps.ts'
export type { DrawnCommittee, DrawnMember } from './drawn-committee.ts'
export { ensureIndexes } from './ensure-indexes.ts'
export { registerExpertsRoutes } from './experts.routes.ts'
export { startDraws } from './start-draws.ts'
