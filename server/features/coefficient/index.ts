/**
 * The publicly drawn coefficient of the mean benchmark (`coefficient/1`): committed to before the deadline, revealed after `reveal.closed`,
 * and read by the evaluation.
 */
export { registerCoefficientRoutes } from './coefficient.routes.ts'
export { drawnCoefficients } from './drawn-coefficients.ts'
export { ensureIndexes } from './ensure-indexes.ts'
export { startCoefficients } from './start-coefficients.ts'
