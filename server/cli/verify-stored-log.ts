import { verifyLog } from '../features/ledger/index.ts'
import { openKeyFolder } from '../platform/keys/key-folder.ts'
import { readLogKey } from '../platform/keys/log-key.ts'
import type { CommandInput, CommandResult } from './kaibiao-admin.ts'
import { openStores } from './open-stores.ts'

/** Hashes the whole stored log again, to its signed roots. */
export async function verifyStoredLog({ say }: CommandInput): Promise<CommandResult> {
  const stores = await openStores()
  try {
    const logKey = await readLogKey(await openKeyFolder(stores.config.keyFolder))
    const report = await verifyLog({ connection: stores.database.connection, logKey })
    for (const { origin, size, root, checkpoints } of report.logs)
      say(`${origin}: ${size} entries, ${checkpoints} checkpoints, root ${root}`)
    for (const { where, what } of report.faults) say(`FAULT ${where}: ${what}`)
    say(report.faults.length === 0 ? 'The log matches its signed roots.' : `${report.faults.length} faults.`)
    return { isGood: report.faults.length === 0, facts: { ...report } }
  } finally {
    await stores.close()
  }
}
