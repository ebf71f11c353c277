import type { ByteStream } from '../runtime.ts'

/** Bytes of one PATCH: 16 MiB, so that a break costs little and few requests are made. */
const PATCH_BYTES = 16 * 1024 * 1024
const TUS = { 'tus-resumable': '1.0.0' } as const

/** An upload that did not go on: the server's answer, or a connection that broke too often. */
export class UploadFailed extends Error {
  override readonly name = 'UploadFailed'
  /** HTTP status; 0 when there was no answer. */
  readonly status: number

  constructor(status: number, detail: string) {
    super(`upload failed (${status}): ${detail}`)
    this.status = status
  }
}

/** What uploading needs. */
export interface UploadOrder {
  readonly origin: string
  readonly fetch: typeof globalThis.fetch
  readonly size: number
  /** The ciphertext from a byte on. */
  open(from: number): ByteStream
  /** The capability of an upload begun before, to go on with. */
  readonly capability?: string | undefined
  /** Called as soon as there is a capability: keep it, and a break costs nothing but the last part. */
  onCapability?(capability: string): Promise<void> | void
  onProgress?(doneBytes: number, totalBytes: number): void
  /** Waits between attempts, milliseconds; the clock is the caller's. */
  wait?(milliseconds: number): Promise<void>
}

/**
 * Uploads a ciphertext by tus 1.0 (https://tus.io): create with its length, patches of 16 MiB, and after a break on from where the
 * server is. Returns the upload's capability, by which alone it is used. Throws UploadFailed.
 */
export async function uploadPayload(order: UploadOrder): Promise<string> {
  const known = order.capability === undefined ? undefined : await offsetOf(order, order.capability)
  const capability = known === undefined || order.capability === undefined ? await create(order) : order.capability
  if (known === undefined) await order.onCapability?.(capability)
  let offset = known ?? 0
  let attempts = 0
  while (offset < order.size) {
    try {
      offset = await patch(order, capability, offset)
      order.onProgress?.(offset, order.size)
      attempts = 0
    } catch (error) {
      const isFinal = error instanceof UploadFailed && error.status >= 400 && error.status < 500 && error.status !== 409
      attempts += 1
      if (isFinal || attempts > 5) throw error instanceof UploadFailed ? error : new UploadFailed(0, String(error))
      await order.wait?.(500 * 2 ** attempts)
      const now = await offsetOf(order, capability)
      if (now === undefined) throw new UploadFailed(404, 'the upload is gone')
      offset = now
    }
  }
  return capability
}

async function create(order: UploadOrder): Promise<string> {
  const headers = { ...TUS, 'upload-length': String(order.size) }
  const response = await order.fetch(new URL('/api/uploads', order.origin), { method: 'POST', headers })
  if (response.status !== 201) throw new UploadFailed(response.status, await textOf(response))
  const capability = response.headers.get('location')?.split('/').at(-1)
  if (capability === undefined || !/^[\w-]{43}$/.test(capability)) throw new UploadFailed(response.status, 'no capability')
  return capability
}

async function offsetOf(order: UploadOrder, capability: string): Promise<number | undefined> {
  const response = await order.fetch(addressOf(order, capability), { method: 'HEAD', headers: TUS })
  if (response.status === 404 || response.status === 410) return undefined
  const offset = Number(response.headers.get('upload-offset') ?? Number.NaN)
  if (!response.ok || !Number.isSafeInteger(offset)) throw new UploadFailed(response.status, 'no offset')
  return offset
}

async function patch(order: UploadOrder, capability: string, offset: number): Promise<number> {
  const length = Math.min(PATCH_BYTES, order.size - offset)
  const body = new Uint8Array(length)
  let filled = 0
  for await (const part of order.open(offset)) {
    body.set(part.subarray(0, length - filled), filled)
    filled += Math.min(part.length, length - filled)
    if (filled === length) break
  }
  if (filled < length) throw new UploadFailed(400, 'the ciphertext is shorter than it was')
  const headers = { ...TUS, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' }
  const response = await order.fetch(addressOf(order, capability), { method: 'PATCH', headers, body })
  if (response.status !== 204) throw new UploadFailed(response.status, await textOf(response))
  return Number(response.headers.get('upload-offset'))
}

function addressOf(order: UploadOrder, capability: string): URL {
  return new URL(`/api/uploads/${capability}`, order.origin)
}

async function textOf(response: Response): Promise<string> {
  return (await response.text()).slice(0, 300)
}
