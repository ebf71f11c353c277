import { startTasks, taskServer } from '../../platform/tasks.ts'
import type { CheckedCoefficient } from './check-coefficient.ts'
import type { CoefficientTasks } from './coefficient-worker.ts'

const tasks = startTasks<CoefficientTasks>(
  () => new Worker(new URL('./coefficient-worker.ts', import.meta.url), { type: 'module', name: 'coefficient' }),
)

/**
 * Fetches everything public about a coefficient and draws it again in a worker. Throws ProblemError, TypeError off line, WorkerNotLoaded,
 * and TaskFailed where the bundle is none.
 */
export function checkCoefficient(tender: string): Promise<CheckedCoefficient> {
  return tasks.run('check', { server: taskServer(), tender })
}
