import type { Connection } from 'mongoose'
import type { RandomBytes } from '#shared/primitives/random.ts'

/** What reading alerts needs. */
export interface SupervisionReads {
  readonly connection: Connection
}

/** What raising and disposing of them needs: every change is an event of the ledger, in the same transaction. */
export interface SupervisionDeps extends SupervisionReads {
  readonly random: RandomBytes
}
