import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { DataStore, ERRORS, Upload } from '@tus/server'
import { isMissing, makeAnonymous, removeFile, syncFolder } from '../blobs/blob-store.ts'
import { batchWriter } from './batch-writer.ts'

/** A whole upload: its digest is known, its bytes are durable. */
export interface FinishedUpload {
  readonly sha256: string
  /** Bytes. */
  readonly size: number
  /** Where it lies until it is taken. */
  readonly path: string
}

interface Part {
  readonly kind: 'part'
  readonly size: number
  /** SHA-256 state over the first `hashed` bytes of the file; absent when it must be made from the file. */
  hash: Hash | undefined
  hashed: number
  /** Settles when the write or the hashing under way has left the file alone. */
  busy: Promise<void> | undefined
  isDropped: boolean
}

interface Whole {
  readonly kind: 'whole'
  readonly size: number
  readonly sha256: string
}

type Entry = Part | Whole

/** Where a request's bytes go and how many there may be. */
interface Room {
  readonly offset: number
  readonly maximum: number
}

const PART = /^([0-9a-f]{64})\.(\d{1,15})\.part$/
const WHOLE = /^([0-9a-f]{64})\.([0-9a-f]{64})$/

/**
 * Uploads as files of one flat folder. The file's name says all there is to remember, so that no info file exists:
 * `<SHA-256 of the capability>.<size>.part` while it grows, `<SHA-256 of the capability>.<SHA-256 of the content>` when whole.
 * The folder read alone gives no capability. Bytes are hashed as they arrive; after a restart the hash is made again from what lies there.
 */
export class UploadStore extends DataStore {
  readonly #folder: string
  readonly #entries = new Map<string, Entry>()
  #isStopping = false

  constructor(folder: string) {
    super()
    this.#folder = folder
    this.extensions = ['creation', 'creation-with-upload', 'termination']
  }

  /** Makes the folder, finds what an earlier run left and begins to hash it again. Returns the promise of that hashing. */
  async recover(): Promise<{ hashed: Promise<void> }> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    await this.#scan()
    return { hashed: this.#hashParts() }
  }

