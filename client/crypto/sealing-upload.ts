import { dropUpload } from '#shared/contracts/bids.ts'
import { addressOf } from '#shared/contracts/client.ts'
import { UploadFailed, type UploadOrder, uploadPayload } from '#shared/sealed-bid/client/upload-payload.ts'

/** Between attempts when the network is away: soon at first, then every so often. */
const AGAIN_AFTER_MS = [1000, 2000, 5000, 10_000]
/** Refusals that waiting does not change. */
const FINAL = new Set([400, 403, 413, 415, 422, 507])

/**
 * Uploads a ciphertext however long the network is away: a closed laptop, a train. Goes on where the server is. Only a refusal that waiting
 * does not change ends it. Throws UploadFailed.
 */
export async function uploadPatiently(order: Omit<UploadOrder, 'fetch' | 'wait'>, onWaiting: () => void): Promise<string> {
  let { capability } = order
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await uploadPayload({
        ...order,
        fetch: anonymousFetch,
        wait,
        capability,
        onCapability(begun) {
          capability = begun
          return order.onCapability?.(begun)
        },
        onProgress(doneBytes, totalBytes) {
          attempt = 0
          order.onProgress?.(doneBytes, totalBytes)
        },
      })
    } catch (error) {
      if (error instanceof RangeError || (error instanceof UploadFailed && FINAL.has(error.status))) throw error
      onWaiting()
      await wait(AGAIN_AFTER_MS[Math.min(attempt, AGAIN_AFTER_MS.length - 1)] ?? 10_000)
    }
  }
}

/** A bid travels without a name: no cookie, no token, no referrer. Bytes are told as they leave where the browser can. */
export const anonymousFetch: typeof fetch = (input, init) =>
  fetch(input, { ...init, credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' })

/** Waits; a network that comes back ends the wait. */
function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      removeEventListener('online', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    addEventListener('online', done)
  })
}

/** Drops an upload that was not submitted; whether the server still had it does not matter. Throws UploadFailed when it will not. */
export async function dropUploaded(origin: string, capability: string): Promise<void> {
  const address = new URL(addressOf(dropUpload, { capability }), origin)
  const response = await anonymousFetch(address, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } })
  if (!response.ok && response.status !== 404) throw new UploadFailed(response.status, 'not dropped')
}
