import type { Connection } from 'mongoose'
import { verifyLog, witnessedFault } from '../features/ledger/index.ts'
import type { LogKey } from '../platform/keys/log-key.ts'

/**
 * What does not fit of a stored log: hashed again to its signed roots, and compared with checkpoints known from elsewhere, each under the
 * words it is told by (undefined: there is none). Empty when all is well; what cannot be read at all is a fault too.
 */
export async function logFaults(
  connection: Connection,
  logKey: LogKey,
  checkpoints: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  const faults: string[] = []
  try {
    for (const { where, what } of (await verifyLog({ connection, logKey })).faults) faults.push(`${where}: ${what}`)
    for (const [name, note] of Object.entries(checkpoints)) {
      const fault = note === undefined ? undefined : await witnessedFault({ connection, logKey }, note)
      if (fault !== undefined) faults.push(`${name}: ${fault}`)
    }
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error))
  }
  return faults
}
