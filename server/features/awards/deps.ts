import type { Connection } from 'mongoose'
import type { Signer } from '#shared/pki/signer.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import type { BlobStore } from '../../platform/blobs/blob-store.ts'
import type { TimestampSource } from '../../platform/timestamp/timestamp-source.ts'

/** What reading awards needs. */
export interface AwardsReads {
  readonly connection: Connection
}

/** What telling a committee's names needs: from the result on, and not before (X3). */
export interface AwardsNames {
  readonly keys: { secret(purpose: string): Bytes }
}

/** What writing them needs: every change is an event of the ledger, in the same transaction. */
export interface AwardsRecords extends AwardsReads {
  readonly random: RandomBytes
  readonly config: { readonly platformName: string }
}

/** Everything awards touch. */
export interface AwardsDeps extends AwardsRecords {
  readonly config: { readonly platformName: string; readonly publicUrl: string }
  readonly blobs: Pick<BlobStore, 'open' | 'put'>
  readonly keys: { readonly platformSigner: Signer; secret(purpose: string): Bytes }
  readonly timestamp: TimestampSource
}
