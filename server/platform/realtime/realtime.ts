import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import { z } from 'zod'
import type { Actor } from '#shared/policy/roles.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'

/** A committed fact on its way to whoever watches. `sequence` grows by one per room and tender, so that a gap shows. */
export interface LiveEvent {
  readonly sequence: number
  readonly type: string
  readonly at: string
  readonly facts: unknown
}

/** Sockets: they carry committed facts, never commands. */
export interface Realtime {
  /** Sends a committed fact to a room: `tender:<id>` is public, `person:<id>` private. */
  publish(room: string, event: LiveEvent): void
  /** Tells every client to come back shortly, then closes, and the HTTP server with it: resolves when that has no connection left. */
  close(): Promise<void>
}

const roomField = z.string().regex(/^(?:tender|person):[0-9a-f]{32}$/)
const MOST_ROOMS = 64
/** A page may have read what it shows so long before it watches (with what its cache still takes for fresh). */
const JUST_NOW_MS = 60_000
const MOST_REMEMBERED = 10_000

/**
 * Attaches sockets to an HTTP server. A client joins rooms by `watch`; a private room only with a token of that very person.
 * Tokens travel in the handshake's `auth`, never in an address.
 */
export function createRealtime(deps: {
  readonly server: HttpServer
  readonly clock: Clock
  readonly logger: Logger
  readonly authenticate: (bearer: string, at: number) => Promise<Actor>
}): Realtime {
  const io = new Server(deps.server, {
    path: '/api/live',
    serveClient: false,
    maxHttpBufferSize: 4096,
    transports: ['websocket', 'polling'],
    cors: { origin: false },
  })
  /** When something was last said in a room, by the process's own clock; the room that has been quiet longest first. */
  const lastSaid = new Map<string, number>()
  const wasJustSaid = (room: string) => performance.now() - (lastSaid.get(room) ?? Number.NEGATIVE_INFINITY) < JUST_NOW_MS
  const remember = (room: string) => {
    lastSaid.delete(room)
    lastSaid.set(room, performance.now())
    const [quietest] = lastSaid.keys()
    if (lastSaid.size > MOST_REMEMBERED && quietest !== undefined) lastSaid.delete(quietest)
  }
  io.on('connection', (socket) => {
    socket.on('watch', (name: unknown, reply: unknown) => {
      void watch(name).then(
        (answer) => respond(reply, answer),
        () => respond(reply, { ok: false, code: 'forbidden' }),
      )
    })
    socket.on('leave', (name: unknown) => {
      const room = roomField.safeParse(name)
      if (room.success) void socket.leave(room.data)
    })
    socket.on('time', (reply: unknown) => respond(reply, { now: deps.clock.now() }))

    /** `isMissed`: something was said here a moment ago, which whoever has already read what stands should read again. */
    async function watch(name: unknown): Promise<{ ok: boolean; code?: string; now?: number; isMissed?: boolean }> {
      const room = roomField.safeParse(name)
      if (!room.success || socket.rooms.size > MOST_ROOMS) return { ok: false, code: 'invalid-request' }
      if (room.data.startsWith('person:')) {
        const token: unknown = socket.handshake.auth['token']
        if (typeof token !== 'string') return { ok: false, code: 'sign-in-required' }
        const actor = await deps.authenticate(token, deps.clock.now())
        if (room.data !== `person:${actor.person}`) return { ok: false, code: 'forbidden' }
      }
      await socket.join(room.data)
      return { ok: true, now: deps.clock.now(), isMissed: wasJustSaid(room.data) }
    }
  })
  return {
    publish(room, event) {
      remember(room)
      io.to(room).emit('event', { room, ...event, now: deps.clock.now() })
    },
    async close() {
      io.emit('restarting')
      await io.close()
    },
  }
}

function respond(reply: unknown, answer: object): void {
  if (typeof reply === 'function') reply(answer)
}
