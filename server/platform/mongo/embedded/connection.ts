import type { Socket } from 'node:net'
import { dispatch } from './dispatch.ts'
import type { Engine } from './engine.ts'
import { encodeDocument } from './values/document.ts'
import { createFrameReader, frameReply, parseRequest, type WireRequest } from './wire-protocol.ts'

const mostWaitingRequests = 100
const longestCopiedBytes = 16 * 1024
const mostUnreadBytes = 64 * 1024 * 1024

/**
 * Serves one client: requests are answered in the order they came, one at a time. A frame that is none closes the
 * connection; a client that sends without reading is not read from until it does.
 */
export function serveConnection(engine: Engine, socket: Socket, connectionId: number): void {
  const readFrames = createFrameReader()
  const waiting: WireRequest[] = []
  let isWorking = false
  let replyId = 0
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    try {
      for (const frame of readFrames(chunk)) waiting.push(parseRequest(frame))
    } catch {
      socket.destroy()
      return
    }
    if (waiting.length > mostWaitingRequests) socket.pause()
    if (!isWorking) work().catch(() => socket.destroy())
  })

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
    for (let request = waiting.shift(); request && !socket.destroyed; request = waiting.shift()) {
      const reply = await dispatch(engine, connectionId, request)
      if (socket.isPaused() && waiting.length < mostWaitingRequests / 2) socket.resume()
      if (request.isOneWay || socket.destroyed) continue
      replyId = (replyId + 1) & 0x7fffffff
      send(frameReply(request, replyId, reply instanceof Uint8Array ? reply : encodeDocument(reply)))
      if (socket.writableLength > mostUnreadBytes || socket.writableNeedDrain) await drained(socket)
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
