import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Engine, openEngine } from '../../server/platform/mongo/embedded/engine.ts'

/** The embedded database without its protocol: an engine on a temporary folder, a new one for every test. */
export function usePlainEngine(): () => Engine {
  let folder = ''
  let engine: Engine | undefined
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaibiao-engine-'))
    engine = openEngine(folder, 'off')
  })
  afterEach(async () => {
    await engine?.close()
    engine = undefined
    await rm(folder, { recursive: true, force: true })
  })
  return () => {
    if (!engine) throw new Error('the engine runs inside tests and hooks only')
    return engine
  }
}
