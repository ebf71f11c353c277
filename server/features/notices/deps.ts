import type { Connection } from 'mongoose'
import type { RulePackName } from '#shared/catalogue/rule-pack.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import type { BlobStore } from '../../platform/blobs/blob-store.ts'
import type { Uploads } from '../../platform/uploads/uploads.ts'

/** What reading tenders needs. */
export interface NoticesReads {
  readonly connection: Connection
}

/** What changing them needs: every change is an event of the ledger. */
export interface NoticesRecords extends NoticesReads {
  readonly random: RandomBytes
}

/** Everything notices touch of the platform. */
export interface NoticesDeps extends NoticesRecords {
  readonly config: { readonly rulePack: RulePackName; readonly platformName: string; readonly publicUrl: string }
  readonly blobs: Pick<BlobStore, 'open' | 'has'>
  readonly uploads: Pick<Uploads, 'finished' | 'adopt' | 'forget'>
  readonly keys: {
    /** 32 bytes per purpose, kept in the key folder. */
    secret(purpose: string): Bytes
  }
}
