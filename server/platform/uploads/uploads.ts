import { statfs } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { BlobStore } from '../blobs/blob-store.ts'
import { createTusServer, uploadsPath } from './tus-server.ts'
import { type BegunUpload, createUploadLimits, type UploadLimits } from './upload-limits.ts'
import { type FinishedUpload, nameOf, UploadStore } from './upload-store.ts'

/** Anonymous resumable uploads: what lies between a client's bytes and the blob store. */
export interface Uploads {
  /** Digest, size and place of a whole upload; undefined while bytes are missing or when there is no such upload. */
  finished(capability: string): Promise<FinishedUpload | undefined>
  /** Puts a whole upload into the blobs and keeps the upload as well: call `forget` once your own record is committed. */
  adopt(capability: string): Promise<FinishedUpload>
  /** Drops an upload, used or not; one that is gone is no fault. */
  forget(capability: string): Promise<void>
  /** `adopt` and `forget` in one, for callers that can ask for the file again. */
  take(capability: string): Promise<FinishedUpload>
  /** Answers one tus request. Refusals that a person should understand are thrown as problems before tus sees the request. */
  handle(request: IncomingMessage, response: ServerResponse, exchange: UploadExchange): Promise<void>
  /** Removes uploads nobody touched for longer than the limit. Returns how many went. */
  sweep(): Promise<number>
  /** Takes nothing new, lets requests under way finish for `graceMs`, then ends them with what they have read on disk. */
  close(graceMs: number): Promise<void>
  /** Resolves when the hashes of uploads that an earlier run left have been made again. */
  readonly whenRecovered: Promise<void>
}

/** What the routes know of an upload request. */
export interface UploadExchange {
  /** Absent when an upload is created or the service asked what it can do. */
  readonly capability?: string | undefined
  /** Network address, for the limit kept in memory. */
  readonly address: string
}

/** How uploads are kept. */
export interface UploadOptions {
  /** A folder on the file system of the blobs, which take files over by hard link. */
  readonly folder: string
  readonly blobs: BlobStore
  /** Largest upload, bytes. */
  readonly maxBytes: number
  /** Origin whose pages may upload, such as `https://kaibiao.example`. */
  readonly origin: string
  /** Unused uploads one address may have. A bid hall shares one address: keep it generous. */
  readonly maxUnusedPerAddress?: number
  /** Uploads untouched for longer are swept. Default three days. */
  readonly sweepAfterMs?: number
}

const defaultUnused = 400
const defaultSweepAfterMs = 3 * 24 * 3_600_000
/** Space that stays free for the database and the log, bytes. */
const reservedBytes = 512 * 1024 * 1024

/** Opens the uploads of a data folder: finds what an earlier run left, and goes on with it. */
export async function openUploads(options: UploadOptions): Promise<Uploads> {
  const store = new UploadStore(options.folder)
  const { hashed } = await store.recover()
  const limits = createUploadLimits(options.maxUnusedPerAddress ?? defaultUnused)
  const tus = createTusServer(store, options)
  let isClosing = false
  let requests = 0
  let whenIdle: (() => void) | undefined

  const adopt = async (capability: string): Promise<FinishedUpload> => {
    const upload = await store.finished(capability)
    if (upload === undefined) throw new DomainProblem('upload-not-found')
    await options.blobs.adopt(upload.path, upload.sha256, upload.size)
    return upload
  }
  const forget = async (capability: string): Promise<void> => {
    limits.forget(nameOf(capability))
    await store.forget(capability)
  }

  return {
    finished: (capability) => store.finished(capability),
    adopt,
    forget,
    async take(capability) {
      const upload = await adopt(capability)
      await forget(capability)
      return upload
    },
    async handle(request, response, { capability, address }) {
      if (isClosing && request.method !== 'HEAD') throw new DomainProblem('shutting-down')
      const begun = request.method === 'POST' ? await begin(request, options, limits, address) : undefined
      if (capability !== undefined) await assertContinues(request, await store.offset(capability))
      response.setHeader('cache-control', 'no-store')
      requests += 1
      try {
        await tus.handle(request, response)
      } finally {
        requests -= 1
        if (requests === 0) whenIdle?.()
        const created = begun === undefined ? undefined : createdBy(response)
        if (created === undefined) begun?.failed()
        else begun?.named(nameOf(created))
      }
      if (request.method === 'DELETE' && capability !== undefined) limits.forget(nameOf(capability))
    },
    async sweep() {
      const swept = await store.sweep(Date.now() - (options.sweepAfterMs ?? defaultSweepAfterMs))
      for (const name of swept) limits.forget(name)
      return swept.length
    },
    async close(graceMs) {
      isClosing = true
      if (requests > 0) {
        await new Promise<void>((resolve) => {
          const timeout = setTimeout(resolve, graceMs)
          whenIdle = () => {
            clearTimeout(timeout)
            resolve()
          }
        })
      }
      await store.stop()
    },
    whenRecovered: hashed,
  }
}

/** Asserts that an upload may begin, and counts it. */
async function begin(
  request: IncomingMessage,
  options: UploadOptions,
  limits: UploadLimits,
  address: string,
): Promise<BegunUpload> {
  const metadata = ['upload-metadata', 'upload-concat'].find((header) => request.headers[header] !== undefined)
  if (metadata !== undefined) throw new DomainProblem('upload-metadata-refused', { header: metadata })
  const length = Number(request.headers['upload-length'])
  if (!Number.isSafeInteger(length) || length <= 0) throw new DomainProblem('upload-empty')
  if (length > options.maxBytes) throw new DomainProblem('upload-too-large', { maxBytes: options.maxBytes })
  const disk = await statfs(options.folder)
  const freeBytes = disk.bavail * disk.bsize - reservedBytes
  if (freeBytes < length) throw new DomainProblem('uploads-full')
  return limits.begin(address, { bytes: length, freeBytes })
}

async function assertContinues(request: IncomingMessage, offset: number | undefined): Promise<void> {
  if (offset === undefined) throw new DomainProblem('upload-not-found')
  if (request.method !== 'PATCH') return
  const claimed = request.headers['upload-offset']
  if (claimed !== undefined && claimed !== String(offset)) throw new DomainProblem('upload-wrong-offset', { offset })
}

/** The capability of the upload an answer says was created. */
function createdBy(response: ServerResponse): string | undefined {
  const location = response.getHeader('location')
  return response.statusCode === 201 && typeof location === 'string' ? location.slice(uploadsPath.length + 1) : undefined
}
