import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, link, mkdir, open, readdir, rename, stat, unlink, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { assertHolds } from '#shared/primitives/assert.ts'

/** A blob as it was put: its name and how long it is. */
export interface BlobName {
  /** SHA-256 of the content, lower-case hex: the only name it has. */
  readonly sha256: string
  /** Bytes. */
  readonly size: number
}

/** How a blob is read. */
export interface OpenBlobOptions {
  /** Hash while reading and fail at the end when the bytes are not those of the name. */
  readonly isVerified?: boolean
  /** First byte wanted; with `end` a range, which cannot be verified. */
  readonly start?: number
  /** Last byte wanted, inclusive. */
  readonly end?: number
}

/** Content-addressed files of the data folder: ciphertext of bids, documents of notices. */
export interface BlobStore {
  /** Stores bytes or a stream, hashed as they pass; durable when it resolves. */
  put(content: Uint8Array | Readable): Promise<BlobName>
  /**
   * Takes a file of the same file system in under its digest, which the caller has computed over every byte of it.
   * The file keeps its old name too (a hard link), so that whoever crashes before its own record is written loses nothing.
   * Rejects when the size is another.
   */
  adopt(path: string, sha256: string, size: number): Promise<void>
  /** The content, as a stream. Rejects with BlobMissing. */
  open(sha256: string, options?: OpenBlobOptions): Promise<Readable>
  /** Bytes of a blob, or undefined when it is not here. */
  size(sha256: string): Promise<number | undefined>
  /** Whether the blob is here. */
  has(sha256: string): Promise<boolean>
  /** Forgets a blob; one that is not here is no fault. */
  remove(sha256: string): Promise<void>
  /** Every name stored, in byte order. For backups, never for an answer. */
  list(): Promise<string[]>
  /**
   * Removes the blobs that no record names and that none has named since a sweep of at least `ageMs` before `now` (ms) saw them first.
   * That memory is this process's alone, because no file here tells a time; whatever is put or adopted meanwhile is seen anew. `readNamed`
   * is asked after the folder has been listed. Answers how many went.
   */
  sweep(sweeping: SweepBlobs): Promise<number>
}

/** What a sweep goes by. */
export interface SweepBlobs {
  readonly readNamed: () => Promise<ReadonlySet<string>>
  readonly now: number
  readonly ageMs: number
}

/** The blob asked for is not in the store. */
export class BlobMissing extends Error {
  override readonly name = 'BlobMissing'
}

/** The bytes on disk are not those the blob is named after. */
export class BlobDamaged extends Error {
  override readonly name = 'BlobDamaged'
}

/**
 * Time written on every file, in seconds since 1970 (2000-01-01T00:00:00Z): when a sealed bid came must not be told by its
 * file (rule P9).
 */
export const fileTimeSeconds = 946_684_800

const SHA256 = /^[0-9a-f]{64}$/
const partSuffix = '.part'

/**
 * Opens the store in a folder of its own, made when absent (0700). One flat folder: no subfolder tells an order. What an
 * interrupted `put` left is removed, unless the store is another's (`isShared`): there a `put` may be under way.
 */
