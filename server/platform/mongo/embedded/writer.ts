import type { Catalogue } from './catalogue.ts'
import type { SessionRecords } from './session-records.ts'
import type { Storage, WriteConnection } from './storage.ts'

/**
 * Thrown by a job that must wait for somebody's transaction to end: its changes are undone and it runs again after
 * `until`. Nobody else waits meanwhile.
 */
export class MustWait extends Error {
  readonly until: Promise<void>

  constructor(until: Promise<void>) {
    super('a document or unique key is held by an open transaction')
    this.until = until
  }
}

/** Runs jobs one after another on the only writing connection. */
export interface Writer {
  /**
   * Runs a synchronous job and resolves when its changes are on the disk. Jobs that wait together share one commit and
   * so one fsync; each is undone alone when it throws.
   */
  submit<T>(job: (write: WriteConnection) => T): Promise<T>
  /** Resolves when everything submitted so far is settled; later submissions are refused. */
  close(): Promise<void>
  /** Commits so far and jobs in them, for serverStatus. */
  statistics(): { commits: number; jobs: number }
}

interface WaitingJob {
  readonly run: (write: WriteConnection) => void
  readonly succeed: () => void
  readonly fail: (error: unknown) => void
}

const mostJobsPerCommit = 2_000
const longestBatchMs = 20

/** The group-commit queue over the writing connection. */
export function createWriter(storage: Storage, catalogue: Catalogue, sessionRecords: SessionRecords): Writer {
  const write = storage.writer
  const begin = write.sqlite.prepare('BEGIN IMMEDIATE')
  const commit = write.sqlite.prepare('COMMIT')
  const rollback = write.sqlite.prepare('ROLLBACK')
  const savepoint = write.sqlite.prepare('SAVEPOINT job')
  const release = write.sqlite.prepare('RELEASE job')
  const undo = write.sqlite.prepare('ROLLBACK TO job')
  const statistics = { commits: 0, jobs: 0 }
  let waiting: WaitingJob[] = []
  let isScheduled = false
  let isClosed = false

  function enqueue(job: WaitingJob): void {
    waiting.push(job)
    if (isScheduled) return
    isScheduled = true
    setImmediate(flush)
  }

  function flush(): void {
    isScheduled = false
    const batch = waiting
    waiting = []
    const [first] = batch
    if (first && batch.length === 1) runAlone(first)
    else runTogether(batch)
    if (waiting.length > 0 && !isScheduled) {
      isScheduled = true
      setImmediate(flush)
    }
  }

  /** A job nobody waits beside: the whole transaction is what a refusal undoes. */
  function runAlone(job: WaitingJob): void {
    try {
      begin.run()
      job.run(write)
      commit.run()
    } catch (error) {
      if (write.sqlite.isTransaction) rollback.run()
      if (catalogue.isDirty()) catalogue.reload()
      sessionRecords.forget()
      job.fail(error)
      return
    }
    catalogue.settle()
    storage.advance()
    statistics.commits += 1
    statistics.jobs += 1
    job.succeed()
  }

  function runTogether(batch: readonly WaitingJob[]): void {
    const ran: WaitingJob[] = []
    const startedAt = performance.now()
    try {
      begin.run()
      for (const job of batch) {
        if (ran.length >= mostJobsPerCommit || performance.now() - startedAt > longestBatchMs) waiting.push(job)
        else if (runOne(job)) ran.push(job)
      }
      commit.run()
    } catch (error) {
      if (write.sqlite.isTransaction) rollback.run()
      catalogue.reload()
      sessionRecords.forget()
      for (const job of batch) if (!waiting.includes(job)) job.fail(error)
      ran.length = 0
    }
    catalogue.settle()
    storage.advance()
    statistics.commits += 1
    statistics.jobs += ran.length
    for (const job of ran) job.succeed()
  }

  /** True when the job's changes stay; a refused job is undone alone. Throws when SQLite gave up the whole batch. */
  function runOne(job: WaitingJob): boolean {
    const wasDirty = catalogue.isDirty()
    savepoint.run()
    try {
      job.run(write)
      release.run()
      return true
    } catch (error) {
      if (!write.sqlite.isTransaction) throw error
      undo.run()
      release.run()
      if (catalogue.isDirty() || wasDirty) catalogue.reload()
      sessionRecords.forget()
      job.fail(error)
      return false
    }
  }

  async function submit<T>(work: (write: WriteConnection) => T): Promise<T> {
    for (;;) {
      if (isClosed) throw new Error('the database is shutting down')
      try {
        return await new Promise<T>((resolve, reject) => {
          let outcome: { value: T } | undefined
          enqueue({
            run: (connection) => {
              outcome = { value: work(connection) }
            },
            succeed: () => (outcome ? resolve(outcome.value) : reject(new Error('a job ended without an outcome'))),
            fail: reject,
          })
        })
      } catch (error) {
        if (!(error instanceof MustWait)) throw error
        await error.until
      }
    }
  }

  return {
    submit,
    statistics: () => ({ ...statistics }),
    close: async () => {
      isClosed = true
      while (waiting.length > 0 || isScheduled) await new Promise((resolve) => setImmediate(resolve))
    },
  }
}
