import { ConfigFault, readConfig } from './config.ts'
import { wireServer } from './wire.ts'

/** Starts the server; SIGTERM and SIGINT end it in order, and by force when that takes too long. */
async function main(): Promise<void> {
  // What the server writes is its own: blobs, uploads, keys.
  process.umask(0o077)
  const config = readConfig()
  const running = await wireServer({ config })
  let isEnding = false
  const end = (signal: NodeJS.Signals) => {
    if (isEnding) return
    isEnding = true
    running.platform.logger.info({ signal }, 'ending in order')
    setTimeout(() => {
      running.platform.logger.error('could not end in order in time')
      process.exit(1)
    }, config.drainMs + config.shutdownMs).unref()
    running.close().then(
      () => process.exit(0),
      (error: unknown) => {
        running.platform.logger.error({ error }, 'could not end in order')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}

main().catch((error: unknown) => {
  process.stderr.write(
    error instanceof ConfigFault
      ? `${error.message}\n`
      : `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  process.exit(1)
})
