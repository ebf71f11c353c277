import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { startUploadServer } from '../test/support/upload-server.ts'

/** One server of the upload benchmark, in a process of its own: `bare` pipes each request to a file, `kaibiao` is the real endpoint. */

const [kind, folder = '.'] = process.argv.slice(2)
let peak = 0
setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().rss)
}, 20).unref()

async function start(): Promise<number> {
  if (kind === 'kaibiao') {
    const { server } = await startUploadServer(folder)
    return (server.address() as AddressInfo).port
  }
  const server = createServer((request, response) => {
    const name = createHash('sha256')
      .update(request.url ?? '')
      .digest('hex')
    pipeline(request, createWriteStream(join(folder, name), { flush: kind === 'bare-durable' })).then(
      () => response.writeHead(204).end(),
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const port = await start()
const atReady = process.cpuUsage()
process.send?.({ port })
process.on('message', (message) => {
  if (message === 'peak') process.send?.({ peak, cpu: process.cpuUsage(atReady) })
  if (message === 'end') process.exit(0)
})
