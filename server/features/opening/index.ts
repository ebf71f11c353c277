/**
 * The opening: what happens to the sealed bids of a tender from its deadline to the published record, in the seven steps of `opening/1`.
 */
export { closeBox } from './close-box.ts'
export { countOpenings } from './count-openings.ts'
export { ensureIndexes } from './ensure-indexes.ts'
export { filesNamed } from './files-named.ts'
export { makeBundle } from './make-bundle.ts'
export { type OpenStageAct, openStage, sealedAt } from './open-stage.ts'
export { registerOpeningRoutes } from './opening.routes.ts'
export type { OpeningBid } from './opening-bid.model.ts'
export { isHost } from './participants.ts'
export { readOpening, readOpeningBids, stageState } from './read-opening.ts'
export { startOpenings } from './start-openings.ts'
