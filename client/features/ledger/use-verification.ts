import { useCallback, useEffect, useRef, useState } from 'react'
import { serverNow } from '../../platform/server-time.ts'
import { startTasks, TaskCancelled, TaskFailed, type TaskProgress, type Tasks, taskServer } from '../../platform/tasks.ts'
import { type CheckedShown, NotVerifiable } from './checked.ts'
import { isTrustFile, type TrustShown } from './trust-shown.ts'
import type { KnownTrust, VerifyJob, VerifyTasks } from './verify-worker.ts'

/** What the page is about at this moment. */
export type Run =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly what: string; readonly startedAt: number; readonly progress: TaskProgress | undefined }
  | { readonly state: 'done'; readonly what: string; readonly checked: CheckedShown; readonly tookMs: number }
  | { readonly state: 'failed'; readonly what: string; readonly error: unknown; readonly retry: () => void }

/** The page's verification: what it is about, whom it trusts, and what can be asked of it. */
export interface Verification {
  readonly run: Run
  /** What the person brought, if anything: then nothing else is trusted. */
  readonly own: TrustShown | undefined
  readonly platform: { readonly trust: TrustShown | undefined; readonly error: unknown }
  /** Takes files that were dropped: proofs, trust material, or both. */
  take(files: readonly File[]): void
  /** Verifies what an address names. */
  verify(what: string, job: VerifyJob): void
  /** Says that there is nothing to verify. */
  refuse(what: string, reason: NotVerifiable['reason']): void
  /** Asks the platform for what the files did not hold. */
  complete(): void
  stop(): void
  forgetOwn(): void
}

const startWorker = () => new Worker(new URL('./verify-worker.ts', import.meta.url), { type: 'module', name: 'verify' })

/** Verifies in a worker that is there as long as the page: once it has come, and what the platform says of itself, no network is needed. */
export function useVerification(): Verification {
  const [tasks] = useState(() => startTasks<VerifyTasks>(startWorker, { isKept: true }))
  useEffect(() => () => tasks.cancel(), [tasks])
  const [run, setRun] = useState<Run>({ state: 'idle' })
  const [own, setOwn] = useState<KnownTrust>()
  const platform = usePlatformTrust(tasks)
  // What was begun last is what the page is about.
  const latest = useRef(0)

  const start = (what: string, work: (tell: (progress: TaskProgress) => void) => Promise<CheckedShown | undefined>) => {
    latest.current += 1
    const own = latest.current
    const startedAt = performance.now()
    const before: Run = run.state === 'running' ? { state: 'idle' } : run
    const show = (next: Run) => {
      if (latest.current === own) setRun(next)
    }
    show({ state: 'running', what, startedAt, progress: undefined })
    work((progress) => show({ state: 'running', what, startedAt, progress })).then(
      (checked) => show(checked === undefined ? before : { state: 'done', what, checked, tookMs: performance.now() - startedAt }),
      (error: unknown) =>
        show(
          error instanceof TaskCancelled
            ? { state: 'idle' }
            : { state: 'failed', what, error: refusalOf(error), retry: () => start(what, work) },
        ),
    )
  }

  const verified = async (job: VerifyJob, brought: KnownTrust | undefined, tell: (progress: TaskProgress) => void) => {
    const { source } = brought ?? (await platform.read())
    return tasks.run('verify', { server: taskServer(), job, trust: source, now: serverNow() }, tell)
  }

  const take = (files: readonly File[]) => {
    const trusted = files.filter(({ name }) => isTrustFile(name))
    const proofs = files.filter((file) => !trusted.includes(file))
    start((proofs.length === 0 ? files : proofs).map(({ name }) => name).join('、'), async (tell) => {
      const brought = trusted.length === 0 ? undefined : await tasks.run('trustOfFiles', trusted)
      if (brought !== undefined) setOwn(brought)
      if (proofs.length > 0) return verified({ of: 'files', files: proofs }, brought ?? own, tell)
      if (brought === undefined) throw new NotVerifiable('only-trust')
      return undefined
    })
  }

  return {
    run,
    own: own?.shown,
    platform,
    take,
    verify: (what, job) => start(what, (tell) => verified(job, own, tell)),
    refuse: (what, reason) => start(what, () => Promise.reject(new NotVerifiable(reason))),
    complete: () => run.state === 'done' && start(run.what, (tell) => tasks.run('complete', undefined, tell)),
    stop: () => tasks.cancel(),
    forgetOwn: () => setOwn(undefined),
  }
}

/** The platform's anchors and log keys, fetched once when the page opens, so that it works without the network afterwards. */
function usePlatformTrust(tasks: Tasks<VerifyTasks>) {
  const reading = useRef<Promise<KnownTrust>>(undefined)
  const [trust, setTrust] = useState<TrustShown>()
  const [error, setError] = useState<unknown>()
  const read = useCallback(() => {
    // What failed on the way is asked for anew by whoever needs it next.
    reading.current ??= tasks.run('platformTrust', taskServer()).then(
      (known) => {
        setTrust(known.shown)
        setError(undefined)
        return known
      },
      (reason: unknown) => {
        reading.current = undefined
        setError(reason)
        throw reason
      },
    )
    return reading.current
  }, [tasks])
  useEffect(() => {
    read().catch(() => undefined)
  }, [read])
  return { trust, error, read }
}

/** The worker's refusal as this page knows it. */
function refusalOf(error: unknown): unknown {
  return error instanceof TaskFailed && error.of === 'NotVerifiable'
    ? new NotVerifiable(error.facts['reason'] as NotVerifiable['reason'])
    : error
}