  /** Creates an empty upload. tus calls it for POST. */
  override async create(upload: Upload): Promise<Upload> {
    const size = upload.size
    if (size === undefined) throw ERRORS.INVALID_LENGTH
    const name = nameOf(upload.id)
    const file = await open(this.#partPath(name, size), 'wx', 0o600)
    await file.close()
    this.#entries.set(name, { kind: 'part', size, hash: createHash('sha256'), hashed: 0, busy: undefined, isDropped: false })
    return upload
  }

  /**
   * Appends a request's bytes at the offset; what arrived before a break stays. Returns the new offset. Bytes beyond `maximum`
   * are not taken: ERR_SIZE_EXCEEDED.
   */
  override async write(content: Readable, capability: string, offset: number, maximum = Infinity): Promise<number> {
    const name = nameOf(capability)
    const part = await this.#find(name)
    if (part === undefined) throw ERRORS.FILE_NOT_FOUND
    if (part.kind === 'whole') return part.size
    await part.busy
    return occupy(part, async () => {
      await this.#hashPrefix(name, part, offset)
      const reached = await this.#append(name, part, content, { offset, maximum })
      if (reached === part.size) await this.#finish(name, part)
      return reached
    })
  }

  /** Size and offset of an upload. tus calls it for HEAD and PATCH. */
  override async getUpload(capability: string): Promise<Upload> {
    const name = nameOf(capability)
    const entry = await this.#find(name)
    if (entry === undefined) throw ERRORS.FILE_NOT_FOUND
    if (entry.kind === 'part') await entry.busy
    return new Upload({ id: capability, size: entry.size, offset: await this.#offsetOf(name) })
  }

  /** Forgets an upload, whole or not. tus calls it for DELETE. */
  override async remove(capability: string): Promise<void> {
    const name = nameOf(capability)
    if ((await this.#find(name)) === undefined) throw ERRORS.FILE_NOT_FOUND
    await this.#drop(name)
  }

  /** Forgets an upload that was used; one that is gone is no fault. */
  async forget(capability: string): Promise<void> {
    await this.#drop(nameOf(capability))
  }

  /** How many bytes have arrived, or undefined when there is no such upload. */
  async offset(capability: string): Promise<number | undefined> {
    const name = nameOf(capability)
    return (await this.#find(name)) === undefined ? undefined : this.#offsetOf(name)
  }

  /** Digest, size and place of a whole upload; undefined while bytes are missing or when there is none. */
  async finished(capability: string): Promise<FinishedUpload | undefined> {
    const name = nameOf(capability)
    const entry = await this.#find(name)
    if (entry?.kind === 'part' && entry.busy === undefined && (await this.#offsetOf(name)) === entry.size) {
      await occupy(entry, async () => {
        await this.#hashPrefix(name, entry, entry.size)
        await this.#finish(name, entry)
      })
    }
    const whole = this.#entries.get(name)
    if (whole?.kind !== 'whole') return undefined
    return { sha256: whole.sha256, size: whole.size, path: this.#wholePath(name, whole.sha256) }
  }

  /** Removes uploads untouched since `before` (the machine's clock, ms: file times are the machine's). Returns the names swept. */
  async sweep(before: number): Promise<string[]> {
    await this.#scan()
    const swept: string[] = []
    for (const [name, entry] of this.#entries) {
      if (entry.kind === 'part' && entry.busy !== undefined) continue
      const touched = await this.#touchedAt(name, entry)
      if (touched !== undefined && touched >= before) continue
      await this.#drop(name)
      swept.push(name)
    }
    return swept
  }

  /** Ends the writes under way after what they have read is on disk. New ones end at once. */
  async stop(): Promise<void> {
    this.#isStopping = true
    await this.idle()
  }

  /** Resolves when no write is under way. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.#entries.values()].map((entry) => (entry.kind === 'part' ? entry.busy : undefined)))
  }

  async #append(name: string, part: Part, content: Readable, { offset, maximum }: Room): Promise<number> {
    const file = await open(this.#partPath(name, part.size), 'r+')
    const writer = batchWriter(file, offset)
    try {
      for await (const chunk of content.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
        if (part.isDropped) throw ERRORS.FILE_NO_LONGER_EXISTS
        if (part.hashed + chunk.length > Math.min(part.size, offset + maximum)) throw ERRORS.ERR_SIZE_EXCEEDED
        part.hash?.update(chunk)
        part.hashed += chunk.length
        await writer.add(chunk)
        if (this.#isStopping) throw ERRORS.ABORTED
      }
    } finally {
      await keepWritten(part, file, () => writer.flush())
    }
    return part.hashed
  }

  async #finish(name: string, part: Part): Promise<void> {
    const sha256 = part.hash?.digest('hex')
    if (sha256 === undefined) throw ERRORS.FILE_WRITE_ERROR
    part.hash = undefined
    const path = this.#partPath(name, part.size)
    await makeAnonymous(path)
    await rename(path, this.#wholePath(name, sha256))
    await syncFolder(this.#folder)
    this.#entries.set(name, { kind: 'whole', size: part.size, sha256 })
  }

  async #hashPrefix(name: string, part: Part, length: number): Promise<void> {
    if (part.hash !== undefined && part.hashed === length) return
    const hash = createHash('sha256')
    if (length > 0) {
      const prefix = createReadStream(this.#partPath(name, part.size), { end: length - 1, highWaterMark: 1024 * 1024 })
      for await (const chunk of prefix as AsyncIterable<Uint8Array>) hash.update(chunk)
    }
    part.hash = hash
    part.hashed = length
  }

  async #hashParts(): Promise<void> {
    for (const [name, entry] of this.#entries) {
      if (entry.kind !== 'part' || entry.hash !== undefined || entry.busy !== undefined || this.#isStopping) continue
      await occupy(entry, async () => this.#hashPrefix(name, entry, await this.#offsetOf(name))).catch((error: unknown) => {
        if (!isMissing(error)) throw error
      })
    }
  }

  /** The entry in memory, or on disk when another process of this data folder made it. */
  async #find(name: string): Promise<Entry | undefined> {
    const known = this.#entries.get(name)
    if (known !== undefined && (known.kind === 'part' ? known.busy !== undefined : false)) return known
    if (known !== undefined && (await this.#touchedAt(name, known)) !== undefined) return known
    this.#entries.delete(name)
    await this.#scan()
    return this.#entries.get(name)
  }

  async #scan(): Promise<void> {
    for (const file of await readdir(this.#folder)) {
      const [, partName, size] = PART.exec(file) ?? []
      if (partName !== undefined && !this.#entries.has(partName)) {
        this.#entries.set(partName, {
          kind: 'part',
          size: Number(size),
          hash: undefined,
          hashed: 0,
          busy: undefined,
          isDropped: false,
        })
      }
      const [, wholeName, sha256] = WHOLE.exec(file) ?? []
      if (wholeName !== undefined && sha256 !== undefined && !this.#entries.has(wholeName)) {
        this.#entries.set(wholeName, { kind: 'whole', size: (await stat(join(this.#folder, file))).size, sha256 })
      }
    }
  }

  async #drop(name: string): Promise<void> {
    const entry = this.#entries.get(name)
    if (entry?.kind === 'part') entry.isDropped = true
    this.#entries.delete(name)
    // A name that a power cut brings back is swept in time.
    if (entry !== undefined) await removeFile(this.#pathOf(name, entry))
  }

  async #offsetOf(name: string): Promise<number> {
    const entry = this.#entries.get(name)
    if (entry === undefined) throw ERRORS.FILE_NOT_FOUND
    return entry.kind === 'whole' ? entry.size : (await stat(this.#partPath(name, entry.size))).size
  }

  async #touchedAt(name: string, entry: Entry): Promise<number | undefined> {
    try {
      return (await stat(this.#pathOf(name, entry))).ctimeMs
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  }

  #pathOf(name: string, entry: Entry): string {
    return entry.kind === 'part' ? this.#partPath(name, entry.size) : this.#wholePath(name, entry.sha256)
  }

  #partPath(name: string, size: number): string {
    return join(this.#folder, `${name}.${size}.part`)
  }

  #wholePath(name: string, sha256: string): string {
    return join(this.#folder, `${name}.${sha256}`)
  }
}

/** The name an upload has on disk: SHA-256 of its capability, hex. */
export function nameOf(capability: string): string {
  return createHash('sha256').update(capability).digest('hex')
}

async function occupy<T>(part: Part, work: () => Promise<T>): Promise<T> {
  const done = work()
  const busy = done.then(
    () => undefined,
    () => undefined,
  )
  part.busy = busy
  try {
    return await done
  } finally {
    if (part.busy === busy) part.busy = undefined
  }
}

/** Puts on disk what was read, also after a break; when that fails the hash no longer fits the file and is made again from it. */
async function keepWritten(part: Part, file: FileHandle, flush: () => Promise<void>): Promise<void> {
  try {
    await flush()
    if (part.hashed === part.size) await file.sync()
  } catch (error) {
    part.hash = undefined
    throw error
  } finally {
    await file.close()
  }
}
