/** Supervision: what published openings show that a regulator should look at, and what became of it. */
export { ensureIndexes } from './alert.model.ts'
export { startSupervision } from './start-supervision.ts'
export { registerSupervisionRoutes } from './supervision.routes.ts'
