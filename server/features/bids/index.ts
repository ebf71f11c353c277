/**
 * Sealed bids: taken in under their own signature, kept without a name, a time or an order, given out to the opening.
 */

export { ensureIndexes } from './bid.model.ts'
export { registerBidsRoutes } from './bids.routes.ts'
export { destroyPayloads } from './destroy-payloads.ts'
export { listSealedBids, listStoredBids, openPayload, payloadState, payloadsNamed, readStoredBid } from './read-bids.ts'
export type { StoredBid } from './stored-bid.ts'
export { drainSubmissions } from './submissions-in-hand.ts'
