/** One thing that must hold before the platform takes requests. Answers why not, or undefined. */
export interface ReadinessCheck {
  readonly name: string
  readonly failure: () => Promise<string | undefined>
}

/** What /readyz tells. */
export interface ReadinessReport {
  readonly isReady: boolean
  readonly checks: readonly { readonly name: string; readonly failure: string | null }[]
}

/** Checks that hang count as failed: whoever asks must not hang with them. */
const PATIENCE_MS = 2000

/** Runs all checks side by side; each has two seconds. */
export async function readiness(checks: readonly ReadinessCheck[]): Promise<ReadinessReport> {
  const results = await Promise.all(
    checks.map(async ({ name, failure }) => ({ name, failure: (await answerOf(failure)) ?? null })),
  )
  return { isReady: results.every(({ failure }) => failure === null), checks: results }
}

async function answerOf(failure: ReadinessCheck['failure']): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${PATIENCE_MS} ms`), PATIENCE_MS)
  })
  try {
    return await Promise.race([failure(), late])
  } catch (error) {
    return error instanceof Error ? error.message : 'failed'
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Watches the wall clock against the monotonic one: a step of the machine's time moves deadlines, so past one second the platform
 * is not ready. It cannot know the true time; the operator's NTP does.
 */
export function clockSteadiness(): { offsetSeconds(): number; check: ReadinessCheck } {
  const wallAtStart = Date.now()
  const monotonicAtStart = performance.now()
  const offsetSeconds = () => (Date.now() - wallAtStart - (performance.now() - monotonicAtStart)) / 1000
  return {
    offsetSeconds,
    check: {
      name: 'clock',
      failure: async () => {
        const offset = offsetSeconds()
        return Math.abs(offset) > 1 ? `the clock has been moved by ${offset.toFixed(1)} s since start` : undefined
      },
    },
  }
}
