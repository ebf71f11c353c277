import type { ByteSink, ByteStream } from '#shared/sealed-bid/runtime.ts'

/** How much may be written before it has arrived: two parts of an upload. */
const WINDOW_BYTES = 32 * 1024 * 1024

/** Ciphertext on its way straight to the server, where there is no room to stage it. */
export interface UploadWindow {
  readonly sink: ByteSink
  /** The bytes from an offset on; whatever lies before it has arrived and is forgotten. */
  open(from: number): ByteStream
  /** Ends both sides with an error. */
  fail(error: unknown): void
}

/**
 * A bounded window between a writer and an upload that may begin again at any byte not yet confirmed: bytes stay until a later `open` begins
 * past them, the writer waits while the window is full. A break of the network costs nothing; a reload of the page begins anew.
 */
export function uploadWindow(): UploadWindow {
  let parts: Uint8Array[] = []
  let start = 0
  let end = 0
  let isClosed = false
  let failure: { readonly error: unknown } | undefined
  let wake: (() => void)[] = []
  const change = () => {
    const waiting = wake
    wake = []
    for (const one of waiting) one()
  }
  const changed = () => new Promise<void>((resolve) => wake.push(resolve))
  const forgetBefore = (offset: number) => {
    for (let first = parts[0]; first !== undefined && start + first.length <= offset; first = parts[0]) {
      start += first.length
      parts = parts.slice(1)
    }
    change()
  }
  const check = () => {
    if (failure !== undefined) throw failure.error
  }
  return {
    sink: {
      async write(bytes) {
        while (end - start >= WINDOW_BYTES && failure === undefined) await changed()
        check()
        parts.push(bytes.slice())
        end += bytes.length
        change()
      },
      close() {
        isClosed = true
        change()
      },
    },
    async *open(from) {
      if (from < start) throw new RangeError('the server wants bytes again that it had')
      forgetBefore(from)
      for (let at = from; ; ) {
        check()
        const part = partAt(parts, start, at)
        if (part !== undefined) {
          at += part.length
          yield part
        } else if (isClosed) return
        else await changed()
      }
    },
    fail(error) {
      failure = { error }
      change()
    },
  }
}

function partAt(parts: readonly Uint8Array[], start: number, at: number): Uint8Array | undefined {
  let offset = start
  for (const part of parts) {
    if (at < offset + part.length) return part.subarray(at - offset)
    offset += part.length
  }
  return undefined
}
