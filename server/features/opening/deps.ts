import type { Connection } from 'mongoose'
import type { Signer } from '#shared/pki/signer.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import type { BlobStore } from '../../platform/blobs/blob-store.ts'
import type { Logger } from '../../platform/logger.ts'
import type { TimestampSource } from '../../platform/timestamp/timestamp-source.ts'
import type { Uploads } from '../../platform/uploads/uploads.ts'
import type { Ledger } from '../ledger/index.ts'

/** What reading an opening needs. */
export interface OpeningReads {
  readonly connection: Connection
}

/** What writing to it needs: every change is an event of the ledger, in the same transaction. */
export interface OpeningRecords extends OpeningReads {
  readonly random: RandomBytes
}

/** Everything the opening touches. */
export interface OpeningDeps extends OpeningRecords {
  readonly ledger: Ledger
  readonly blobs: BlobStore
  readonly uploads: Uploads
  readonly keys: { readonly platformSigner: Signer }
  readonly timestamp: TimestampSource
  readonly logger: Logger
  readonly config: {
    readonly platformName: string
    readonly publicUrl: string
    readonly boxGraceMs: number
    readonly dataFolder: string
  }
}
