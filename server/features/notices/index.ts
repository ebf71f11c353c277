/**
 * Notices: what the rest of the trade may know of a tender. A tender is one notice round of one project; everything later in its life
 * reads it by `readTender`, moves it by `moveTender`, and is woken at the deadline by the handler given to `watchTenders`.
 */

export { documentsNamed } from './documents-named.ts'
export { recordFailedLots } from './failed-lots.ts'
export { ensureIndexes } from './indexes.ts'
export { isAnyTenderOpen } from './is-any-tender-open.ts'
export { moveTender } from './move-tender.ts'
export { registerNoticesRoutes } from './notices.routes.ts'
export { readPublishedTender, readTender } from './read-tender.ts'
export { resumptionsAfter } from './resumptions.ts'
export { isSuspended, type PublishedTender, type Tender } from './tender.ts'
export { watchTenders } from './watch-tenders.ts'
