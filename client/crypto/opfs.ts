import type { ByteSink, ByteStream } from '#shared/sealed-bid/runtime.ts'

/**
 * Ciphertext staged in the browser's own file system (OPFS) while it is uploaded, so that a reload costs nothing and no key has to be kept.
 * Only ciphertext is ever written here. One folder for each sealed bid under a random name.
 */

const ROOT = 'sealed'
/** Written and read in pieces of 4 MiB: 92 MB/s where 16 KiB pieces make 17. */
const PIECE_BYTES = 4 * 1024 * 1024
/** What the browser must have left beside what is staged. */
const SPARE_BYTES = 64 * 1024 * 1024

/** What the library for pages leaves out: exists in workers only (File System Standard §2.6). */
interface SyncAccessHandle {
  write(bytes: Uint8Array, options: { readonly at: number }): number
  truncate(size: number): void
  flush(): void
  close(): void
}

/** Whether this browser can stage so many bytes. False where it has no OPFS or too little room. */
export async function canStage(bytes: number): Promise<boolean> {
  try {
    if (navigator.storage?.getDirectory === undefined) return false
    const { quota = 0, usage = 0 } = await navigator.storage.estimate()
    return quota - usage > bytes + SPARE_BYTES
  } catch {
    return false
  }
}

/** A sink that stages one envelope's ciphertext, in a worker only. `close` resolves when it lies on the disk. */
export async function stagingSink(staging: string, envelope: string): Promise<ByteSink> {
  const file = await (await folderOf(staging, true)).getFileHandle(envelope, { create: true })
  const handle = await (file as unknown as { createSyncAccessHandle(): Promise<SyncAccessHandle> }).createSyncAccessHandle()
  handle.truncate(0)
  const piece = new Uint8Array(PIECE_BYTES)
  let filled = 0
  let at = 0
  const flush = () => {
    for (let done = 0; done < filled; ) done += handle.write(piece.subarray(done, filled), { at: at + done })
    at += filled
    filled = 0
  }
  return {
    write(bytes) {
      for (let from = 0; from < bytes.length; ) {
        const part = bytes.subarray(from, from + PIECE_BYTES - filled)
        piece.set(part, filled)
        filled += part.length
        from += part.length
        if (filled === PIECE_BYTES) flush()
      }
    },
    close() {
      flush()
      handle.flush()
      handle.close()
    },
  }
}

/** A staged ciphertext; undefined when it is not (or no more) here or has another size. */
export async function stagedFile(staging: string, envelope: string, size: number): Promise<File | undefined> {
  try {
    const file = await (await (await folderOf(staging, false)).getFileHandle(envelope)).getFile()
    return file.size === size ? file : undefined
  } catch {
    return undefined
  }
}

/** Forgets everything staged for one bid. */
export async function dropStaging(staging: string): Promise<void> {
  try {
    const root = await navigator.storage.getDirectory()
    await (await root.getDirectoryHandle(ROOT)).removeEntry(staging, { recursive: true })
  } catch {
    // Nothing was staged.
  }
}

/** Forgets what no bid needs any more: sealing that a reload broke off. `needed` are the names of folders to keep. */
export async function sweepStaging(needed: ReadonlySet<string>): Promise<void> {
  try {
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(ROOT)
    const found: string[] = []
    for await (const name of (root as unknown as { keys(): AsyncIterable<string> }).keys()) found.push(name)
    for (const name of found) if (!needed.has(name)) await root.removeEntry(name, { recursive: true }).catch(() => undefined)
  } catch {
    // No OPFS, nothing staged.
  }
}

/** Reads a file from a byte on, in slices of 4 MiB, one slice ahead of its reader. */
export async function* readFile(file: Blob, from = 0): AsyncGenerator<Uint8Array> {
  const read = (at: number) => file.slice(at, at + PIECE_BYTES).arrayBuffer()
  let next = from < file.size ? read(from) : undefined
  for (let at = from; next !== undefined; ) {
    const part = new Uint8Array(await next)
    at += PIECE_BYTES
    next = at < file.size ? read(at) : undefined
    // A reader that stops early leaves this promise behind; its failure is then nobody's.
    next?.catch(() => undefined)
    yield part
  }
}

/** A file as a stream from any byte on. */
export function openFile(file: Blob): (from?: number) => ByteStream {
  return (from = 0) => readFile(file, from)
}

async function folderOf(staging: string, create: boolean): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory()
  return (await root.getDirectoryHandle(ROOT, { create })).getDirectoryHandle(staging, { create })
}
