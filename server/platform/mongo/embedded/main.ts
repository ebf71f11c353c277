import { parseArgs } from 'node:util'
import { startEmbeddedServer } from './embedded-server.ts'
import { FolderInUse } from './lock-file.ts'

/**
 * Entry of the database process: `main --folder <data folder> [--synchronous off] [--tcp <port>]`. Forked by the
 * server it tells its parent where it listens and ends when its parent does; run by itself it ends at SIGINT or SIGTERM.
 */
async function main(): Promise<void> {
  // Database, write-ahead log and socket are the owner's alone, whatever the folder allows.
  process.umask(0o077)
  const { values } = parseArgs({
    options: { folder: { type: 'string' }, synchronous: { type: 'string', default: 'full' }, tcp: { type: 'string' } },
  })
  if (values.folder === undefined) throw new Error('--folder is missing')
  if (values.tcp !== undefined && !/^\d{1,5}$/.test(values.tcp)) throw new Error('--tcp wants a port number')
  const server = await startEmbeddedServer({
    folder: values.folder,
    synchronous: values.synchronous === 'off' ? 'off' : 'full',
    tcpPort: values.tcp === undefined ? undefined : Number(values.tcp),
  })
  let isClosing = false
  const close = (): void => {
    if (isClosing) return
    isClosing = true
    void server.close().then(() => process.exit(0))
  }
  if (process.send) {
    process.on('disconnect', close)
    process.on('message', (message) => {
      if (message === 'close') close()
    })
    // Signals reach the whole process group: the parent shuts down in order and needs its database until the end.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
    process.send({ listening: server.socketPath })
  } else {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, close)
    process.stdout.write(
      `listening on ${server.socketPath}${server.tcpPort === undefined ? '' : ` and 127.0.0.1:${server.tcpPort}`}\n`,
    )
  }
}

try {
  await main()
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  const refusal = error instanceof FolderInUse ? { inUse: true, socketPath: error.socketPath, message } : { message }
  if (process.send) process.send({ refused: refusal }, () => process.exit(1))
  else {
    process.stderr.write(`${message}\n`)
    process.exit(1)
  }
}
