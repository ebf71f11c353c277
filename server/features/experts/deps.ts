import type { Connection } from 'mongoose'
import type { Bytes } from '#shared/primitives/bytes.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import type { Logger } from '../../platform/logger.ts'
import type { Realtime } from '../../platform/realtime/realtime.ts'
import type { Ledger } from '../ledger/index.ts'

/** What reading the library and draws needs. */
export interface ExpertsReads {
  readonly connection: Connection
}

/** What writing to them needs: every change is an event of the ledger, in the same transaction. */
export interface ExpertsRecords extends ExpertsReads {
  readonly random: RandomBytes
}

/** Everything a draw touches. */
export interface DrawDeps extends ExpertsRecords {
  readonly ledger: Ledger
  readonly realtime: Realtime
  readonly logger: Logger
  readonly keys: { secret(purpose: string): Bytes }
  readonly config: { readonly platformName: string }
}
