import type { FileHandle } from 'node:fs/promises'

/** Chunks of a request are gathered to this size before they are written. */
const batchBytes = 256 * 1024
/** Written bytes are pushed to the disk this often, so that the last sync is short. */
const syncEveryBytes = 32 * 1024 * 1024
/** One background sync at a time: more would occupy the thread pool that also has to write. */
let isSyncing = false

/** Gathers chunks and writes one batch to a file while the next one fills. `flush` resolves when everything given is written, not yet synced. */
export function batchWriter(file: FileHandle, start: number) {
  let batch: Uint8Array[] = []
  let gathered = 0
  let position = start
  let unsynced = 0
  let writing: Promise<void> = Promise.resolve()
  let syncing: Promise<void> | undefined
  const writeBatch = async (chunks: Uint8Array[], length: number, at: number): Promise<void> => {
    const { bytesWritten } = await file.writev(chunks, at)
    if (bytesWritten === length) return
    const rest = Buffer.concat(chunks).subarray(bytesWritten)
    for (let done = 0; done < rest.length; ) {
      done += (await file.write(rest, done, rest.length - done, at + bytesWritten + done)).bytesWritten
    }
  }
  const send = async (): Promise<void> => {
    await writing
    const [chunks, length, at] = [batch, gathered, position]
    batch = []
    gathered = 0
    position += length
    unsynced += length
    writing = writeBatch(chunks, length, at)
    writing.catch(() => undefined)
    if (unsynced >= syncEveryBytes && !isSyncing) {
      unsynced = 0
      isSyncing = true
      syncing = file.datasync().finally(() => {
        isSyncing = false
      })
      syncing.catch(() => undefined)
    }
  }
  return {
    async add(chunk: Uint8Array): Promise<void> {
      batch.push(chunk)
      gathered += chunk.length
      if (gathered >= batchBytes) await send()
    },
    async flush(): Promise<void> {
      if (gathered > 0) await send()
      await writing
      await syncing
    },
  }
}
