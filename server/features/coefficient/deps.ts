import type { Connection } from 'mongoose'
import type { Bytes } from '#shared/primitives/bytes.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import type { Logger } from '../../platform/logger.ts'
import type { Ledger } from '../ledger/index.ts'

/** What reading a coefficient needs. */
export interface CoefficientReads {
  readonly connection: Connection
}

/** What writing to it needs: every change is an event of the ledger, in the same transaction. */
export interface CoefficientRecords extends CoefficientReads {
  readonly random: RandomBytes
}

/** Everything the draw of a coefficient touches. */
export interface CoefficientDeps extends CoefficientRecords {
  readonly ledger: Ledger
  readonly logger: Logger
  readonly keys: { secret(purpose: string): Bytes }
  readonly config: { readonly platformName: string }
}
