import { PassThrough } from 'node:stream'
import type { ByteSink } from '#shared/sealed-bid/runtime.ts'
import type { BlobStore } from '../../platform/blobs/blob-store.ts'

/** A sink that puts what it is given into the blob store, and tells its digest when closed. */
export function blobSink(blobs: BlobStore, onStored: (sha256: string, size: number) => void): ByteSink {
  const stream = new PassThrough({ highWaterMark: 1024 * 1024 })
  const stored = blobs.put(stream)
  stored.catch(() => undefined)
  return {
    async write(bytes) {
      // The buffer belongs to the reader and is used again: what waits here must be a copy.
      if (!stream.write(Buffer.from(bytes))) await new Promise<void>((resolve) => stream.once('drain', resolve))
    },
    async close() {
      stream.end()
      const { sha256, size } = await stored
      onStored(sha256, size)
    },
  }
}
