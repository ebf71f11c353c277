import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { createApp } from '../../server/app.ts'
import { type BlobStore, openBlobStore } from '../../server/platform/blobs/blob-store.ts'
import { systemClock } from '../../server/platform/clock.ts'
import { createRateLimiters } from '../../server/platform/http/rate-limit.ts'
import { createRegistrar } from '../../server/platform/http/registrar.ts'
import { createLogger } from '../../server/platform/logger.ts'
import { createMetrics } from '../../server/platform/metrics.ts'
import { registerUploadRoutes } from '../../server/platform/uploads/uploads.routes.ts'
import { openUploads, type Uploads } from '../../server/platform/uploads/uploads.ts'

/** A server that has the upload endpoints and nothing else, behind the real HTTP core. */
export interface UploadServer {
  readonly origin: string
  readonly uploads: Uploads
  readonly blobs: BlobStore
  readonly server: Server
  /** Whether so many bytes have come in from a port of the other side. */
  hasRead(from: number | undefined, bytes: number): boolean
  close(): Promise<void>
}

/** Starts one on a free port over a data folder. */
export async function startUploadServer(
  dataFolder: string,
  options: { readonly maxBytes?: number; readonly maxUnusedPerAddress?: number; readonly sweepAfterMs?: number } = {},
): Promise<UploadServer> {
  const blobs = await openBlobStore(join(dataFolder, 'blobs'))
  const uploads = await openUploads({
    folder: join(dataFolder, 'uploads'),
    blobs,
    maxBytes: 2 ** 30,
    origin: 'http://localhost',
    ...options,
  })
  const registrar = createRegistrar({
    clock: systemClock,
    platformName: 'test.kaibiao.example',
    isHttps: false,
    limiter: createRateLimiters({ read: 0, write: 0, 'sign-in': 0, upload: 0 }),
    authenticate: () => Promise.reject(new Error('no session is used here')),
    admit: async () => Promise.reject(new Error('nothing is downloaded here')),
    verifyAct: () => Promise.reject(new Error('no act is used here')),
  })
  registerUploadRoutes(registrar, { uploads })
  const app = createApp({
    clock: systemClock,
    logger: createLogger('silent'),
    metrics: createMetrics(),
    agentPort: 17_631,
    isHttps: false,
    trustProxy: 0,
    router: registrar.router,
  })
  const server = createServer(app)
  const sockets: Socket[] = []
  server.on('connection', (socket) => sockets.push(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    uploads,
    blobs,
    server,
    hasRead: (from, bytes) => sockets.some(({ remotePort, bytesRead }) => remotePort === from && bytesRead >= bytes),
    async close() {
      await uploads.close(0)
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}
