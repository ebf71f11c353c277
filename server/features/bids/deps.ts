import type { Connection } from 'mongoose'
import type { Signer } from '#shared/pki/signer.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import type { BlobStore } from '../../platform/blobs/blob-store.ts'
import type { Trust } from '../../platform/pki/trust.ts'
import type { TimestampSource } from '../../platform/timestamp/timestamp-source.ts'
import type { Uploads } from '../../platform/uploads/uploads.ts'
import type { SubmissionLimits } from './submission-limits.ts'

/** What reading the records of bids needs. */
export interface BidReads {
  readonly connection: Connection
}

/** What reading and removing their payloads needs. */
export interface BidPayloads extends BidReads {
  readonly blobs: BlobStore
}

/** Everything bids touch of the platform. */
export interface BidsPlatform extends BidPayloads {
  readonly uploads: Uploads
  readonly trust: Trust
  readonly random: RandomBytes
  readonly keys: { readonly platformSigner: Signer }
  readonly timestamp: TimestampSource
  readonly config: { readonly platformName: string; readonly bidsPerPartyAndLot: number }
}

/** What the use cases of bids share. */
export interface BidsDeps extends BidsPlatform {
  readonly submissionLimits: SubmissionLimits
}
