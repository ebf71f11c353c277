import type { Connection } from 'mongoose'
import type { Signer } from '#shared/pki/signer.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import type { BlobStore } from '../../platform/blobs/blob-store.ts'
import type { TimestampSource } from '../../platform/timestamp/timestamp-source.ts'

/** What reading an evaluation needs. */
export interface EvaluationReads {
  readonly connection: Connection
}

/** What knowing members needs: the key their names lie under. */
export interface EvaluationNames {
  readonly keys: { secret(purpose: string): Bytes }
}

/** What writing to it needs: every change is an event of the ledger, in the same transaction. */
export interface EvaluationRecords extends EvaluationReads, EvaluationNames {
  readonly random: RandomBytes
  readonly config: { readonly platformName: string }
}

/** Everything the evaluation touches. */
export interface EvaluationDeps extends EvaluationRecords {
  readonly blobs: Pick<BlobStore, 'open' | 'put'>
  readonly keys: { readonly platformSigner: Signer; secret(purpose: string): Bytes }
  readonly timestamp: TimestampSource
}
