import type { Connection } from 'mongoose'
import type { TrustMaterial } from '#shared/pki/path.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import type { TokenKeys } from '../../platform/keys/token-keys.ts'

/** What reading parties and persons needs. */
export interface IdentityReads {
  readonly connection: Connection
}

/** What changing them needs: every change is an event of the ledger. */
export interface IdentityRecords extends IdentityReads {
  readonly random: RandomBytes
}

/** What judging a signature needs. */
export interface IdentityTrust extends IdentityReads {
  readonly trust: TrustMaterial
}

/** Everything identity touches of the platform. */
export interface IdentityDeps extends IdentityRecords, IdentityTrust {
  readonly keys: {
    readonly tokenKeys: TokenKeys
    /** 32 bytes per purpose, kept in the key folder. */
    secret(purpose: string): Bytes
  }
  readonly config: { readonly platformName: string }
}
