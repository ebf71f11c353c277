/** The archive: a plain BagIt bag of a tender that has come to an end, written by the reaction to the event that ended it. */
export { registerArchiveRoutes } from './archive.routes.ts'
export { ensureIndexes, filesNamed } from './bag.model.ts'
export { startArchive } from './start-archive.ts'
