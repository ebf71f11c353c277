import { startTasks, taskServer } from '../../platform/tasks.ts'
import type { CommitteeCheck } from './check-committee.ts'
import type { CommitteeTasks, SignedByCommittee } from './committee-worker.ts'

const tasks = startTasks<CommitteeTasks>(
  () => new Worker(new URL('./committee-worker.ts', import.meta.url), { type: 'module', name: 'committee' }),
)

/** Fetches what a committee signed; null while nothing of it is public. Throws ProblemError, TypeError off line, WorkerNotLoaded, TaskFailed. */
export function readCommitteeActs(tender: string): Promise<SignedByCommittee | null> {
  return tasks.run('read', { server: taskServer(), tender })
}

/**
 * Checks in a worker what a committee signed: chain, signatures, seats, locked sheets and report, by the platform's word on its anchors and
 * log keys. Throws ProblemError, TypeError off line, WorkerNotLoaded, and TaskFailed where it is no such file.
 */
export function checkCommittee(bytes: Uint8Array): Promise<readonly CommitteeCheck[]> {
  return tasks.run('check', { server: taskServer(), bytes })
}
