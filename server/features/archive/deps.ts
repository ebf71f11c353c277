import type { Connection } from 'mongoose'
import type { makeCommitteeActs } from '../evaluation/index.ts'
import type { makeBundle } from '../opening/index.ts'

/** What reading bags needs. */
export interface ArchiveReads {
  readonly connection: Connection
}

/** What writing and sending them needs: a bag holds the bundles of opening and committee, so everything that makes them. */
export type ArchiveDeps = Parameters<typeof makeBundle>[0] & Parameters<typeof makeCommitteeActs>[0]
