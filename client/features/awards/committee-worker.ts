import { ProblemError } from '#shared/contracts/client.ts'
import { getCommitteeActs } from '#shared/contracts/evaluation.ts'
import { parseCommitteeActs } from '#shared/evaluation/committee-acts.ts'
import { clientAt, serveTasks } from '../../platform/task-worker.ts'
import type { TaskServer } from '../../platform/tasks.ts'
import { type CommitteeCheck, checkCommittee } from './check-committee.ts'

/** Reads and checks what a committee signed away from the page, however much that is. */

/** What a committee signed, as the platform gives it out. */
export interface SignedByCommittee {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly acts: number
  /** How many acts stay back. */
  readonly withheld: number
}

/** Why there is nothing of the committee to show: not evaluated here, or a lot still waits for its winner (X3). */
const NOTHING_YET: ReadonlySet<string> = new Set(['evaluation-not-begun', 'result-not-public', 'not-found'])

const tasks = {
  read: ({ server, tender }: { readonly server: TaskServer; readonly tender: string }): Promise<SignedByCommittee | null> =>
    read(server, tender),
  check: ({ server, bytes }: { readonly server: TaskServer; readonly bytes: Uint8Array }): Promise<readonly CommitteeCheck[]> =>
    checkCommittee(clientAt(server), bytes),
}

/** The tasks of this worker. */
export type CommitteeTasks = typeof tasks

serveTasks(tasks)

/** Fetches what a committee signed; null while nothing of it is public. Throws ProblemError, and what `parseCommitteeActs` throws. */
async function read(server: TaskServer, tender: string): Promise<SignedByCommittee | null> {
  try {
    const bytes = new Uint8Array(await clientAt(server).call(getCommitteeActs, { params: { tender } }))
    const { acts, withheld } = parseCommitteeActs(bytes)
    return { bytes, acts: acts.length, withheld: withheld.length }
  } catch (error) {
    if (error instanceof ProblemError && NOTHING_YET.has(error.problem.code)) return null
    throw error
  }
}
