import type { Connection } from 'mongoose'
import type { makeBundle } from '../opening/index.ts'

/** What reading bags needs. */
export interface ArchiveReads {
  readonly connection: Connection
}

/** What writing and sending them needs: a bag holds the opening's bundle, so everything that makes one. */
export type ArchiveDeps = Parameters<typeof makeBundle>[0]
