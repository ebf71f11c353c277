import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

/** The real server as a process of its own. */
export interface ServerUnderTest {
  readonly origin: string
  /** Everything it logged so far, one JSON line each. */
  readonly log: readonly string[]
  /** Sends a signal and waits for the end: the exit code, null when the signal itself ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/**
 * Starts the server with these settings, as built where `npm test` has just built it, else from its source; resolves when it says that it
 * listens.
 */
export async function startServerProcess(environment: Readonly<Record<string, string>>): Promise<ServerUnderTest> {
  const isBuilt = process.env['KAIBIAO_TEST_BUILT'] === 'true'
  const child = fork(new URL(isBuilt ? '../../dist/server/main.js' : '../../server/main.ts', import.meta.url), [], {
    // What is built needs no loader, and is there in a third of the time.
    ...(isBuilt ? { execArgv: ['--enable-source-maps'] } : {}),
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const log: string[] = []
  return { origin: await whenListening(child, log), log, end: (signal) => endOf(child, signal) }
}

async function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const gone = once(child, 'exit') as Promise<[number | null]>
  child.kill(signal)
  return (await gone)[0]
}

function whenListening(child: ChildProcess, log: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error('no output of the server')
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.push(line)
      if (!line.includes('"listening"')) return
      const { origin } = JSON.parse(line) as { origin?: string }
      if (origin !== undefined) resolve(origin)
    })
    child.once('exit', () => reject(new Error(`the server ended before it listened: ${log.join('\n')}`)))
  })
}

/** A port nobody listens on right now: a server that comes back is found where it was. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