export async function openBlobStore(
  folder: string,
  { isShared = false }: { readonly isShared?: boolean } = {},
): Promise<BlobStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (!isShared) for (const name of await readdir(folder)) if (name.endsWith(partSuffix)) await removeFile(join(folder, name))
  const pathOf = (sha256: string): string => {
    assertHolds(SHA256.test(sha256), 'a blob is named by a SHA-256 in hex')
    return join(folder, sha256)
  }
  const list = async (): Promise<string[]> => (await readdir(folder)).filter((name) => SHA256.test(name)).sort()
  const firstSeen = new Map<string, number>()
  const removals = new Map<string, Promise<void>>()
  /** Whoever stores a blob starts its time anew, after a removal under way: it must not lose what it is about to name. */
  const startAnew = async (sha256: string): Promise<void> => {
    firstSeen.delete(sha256)
    await removals.get(sha256)
  }
  return {
    async put(content) {
      const part = join(folder, `${randomBytes(16).toString('hex')}${partSuffix}`)
      try {
        const name = await writeHashed(part, content)
        await makeAnonymous(part)
        await startAnew(name.sha256)
        await rename(part, pathOf(name.sha256))
        await syncFolder(folder)
        return name
      } catch (error) {
        await removeFile(part)
        throw error
      }
    },
    async adopt(path, sha256, size) {
      const target = pathOf(sha256)
      await startAnew(sha256)
      if ((await sizeOf(target)) === size) return
      const { size: found, mode, mtimeMs } = await stat(path)
      assertHolds(found === size, `a file of ${size} bytes is adopted, ${found} were found`)
      // Whoever made a file anonymous had it on disk before: what uploads hand over is not synced a second time.
      if (!isAnonymous({ mode, mtimeMs })) {
        await makeAnonymous(path)
        await syncFile(path)
      }
      if ((await sizeOf(target)) !== size) await removeFile(target)
      await linkOnce(path, target)
      await syncFolder(folder)
    },
    async open(sha256, options = {}) {
      const path = pathOf(sha256)
      if ((await sizeOf(path)) === undefined) throw new BlobMissing(sha256)
      const { isVerified = false, ...range } = options
      const content = createReadStream(path, { ...range, highWaterMark: 256 * 1024 })
      return isVerified ? content.compose(verifying(sha256)) : content
    },
    size: (sha256) => sizeOf(pathOf(sha256)),
    has: async (sha256) => (await sizeOf(pathOf(sha256))) !== undefined,
    async remove(sha256) {
      await removeFile(pathOf(sha256))
      await syncFolder(folder)
    },
    list,
    async sweep({ readNamed, now, ageMs }) {
      const stored = await list()
      const named = await readNamed()
      const unnamed = new Set(stored.filter((name) => !named.has(name)))
      for (const name of firstSeen.keys()) if (!unnamed.has(name)) firstSeen.delete(name)
      let removed = 0
      for (const name of unnamed) {
        const since = firstSeen.get(name)
        if (since === undefined) firstSeen.set(name, now)
        else if (since <= now - ageMs) {
          firstSeen.delete(name)
          const removal = removeFile(pathOf(name))
          removals.set(name, removal)
          await removal.finally(() => removals.delete(name))
          removed += 1
        }
      }
      if (removed > 0) await syncFolder(folder)
      return removed
    },
  }
}

/** Links, unless somebody who adopts the same content at the same moment was faster. */
async function linkOnce(path: string, target: string): Promise<void> {
  try {
    await link(path, target)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

function isAnonymous({ mode, mtimeMs }: { readonly mode: number; readonly mtimeMs: number }): boolean {
  return (mode & 0o777) === 0o600 && mtimeMs === fileTimeSeconds * 1000
}

/** Takes times and permissions off a file: the constant time, 0600. Sync its bytes before. */
export async function makeAnonymous(path: string): Promise<void> {
  await chmod(path, 0o600)
  await utimes(path, fileTimeSeconds, fileTimeSeconds)
}

/** Makes the entries of a folder durable: a rename or a link counts only after this. */
export async function syncFolder(folder: string): Promise<void> {
  await syncFile(folder)
}

/** Makes a file's bytes durable. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Removes a file; one that is not there is no fault. */
export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

/** Bytes of a file, or undefined when there is none. */
export async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Whether a file-system call failed because there is no such file. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

async function writeHashed(path: string, content: Uint8Array | Readable): Promise<BlobName> {
  const hash = createHash('sha256')
  let size = 0
  const file = await open(path, 'wx', 0o600)
  try {
    await pipeline(
      content instanceof Uint8Array ? Readable.from([content]) : content,
      async (chunks: AsyncIterable<Uint8Array>) => {
        for await (const chunk of chunks) {
          hash.update(chunk)
          size += chunk.length
          for (let written = 0; written < chunk.length; ) written += (await file.write(chunk, written)).bytesWritten
        }
      },
    )
    await file.sync()
  } finally {
    await file.close()
  }
  return { sha256: hash.digest('hex'), size }
}

function verifying(sha256: string): Transform {
  const hash = createHash('sha256')
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
    flush(done) {
      done(hash.digest('hex') === sha256 ? null : new BlobDamaged(sha256))
    },
  })
}
