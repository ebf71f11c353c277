/**
 * Experts: the library, and the draw of a committee by `draw/1`. Whoever sits is known here by a seat id until the result is public; a
 * whole committee is handed to the handler given to `startDraws`.
 */
export { ensureIndexes } from './ensure-indexes.ts'
export { registerExpertsRoutes } from './experts.routes.ts'
export { makeDrawBundles } from './make-draw-bundle.ts'
export { drawParties } from './read-draw.ts'
export { startDraws } from './start-draws.ts'
