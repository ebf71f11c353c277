import { clientAt, serveTasks } from '../../platform/task-worker.ts'
import type { TaskServer } from '../../platform/tasks.ts'
import { type CheckedCoefficient, checkCoefficient } from './check-coefficient.ts'

/** Draws a coefficient again away from the page. */

const tasks = {
  check: ({ server, tender }: { readonly server: TaskServer; readonly tender: string }): Promise<CheckedCoefficient> =>
    checkCoefficient(clientAt(server), tender),
}

/** The tasks of this worker. */
export type CoefficientTasks = typeof tasks

serveTasks(tasks)
