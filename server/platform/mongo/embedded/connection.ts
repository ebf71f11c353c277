import type { Socket } from 'node:net'
import { dispatch } from './dispatch.ts'
import type { Engine } from './engine.ts'
import { createMemoryBudget, type MemoryBudget, type Reservation } from './memory-budget.ts'
import { encodeDocument } from './values/document.ts'
import { createFrameReader, frameReply, parseRequest, type WireRequest } from './wire-protocol.ts'

const mostWaitingRequests = 100
const mostWaitingBytes = 1024 * 1024
const mostUnreadBytes = 64 * 1024 * 1024
const longestCopiedBytes = 16 * 1024
/** Messages longer than this are received only as far as memory for them is free. */
const longFrameBytes = 1024 * 1024
const mostLongFrameBytes = 256 * 1024 * 1024
/** How long a client may leave a long message half sent while it keeps memory from others. */
const longFrameIdleMs = 30_000

/** The memory all connections of one server share for long messages. */
export function createLongFrameBudget(): MemoryBudget {
  return createMemoryBudget(mostLongFrameBytes)
}

interface Waiting {
  readonly request: WireRequest
  readonly bytes: number
  /** What a long message holds until it is answered. */
  readonly reservation: Reservation | undefined
}

/**
 * Serves one client: requests are answered in the order they came, one at a time. A frame that is none closes the
 * connection; a client that sends without reading, or more than is being answered, is not read from until it does.
 */
export function serveConnection(engine: Engine, socket: Socket, connectionId: number, budget: MemoryBudget): void {
  const frames = createFrameReader()
  const waiting: Waiting[] = []
  let waitingBytes = 0
  let isWorking = false
  let replyId = 0
  /** Of the long frame being received. */
  let reservation: Reservation | undefined
  let isGranted = true
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('timeout', () => socket.destroy())
  socket.on('close', () => {
    reservation?.release()
    for (const one of waiting.splice(0)) one.reservation?.release()
  })
  socket.on('data', (chunk) => {
    try {
      for (const frame of frames.take(chunk)) {
        waiting.push({ request: parseRequest(frame), bytes: frame.length, reservation })
        waitingBytes += frame.length
        reservation = undefined
        socket.setTimeout(0)
      }
    } catch {
      socket.destroy()
      return
    }
    reserveForLongFrame()
    if (!isWorking) work().catch(() => socket.destroy())
    flow()
  })

  function reserveForLongFrame(): void {
    const awaited = frames.awaited()
    if (awaited <= longFrameBytes || reservation) return
    isGranted = false
    reservation = budget.take(awaited, () => {
      isGranted = true
      socket.setTimeout(longFrameIdleMs)
      flow()
    })
  }

  /** Reads on while there is room for more. */
  function flow(): void {
    if (socket.destroyed) return
    const isFull = waiting.length > mostWaitingRequests || (waiting.length > 0 && waitingBytes > mostWaitingBytes)
    if (isFull || !isGranted) socket.pause()
    else if (socket.isPaused()) socket.resume()
  }

  /** Short replies as one piece, which the system takes faster; long ones are not copied. */
  function send(parts: readonly Uint8Array[]): void {
    if (parts.reduce((sum, part) => sum + part.length, 0) <= longestCopiedBytes) {
      socket.write(Buffer.concat(parts))
      return
    }
    socket.cork()
    for (const part of parts) socket.write(part)
    socket.uncork()
  }

  async function work(): Promise<void> {
    isWorking = true
    while (!socket.destroyed) {
      const next = waiting.shift()
      if (!next) break
      const { request, bytes } = next
      try {
        const reply = await dispatch(engine, connectionId, request)
        if (request.isOneWay || socket.destroyed) continue
        replyId = (replyId + 1) & 0x7fffffff
        send(frameReply(request, replyId, reply instanceof Uint8Array ? reply : encodeDocument(reply)))
        if (socket.writableLength > mostUnreadBytes || socket.writableNeedDrain) await drained(socket)
      } finally {
        waitingBytes -= bytes
        next.reservation?.release()
        if (socket.isPaused()) flow()
      }
    }
    isWorking = false
  }
}

/** Resolves when the client has read enough, or is gone. */
function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done)
      socket.off('close', done)
      resolve()
    }
    socket.on('drain', done)
    socket.on('close', done)
    if (!socket.writableNeedDrain || socket.destroyed) done()
  })
}
