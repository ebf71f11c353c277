import type { CallPaper } from '#shared/draw/paper.ts'
import { startTasks, taskServer } from '../../platform/tasks.ts'
import type { CheckedDraw, PaperVerdict } from './check-draw.ts'
import type { DrawTasks } from './draw-worker.ts'

const tasks = startTasks<DrawTasks>(
  () => new Worker(new URL('./draw-worker.ts', import.meta.url), { type: 'module', name: 'draw' }),
)

/**
 * Fetches everything public about a draw and checks it in a worker: signatures, chain and order of the steps at any time, and the whole draw
 * again once it is released. Throws ProblemError, TypeError off line, WorkerNotLoaded, and TaskFailed where the bundle is none.
 */
export function checkDraw(draw: string): Promise<CheckedDraw> {
  return tasks.run('check', { server: taskServer(), draw })
}

/** Compares, in the worker, the paper of a call with the digest in the chain of its draw. Throws what `checkDraw` throws. */
export function comparePaper(draw: string, seat: string, paper: CallPaper): Promise<PaperVerdict> {
  return tasks.run('comparePaper', { server: taskServer(), draw, seat, paper })
}
