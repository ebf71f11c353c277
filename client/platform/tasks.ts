import { ProblemError } from '#shared/contracts/client.ts'
import type { ProblemDocument } from '#shared/problems/problem.ts'
import { preferences } from './preferences.ts'

/** How far a task is: what it is at, and how much of that is done. */
export interface TaskProgress {
  readonly step: string
  readonly done: number
  readonly total: number
}

/** The tasks a worker offers, by name: each takes one thing that can be copied to it and answers with another. */
export type TaskTable = Readonly<Record<string, (input: never, tell: (progress: TaskProgress) => void) => unknown>>

/** What the page asks of a worker. */
export interface TaskOrder {
  readonly id: number
  readonly task: string
  readonly input: unknown
}

/** What a worker says: that its code has come, and of a task how far it is and how it ended. */
export type TaskReport =
  | { readonly say: 'ready' }
  | { readonly say: 'progress'; readonly id: number; readonly progress: TaskProgress }
  | { readonly say: 'done'; readonly id: number; readonly result: unknown }
  | {
      readonly say: 'failed'
      readonly id: number
      readonly name: string
      readonly message: string
      /** What the error carried beside its message. */
      readonly facts: Readonly<Record<string, unknown>>
    }

/** Where a worker reaches the platform, and in which language it answers. */
export interface TaskServer {
  readonly origin: string
  readonly language: 'zh-CN' | 'en'
}

/** Where this page reaches the platform. */
export function taskServer(): TaskServer {
  return { origin: location.origin, language: preferences.get().language }
}

/** A task failed by an error that is known in its worker only: its name, its message and what it carried. */
export class TaskFailed extends Error {
  override readonly name = 'TaskFailed'
  readonly of: string
  readonly facts: Readonly<Record<string, unknown>>

  constructor(of: string, message: string, facts: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.of = of
    this.facts = facts
  }
}

/** The worker's code did not come over the network. Asked again, it is fetched again: the page need not be loaded anew. */
export class WorkerNotLoaded extends Error {
  override readonly name = 'PartNotLoaded'
}

/** Whoever asked for the task stopped it. */
export class TaskCancelled extends Error {
  override readonly name = 'TaskCancelled'
}

/** The page's end of a worker that does tasks. */
export interface Tasks<Table extends TaskTable> {
  /** Does one. Throws what it throws: ProblemError and TypeError as they are, other errors as TaskFailed; WorkerNotLoaded, TaskCancelled. */
  run<Name extends keyof Table & string>(
    task: Name,
    input: Parameters<Table[Name]>[0],
    onProgress?: (progress: TaskProgress) => void,
  ): Promise<Awaited<ReturnType<Table[Name]>>>
  /** Ends the worker with everything it is doing. The next task starts another. */
  cancel(): void
}

/** A worker with nothing to do ends after so long. */
const IDLE_MS = 60_000

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
  readonly onProgress: ((progress: TaskProgress) => void) | undefined
}

/**
 * Tasks that are done in a worker, away from the page: started by the first, and ended when nothing was asked of it for a minute unless it is
 * `isKept` for when there is no network.
 */
export function startTasks<Table extends TaskTable>(start: () => Worker, { isKept = false } = {}): Tasks<Table> {
  const waiting = new Map<number, Waiting>()
  let running: Worker | undefined
  let last = 0
  let idle: ReturnType<typeof setTimeout> | undefined
  const end = (error: Error) => {
    running?.terminate()
    running = undefined
    clearTimeout(idle)
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  const hear = (worker: Worker) => {
    let isReady = false
    worker.addEventListener('message', ({ data }: MessageEvent<TaskReport>) => {
      if (data.say === 'ready') {
        isReady = true
        return
      }
      const asker = waiting.get(data.id)
      if (data.say === 'progress') return asker?.onProgress?.(data.progress)
      waiting.delete(data.id)
      if (data.say === 'done') asker?.resolve(data.result)
      else asker?.reject(errorOf(data))
      if (waiting.size === 0 && !isKept) idle = setTimeout(() => end(new TaskCancelled('nothing to do')), IDLE_MS)
    })
    worker.addEventListener('error', ({ message }) => {
      if (running !== worker) return
      end(isReady ? new TaskFailed('Error', message) : new WorkerNotLoaded(message ?? 'the worker did not come'))
    })
    worker.addEventListener('messageerror', () => end(new TaskFailed('DataCloneError', 'the answer cannot be read')))
    return worker
  }
  return {
    run(task, input, onProgress) {
      clearTimeout(idle)
      running ??= hear(start())
      const worker = running
      last += 1
      const id = last
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve: resolve as (result: unknown) => void, reject, onProgress })
        worker.postMessage({ id, task, input } satisfies TaskOrder)
      })
    },
    cancel: () => end(new TaskCancelled('stopped')),
  }
}

function errorOf({ name, message, facts }: Extract<TaskReport, { say: 'failed' }>): Error {
  if (name === 'ProblemError') return new ProblemError(facts['problem'] as ProblemDocument)
  // What fetch throws without a network.
  if (name === 'TypeError') return new TypeError(message)
  return new TaskFailed(name, message, facts)
}
