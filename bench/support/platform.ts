import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openDatabase } from '../../server/platform/mongo/database.ts'
import { startPlatform, type TestPlatform } from '../../test/support/platform.ts'

/** The real platform over a database process of its own, as durable as an operator runs it. */
export interface BenchPlatform {
  readonly platform: TestPlatform
  readonly database: Database
  close(): Promise<void>
}

/** Starts it on a free port. `isDurable: false` loads faster and is for benchmarks that only read. */
export async function startBenchPlatform({ isDurable = true }: { readonly isDurable?: boolean } = {}): Promise<BenchPlatform> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'database-'))
  const database = await openDatabase({ dataFolder, synchronous: isDurable ? 'full' : 'off' })
  const platform = await startPlatform({ config: { logLevel: 'warn' } }, database)
  return {
    platform,
    database,
    async close() {
      await platform.close()
      await database.close()
    },
  }
}
