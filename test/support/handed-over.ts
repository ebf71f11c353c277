import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makePki } from '../../certs/make.ts'
import { openDatabase } from '../../server/platform/mongo/database.ts'
import { startPlatform, type TestPlatform } from './platform.ts'
import { freePort, type ServerUnderTest, startServerProcess } from './server-process.ts'

/**
 * A platform on a data folder of its own whose past is made in this process, by a clock that tests set, and whose present is the real server
 * as a process of its own, which keeps the machine's time and may be killed.
 */
export interface HandedOver {
  /** Its clients go on working when the server is another process: its address stays. */
  readonly platform: TestPlatform
  readonly folder: string
  /** From now on the time is the machine's own, in this process too. */
  comeToPresent(): void
  /** Ends the platform of this process, and starts the server on what it leaves. */
  handOver(): Promise<ServerUnderTest>
  /** Starts the server again. */
  start(): Promise<ServerUnderTest>
  /** Removes what it left. The server has ended. */
  remove(): Promise<void>
}

/** Starts the platform in this process, at an instant of the past (ms). */
export async function startInPast(startsAt: number): Promise<HandedOver> {
  const folder = await mkdtemp(join(tmpdir(), 'kaibiao-handed-over-'))
  let past = startsAt
  let isPast = true
  const clock = {
    now: () => (isPast ? past : Date.now()),
    set(at: number) {
      past = at
    },
    advance(by: number) {
      past += by
    },
  }
  const port = await freePort()
  const database = await openDatabase({ dataFolder: folder })
  const pki = await makePki({ at: startsAt })
  const config = { dataFolder: folder, keyFolder: join(folder, 'keys'), trustFolder: join(folder, 'trust'), port }
  const platform = await startPlatform({ clock, folder, pki, config }, database)
  const comeToPresent = () => {
    isPast = false
  }
  const start = () =>
    startServerProcess({
      KAIBIAO_DATA: folder,
      KAIBIAO_PORT: String(port),
      KAIBIAO_BEAT_MS: '300',
      KAIBIAO_PLATFORM_NAME: 'kaibiao.test',
    })
  return {
    platform,
    folder,
    comeToPresent,
    async handOver() {
      await platform.close()
      await database.close()
      comeToPresent()
      return start()
    },
    start,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
