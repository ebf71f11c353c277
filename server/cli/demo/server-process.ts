import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

/** A server running as a process of its own, as an operator runs it. */
export interface ServerProcess {
  readonly origin: string
  readonly pid: number
  stop(): Promise<void>
  /** Runs an operator's command beside it and gives what it answers with `--json`. */
  admin(...operands: readonly string[]): Promise<Record<string, unknown>>
}

const run = promisify(execFile)

/** Starts the server of this build (or, under tsx, of these sources) with these settings and waits until it is ready. */
export async function startServer(
  environment: Readonly<Record<string, string>>,
  port: number,
  logFile: string,
): Promise<ServerProcess> {
  const { server, admin, flags } = entries()
  const env = { ...process.env, ...environment }
  const log = openSync(logFile, 'a', 0o600)
  const child = spawn(process.execPath, [...flags, server], { env, stdio: ['ignore', log, log] })
  const origin = `http://localhost:${port}`
  await whenReady(child, `http://127.0.0.1:${port}/readyz`, logFile)
  return {
    origin,
    pid: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null) return
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
    },
    async admin(...operands) {
      const { stdout } = await run(process.execPath, [...flags, admin, ...operands, '--json'], { env })
      return JSON.parse(stdout) as Record<string, unknown>
    },
  }
}

async function whenReady(child: ChildProcess, address: string, logFile: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`the server did not start: see ${logFile}`)
    const isReady = await fetch(address).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isReady) return
    await sleep(100)
  }
  throw new Error(`the server is not ready after 30 s: see ${logFile}`)
}

function entries(): { server: string; admin: string; flags: string[] } {
  const admin = process.argv[1] ?? ''
  const built = join(dirname(admin), '..', 'main.js')
  if (existsSync(built)) return { server: built, admin, flags: ['--enable-source-maps'] }
  return { server: join(dirname(admin), '..', 'main.ts'), admin, flags: ['--import', import.meta.resolve('tsx')] }
}
