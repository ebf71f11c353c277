import { type Client, createClient } from '#shared/contracts/client.ts'
import type { TaskOrder, TaskReport, TaskServer, TaskTable } from './tasks.ts'

/** Progress is told this often at most, in ms. */
const TELL_EVERY_MS = 100

/** Makes this worker do the tasks of a table, each as soon as it is asked for. */
export function serveTasks(tasks: TaskTable): void {
  self.addEventListener('message', ({ data }: MessageEvent<TaskOrder>) => {
    void answer(tasks, data)
  })
  say({ say: 'ready' })
}

/** The platform as a visitor reaches it from a worker. */
export function clientAt({ origin, language }: TaskServer): Client {
  return createClient({ origin, language, fetch: (input, init) => fetch(input, init) })
}

async function answer(tasks: TaskTable, { id, task, input }: TaskOrder): Promise<void> {
  let toldAt = 0
  try {
    const result = await tasks[task]?.(input as never, (progress) => {
      const now = performance.now()
      if (progress.done < progress.total && now - toldAt < TELL_EVERY_MS) return
      toldAt = now
      say({ say: 'progress', id, progress })
    })
    say({ say: 'done', id, result })
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    say({ say: 'failed', id, name, message, facts: { ...(error as object) } })
  }
}

function say(report: TaskReport): void {
  postMessage(report)
}
