import { chmodSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { sessionTimeoutMinutes } from './commands/handshake.ts'
import { createLongFrameBudget, serveConnection } from './connection.ts'
import { cursorTimeoutMs } from './cursors.ts'
import { type Engine, openEngine } from './engine.ts'
import { removeExpiredDocuments } from './expiry.ts'
import { lockFolder } from './lock-file.ts'
import { keepLogShort } from './log-keeper.ts'
import type { Synchronous } from './storage.ts'
import { transactionLifetimeMs } from './transactions.ts'

/** A running embedded database. */
export interface EmbeddedServer {
  readonly socketPath: string
  /** The port of the loopback interface, when asked for. */
  readonly tcpPort: number | undefined
  /** Finishes what was accepted, closes every connection and lets go of the folder. */
  close(): Promise<void>
}

/** What to serve and how. */
export interface EmbeddedServerOptions {
  readonly folder: string
  readonly synchronous: Synchronous
  /** Also listen on this port of the loopback interface (0: any free one), for tools; anybody on this machine can then connect. */
  readonly tcpPort?: number | undefined
}

const housekeepingMs = 5_000
const expiryMs = 60_000

/** Serves a folder. Throws FolderInUse when another process does. */
export async function startEmbeddedServer({ folder, synchronous, tcpPort }: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const lock = lockFolder(folder)
  let engine: Engine
  try {
    engine = openEngine(folder, synchronous)
  } catch (error) {
    lock.release()
    throw error
  }
  engine.clearGarbageSoon()
  const sockets = new Set<Socket>()
  const budget = createLongFrameBudget()
  let connections = 0
  const accept = (socket: Socket): void => {
    connections += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serveConnection(engine, socket, connections, budget)
  }
  const servers = [await listen(accept, lock.socketPath)]
  try {
    if (tcpPort !== undefined) servers.push(await listen(accept, tcpPort))
  } catch (error) {
    for (const server of servers) server.close()
    await engine.close()
    lock.release()
    throw error
  }
  const address = servers[1]?.address()
  const timers = [
    setInterval(() => keepHouse(engine), housekeepingMs),
    setInterval(() => void removeExpiredDocuments(engine).catch(tellFailure), expiryMs),
  ]
  for (const timer of timers) timer.unref()
  return {
    socketPath: lock.socketPath,
    tcpPort: typeof address === 'object' ? address?.port : undefined,
    close: async () => {
      for (const timer of timers) clearInterval(timer)
      const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)))
      for (const socket of sockets) socket.destroy()
      await Promise.all(closed)
      await engine.close()
      lock.release()
    },
  }
}

/** Listens on a socket file that only its owner may open, or on a loopback port. */
async function listen(accept: (socket: Socket) => void, where: string | number): Promise<Server> {
  const server = createServer(accept)
  const before = process.umask(0o177)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      const started = (): void => resolve()
      if (typeof where === 'string') server.listen({ path: where, backlog: 1_024 }, started)
      else server.listen({ port: where, host: '127.0.0.1' }, started)
    })
  } finally {
    process.umask(before)
  }
  if (typeof where === 'string') chmodSync(where, 0o600)
  return server
}

function keepHouse(engine: Engine): void {
  engine.transactions.abortOlderThan(transactionLifetimeMs)
  engine.heldSnapshots.releaseOlderThan(transactionLifetimeMs)
  void keepLogShort(engine).catch(tellFailure)
  engine.cursors.closeIdleFor(cursorTimeoutMs)
  const before = Date.now() - sessionTimeoutMinutes * 60_000
  void engine.writer.submit(() => engine.sessionRecords.expire(before)).catch(tellFailure)
}

/** Housekeeping is tried again at its next turn; the operator reads why it failed. */
function tellFailure(error: unknown): void {
  process.stderr.write(`housekeeping of the database failed: ${String(error)}\n`)
}
