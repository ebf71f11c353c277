import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Where problems of the database process are told; pino's shape. */
export interface DatabaseLogger {
  error(facts: object, message: string): void
  warn(facts: object, message: string): void
}

/** The forked database process of a data folder. */
export interface EmbeddedProcess {
  readonly socketPath: string
  /** The process id, which changes when the process had to be started again; undefined when another process owns the folder. */
  pid(): number | undefined
  /** Ends the process in order; resolves when it is gone. */
  close(): Promise<void>
}

/** What to start. */
export interface EmbeddedProcessOptions {
  readonly dataFolder: string
  readonly synchronous: 'full' | 'off'
  readonly logger?: DatabaseLogger | undefined
  /** The built program of the database; default: the one beside this file, else its source. */
  readonly program?: URL | undefined
}

interface Started {
  readonly child: ChildProcess
  readonly socketPath: string
}

const startTimeoutMs = 30_000
const restartDelayMs = 200
const joinAfterMs = 400

/**
 * Starts the database process, and starts it again should it die: what it acknowledged is on the disk, and drivers
 * repeat what it did not. When another process serves the folder already, its socket is used and nothing is started.
 */
export async function startEmbeddedProcess(options: EmbeddedProcessOptions): Promise<EmbeddedProcess> {
  const first = await startOrJoin(options)
  if ('inUseAt' in first) return { socketPath: first.inUseAt, pid: () => undefined, close: async () => undefined }
  let current: Started | undefined = first
  let isClosing = false

  function watch(started: Started): void {
    started.child.once('exit', (code, signal) => {
      if (isClosing) return
      current = undefined
      options.logger?.error({ code, signal }, 'the database process ended; starting it again')
      void restart()
    })
  }

  async function restart(): Promise<void> {
    while (!isClosing) {
      await new Promise((resolve) => setTimeout(resolve, restartDelayMs))
      try {
        const next = await start(options)
        if ('inUseAt' in next) throw new Error(`the data folder was taken over by the process at ${next.inUseAt}`)
        current = next
        if (isClosing) next.child.send('close')
        else watch(next)
        return
      } catch (error) {
        options.logger?.error({ err: error }, 'the database process does not start')
      }
    }
  }

  watch(first)
  return {
    socketPath: first.socketPath,
    pid: () => current?.child.pid,
    close: async () => {
      isClosing = true
      const { child } = current ?? {}
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.send('close', () => undefined)
      await gone
    },
  }
}

/**
 * Starts the process or joins the one that serves the folder. The database process of a server that crashed a moment ago
 * still holds the folder while it ends: a process counts as there when it keeps a connection for a while.
 */
async function startOrJoin(options: EmbeddedProcessOptions): Promise<Started | { readonly inUseAt: string }> {
  for (;;) {
    const started = await start(options)
    if ('child' in started || (await keepsConnection(started.inUseAt))) return started
    await new Promise((resolve) => setTimeout(resolve, restartDelayMs))
  }
}

function keepsConnection(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath)
    const settle = (isThere: boolean): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(isThere)
    }
    const timer = setTimeout(() => settle(true), joinAfterMs)
    socket.once('error', () => settle(false))
    socket.once('close', () => settle(false))
  })
}

async function start({
  dataFolder,
  synchronous,
  program,
}: EmbeddedProcessOptions): Promise<Started | { readonly inUseAt: string }> {
  const { entry, execArgv } = entryPoint(program)
  const child = fork(entry, ['--folder', dataFolder, '--synchronous', synchronous], {
    execArgv,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => fail(new Error(`the database process did not start within ${startTimeoutMs} ms`)),
      startTimeoutMs,
    )
    const settle = (): void => {
      clearTimeout(timer)
      child.removeAllListeners('exit')
      child.removeAllListeners('error')
      child.removeAllListeners('message')
    }
    const fail = (error: Error): void => {
      settle()
      child.kill()
      reject(error)
    }
    child.once('error', fail)
    child.once('exit', (code, signal) => fail(new Error(`the database process ended at its start (${signal ?? code})`)))
    child.once('message', (message) => {
      const told = readMessage(message)
      if ('socketPath' in told) {
        settle()
        resolve({ child, socketPath: told.socketPath })
      } else if (told.inUseAt !== undefined) {
        settle()
        resolve({ inUseAt: told.inUseAt })
      } else fail(new Error(told.message))
    })
  })
}

function readMessage(message: unknown): { socketPath: string } | { inUseAt: string | undefined; message: string } {
  if (typeof message !== 'object' || message === null)
    return { inUseAt: undefined, message: 'the database process said something unknown' }
  if ('listening' in message && typeof message.listening === 'string') return { socketPath: message.listening }
  const refused = 'refused' in message && typeof message.refused === 'object' && message.refused !== null ? message.refused : {}
  return {
    inUseAt:
      'inUse' in refused && 'socketPath' in refused && typeof refused.socketPath === 'string' ? refused.socketPath : undefined,
    message: 'message' in refused ? String(refused.message) : 'the database process refused to start',
  }
}

/** The entry: TypeScript beside this file under tsx, a file of its own among the chunks of the build. */
function entryPoint(program: URL | undefined): { entry: string; execArgv: string[] } {
  const script = [
    ...(program === undefined ? [] : [program]),
    new URL('./embedded/main.js', import.meta.url),
    new URL('./database-process.js', import.meta.url),
    new URL('../chunks/database-process.js', import.meta.url),
  ].find((url) => existsSync(url))
  if (script) return { entry: fileURLToPath(script), execArgv: [] }
  return {
    entry: fileURLToPath(new URL('./embedded/main.ts', import.meta.url)),
    execArgv: ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href],
  }
}
