import { getOpeningBundle } from '#shared/contracts/opening-reading.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { clientAt, serveTasks } from '../../platform/task-worker.ts'
import type { TaskProgress, TaskServer } from '../../platform/tasks.ts'
import { checkActByDigest } from './check-act.ts'
import { checkBundle } from './check-bundle.ts'
import { checkEvent } from './check-event.ts'
import type { Checked, CheckedShown } from './checked.ts'
import { verifyFiles } from './read-proofs.ts'
import { readTrust, shownTrust, type TrustSource, trustOfFiles, trustOfPlatform } from './trust.ts'
import type { TrustShown } from './trust-shown.ts'

/**
 * Verifies away from the page, so that it stays alive however large the proofs are. It reads the files by itself; nothing of them leaves it
 * but what was found.
 */

/** What is to be verified: files that were dropped, or what an address names. */
export type VerifyJob =
  | { readonly of: 'files'; readonly files: readonly File[] }
  | { readonly of: 'act'; readonly sha256: string }
  | { readonly of: 'event'; readonly tender: string; readonly entry: string }
  | { readonly of: 'opening'; readonly tender: string }

/** Whom a verification trusts, and how that is shown. */
export interface KnownTrust {
  readonly source: TrustSource
  readonly shown: TrustShown
}

interface VerifyInput {
  readonly server: TaskServer
  readonly job: VerifyJob
  readonly trust: TrustSource
  /** Milliseconds since 1970, of the server's clock. */
  readonly now: number
}

type Tell = (progress: TaskProgress) => void

/** What the last verification can still ask the platform for. */
let rest: Checked['complete']

const tasks = {
  platformTrust: async (server: TaskServer): Promise<KnownTrust> => known(await trustOfPlatform(clientAt(server))),
  async trustOfFiles(files: readonly File[]): Promise<KnownTrust | undefined> {
    const source = await trustOfFiles(files)
    return source === undefined ? undefined : known(source)
  },
  verify: async (input: VerifyInput, tell: Tell): Promise<CheckedShown> => shown(await verify(input, tell)),
  /** Adds to the last verification what its files did not hold. */
  async complete(_: undefined): Promise<CheckedShown> {
    if (rest === undefined) throw new Error('nothing to complete')
    return shown(await rest())
  },
}

/** The tasks of this worker. */
export type VerifyTasks = typeof tasks

serveTasks(tasks)

async function verify({ server, job, trust: source, now }: VerifyInput, tell: Tell): Promise<Checked> {
  const client = clientAt(server)
  const trust = readTrust(source)
  switch (job.of) {
    case 'files':
      return verifyFiles({ client, files: job.files, trust, now }, tell)
    case 'act':
      return checkActByDigest(client, job.sha256, trust)
    case 'event':
      return checkEvent(client, job.tender, job.entry, trust)
    case 'opening':
      return checkBundle((await client.call(getOpeningBundle, { params: { tender: job.tender } })) as Bytes, trust, tell)
  }
}

function known(source: TrustSource): KnownTrust {
  return { source, shown: shownTrust(readTrust(source)) }
}

function shown({ complete, ...checked }: Checked): CheckedShown {
  rest = complete
  return { ...checked, isCompletable: complete !== undefined }
}
