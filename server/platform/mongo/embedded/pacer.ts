import { CommandError } from './values/command-error.ts'

/** Lets others run during long work. */
export interface Pacer {
  /** True when the slice is used up: `await pause()` before going on. */
  isDue(): boolean
  /** Gives way once; refuses (50) past the client's maxTimeMS. */
  pause(): Promise<void>
}

const sliceMs = 4

/** A pacer for one piece of work, with the client's time limit in milliseconds from now (0: none). */
export function createPacer(maxTimeMs: number): Pacer {
  let sliceStartedAt = performance.now()
  const deadlineAt = maxTimeMs > 0 ? sliceStartedAt + maxTimeMs : Number.POSITIVE_INFINITY
  return {
    isDue: () => performance.now() - sliceStartedAt > sliceMs,
    pause: async () => {
      if (performance.now() > deadlineAt) throw new CommandError('MaxTimeMSExpired', 'operation exceeded time limit')
      await new Promise((resolve) => setImmediate(resolve))
      sliceStartedAt = performance.now()
    },
  }
}
