import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { systemClock } from '../../server/platform/clock.ts'
import { createLogger } from '../../server/platform/logger.ts'
import { createRealtime } from '../../server/platform/realtime/realtime.ts'
import { servePeer } from '../support/peer.ts'

/** One server of the fan-out benchmark: `kaibiao` is the platform's sockets, `bare` is socket.io with one room. Argument: kind. */
const [kind] = process.argv.slice(2)
const server = createServer({ requestTimeout: 0 })
const { publish, close } = kind === 'kaibiao' ? ours() : bare()
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))

servePeer(
  {
    port: () => (server.address() as AddressInfo).port,
    /** Answers when it was sent, by the machine's monotonic clock, in nanoseconds. */
    publish({ room, facts, sequence }: { readonly room: string; readonly facts: unknown; readonly sequence: number }) {
      const at = process.hrtime.bigint()
      publish(room, { sequence, type: 'opening.published', at: '2026-03-12T04:00:00.000Z', facts })
      return at
    },
  },
  close,
)

function ours() {
  const logger = createLogger('silent')
  return createRealtime({
    server,
    clock: systemClock,
    logger,
    authenticate: () => Promise.reject(new Error('nobody signs in here')),
  })
}

function bare() {
  const io = new Server(server, { path: '/api/live', serveClient: false })
  io.on('connection', (socket) => {
    socket.on('watch', async (room: string, reply: (answer: object) => void) => {
      await socket.join(room)
      reply({ ok: true })
    })
  })
  return {
    publish: (room: string, event: object) => void io.to(room).emit('event', { room, ...event }),
    close: () => io.close(),
  }
}
