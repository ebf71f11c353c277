import { useEffect, useRef } from 'react'
import { liveToken } from './live-token.ts'
import { createStore, type Store } from './store.ts'

/** A committed fact as the server sends it to whoever watches a room. */
export interface LiveEvent {
  readonly room: string
  readonly sequence: number
  readonly type: string
  readonly at: string
  readonly facts: unknown
}

/** Whether the page hears from the server at this moment. */
export const liveState: Store<'idle' | 'connecting' | 'connected' | 'lost'> = createStore<
  'idle' | 'connecting' | 'connected' | 'lost'
>('idle')

type Socket = import('socket.io-client').Socket

const rooms = new Map<string, Set<(event: LiveEvent | 'missed') => void>>()
let connecting: Promise<Socket> | undefined

// Private rooms need the token: with another one they are joined again.
liveToken.subscribe(() => void connecting?.then((socket) => socket.disconnect().connect()))

/**
 * Watches a room of committed facts while the component lives. `hear` gets each fact once, or `missed` after the connection was away:
 * then whatever the facts are about is to be fetched again. The socket is loaded when the first room is watched.
 */
export function useLive(room: string | undefined, hear: (event: LiveEvent | 'missed') => void): void {
  const latest = useRef(hear)
  latest.current = hear
  useEffect(() => {
    if (room === undefined) return
    const listener = (event: LiveEvent | 'missed') => latest.current(event)
    const listeners = rooms.get(room) ?? new Set()
    rooms.set(room, listeners)
    listeners.add(listener)
    connecting ??= connect()
    if (listeners.size === 1) void connecting.then((socket) => socket.connected && watch(socket, room, false))
    return () => {
      listeners.delete(listener)
      if (listeners.size > 0) return
      rooms.delete(room)
      void connecting?.then((socket) => socket.emit('leave', room))
    }
  }, [room])
}

async function connect(): Promise<Socket> {
  liveState.set('connecting')
  const { io } = await import('socket.io-client')
  const socket = io({
    path: '/api/live',
    transports: ['websocket', 'polling'],
    auth: (give) => {
      const token = liveToken.get()
      give(token === undefined ? {} : { token })
    },
  })
  let hasConnected = false
  socket.on('connect', () => {
    liveState.set('connected')
    const isAgain = hasConnected
    hasConnected = true
    for (const room of rooms.keys()) watch(socket, room, isAgain)
  })
  socket.on('disconnect', () => liveState.set('lost'))
  socket.on('restarting', () => liveState.set('lost'))
  socket.on('event', (event: LiveEvent) => {
    for (const listener of rooms.get(event.room) ?? []) listener(event)
  })
  return socket
}

/**
 * Joins a room. What was said while nobody listened is not repeated: after the connection was away, or when something was said between a
 * page's first reading and now, whoever shows it reads it again.
 */
function watch(socket: Socket, room: string, isAgain: boolean): void {
  socket.emit('watch', room, ({ isMissed }: { readonly isMissed?: boolean }) => {
    if (isAgain || isMissed === true) for (const listener of rooms.get(room) ?? []) listener('missed')
  })
}
