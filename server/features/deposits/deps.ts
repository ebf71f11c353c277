import type { Connection } from 'mongoose'
import type { RandomBytes } from '#shared/primitives/random.ts'

/** What reading deposits needs. */
export interface DepositsReads {
  readonly connection: Connection
}

/** What changing them needs: every change is an event of the ledger, in the same transaction. */
export interface DepositsDeps extends DepositsReads {
  readonly random: RandomBytes
}
