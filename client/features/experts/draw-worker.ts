import type { CallPaper } from '#shared/draw/paper.ts'
import { clientAt, serveTasks } from '../../platform/task-worker.ts'
import type { TaskServer } from '../../platform/tasks.ts'
import { type CheckedDraw, checkDraw, comparePaper, type PaperVerdict } from './check-draw.ts'

/** Draws again away from the page: the order of fifty thousand experts alone takes longer than a page may stand still. */

const tasks = {
  check: ({ server, draw }: { readonly server: TaskServer; readonly draw: string }): Promise<CheckedDraw> =>
    checkDraw(clientAt(server), draw),
  comparePaper: ({
    server,
    ...call
  }: {
    readonly server: TaskServer
    readonly draw: string
    readonly seat: string
    readonly paper: CallPaper
  }): Promise<PaperVerdict> => comparePaper(clientAt(server), call),
}

/** The tasks of this worker. */
export type DrawTasks = typeof tasks

serveTasks(tasks)
