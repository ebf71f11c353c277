import { createWriteStream } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { startUploadServer } from '../../test/support/upload-server.ts'
import { servePeer } from '../support/peer.ts'

/** One server of the upload benchmark. Arguments: kind, folder. */
const [kind, folder = '.'] = process.argv.slice(2)
let peak = 0
setInterval(look, 20).unref()
const { port, close } = await start()
servePeer(
  {
    port: () => port,
    peak() {
      look()
      return peak
    },
  },
  close,
)

function look(): void {
  peak = Math.max(peak, process.memoryUsage.rss())
}

async function start(): Promise<{ port: number; close(): Promise<unknown> }> {
  if (kind === 'kaibiao') {
    const { server, close } = await startUploadServer(folder)
    return { port: (server.address() as AddressInfo).port, close }
  }
  const server = createServer((request, response) => {
    const name = join(folder, (request.url ?? '').replaceAll(/\D/g, ''))
    pipeline(request, createWriteStream(name, { flush: kind === 'bare-durable' })).then(
      () => response.writeHead(204).end(),
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
