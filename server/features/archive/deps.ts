import type { Connection } from 'mongoose'
import type { Bytes } from '#shared/primitives/bytes.ts'
import type { Trust } from '../../platform/pki/trust.ts'
import type { makeCommitteeActs } from '../evaluation/index.ts'
import type { makeBundle } from '../opening/index.ts'

/** What reading bags needs. */
export interface ArchiveReads {
  readonly connection: Connection
}

/** What writing and sending them needs: a bag holds the bundles of opening and committee, and what all of it is checked by. */
export type ArchiveDeps = Parameters<typeof makeBundle>[0] &
  Parameters<typeof makeCommitteeActs>[0] & {
    readonly trust: Pick<Trust, 'anchors' | 'intermediates' | 'revocation'>
    readonly keys: {
      readonly certificates: { readonly anchor: Bytes; readonly revocationList: Bytes }
      readonly logKey: { readonly publicKey: Bytes }
    }
  }
