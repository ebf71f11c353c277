import { randomBytes } from 'node:crypto'
import { IncomingMessage, type ServerResponse } from 'node:http'
import { type CancellationContext, ERRORS, Server, type Upload } from '@tus/server'
import { assertHolds } from '#shared/primitives/assert.ts'
import type { UploadStore } from './upload-store.ts'

/** Where uploads live below the origin. */
export const uploadsPath = '/api/uploads'

/**
 * The protocol machine (tus 1.0), wired to our store. Ids are capabilities: 32 random bytes. The library copies each chunk
 * through web streams and two transforms on its way; ours goes from the socket to hash and file.
 */
export function createTusServer(
  store: UploadStore,
  options: { readonly maxBytes: number; readonly origin: string },
): { handle(request: IncomingMessage, response: ServerResponse): Promise<void> } {
  const tus = new Server({
    path: uploadsPath,
    datastore: store,
    maxSize: options.maxBytes,
    relativeLocation: true,
    allowedOrigins: [options.origin],
    lockDrainTimeout: 1000,
    namingFunction: () => randomBytes(32).toString('base64url'),
    onResponseError: (_request, error) => ('status_code' in error ? error : { status_code: 500, body: 'upload failed\n' }),
  })
  const writeToStore = (body: unknown, upload: Upload, maximum: number, context: CancellationContext): Promise<number> => {
    assertHolds(body instanceof IncomingMessage, 'the body of an upload is the request itself')
    return receive(store, body, { upload, maximum, signal: context.signal })
  }
  Object.assign(tus.handlers.POST, { writeToStore })
  Object.assign(tus.handlers.PATCH, { writeToStore })
  return {
    async handle(request, response) {
      const reply = await tus.handleWeb(directRequest(request, response))
      if (response.destroyed) return
      for (const [name, value] of reply.headers) response.setHeader(name, value)
      const body = await reply.text()
      response.writeHead(reply.status).end(request.method === 'HEAD' ? undefined : body)
    },
  }
}

/** What the library reads of a Fetch request, with the Node request in the place of its body. */
function directRequest(request: IncomingMessage, response: ServerResponse): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    headers.set(name, Array.isArray(value) ? value.join(', ') : (value ?? ''))
  return {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', 'http://localhost').href,
    headers,
    body: request,
    runtime: { node: { req: request, res: response } },
  } as unknown as Request
}

/** A second request for the same upload asks this one to let go: the hanging connection is cut, what it brought stays. */
async function receive(
  store: UploadStore,
  request: IncomingMessage,
  { upload, maximum, signal }: { readonly upload: Upload; readonly maximum: number; readonly signal: AbortSignal },
): Promise<number> {
  if (signal.aborted) throw ERRORS.ABORTED
  const letGo = (): void => void request.destroy()
  signal.addEventListener('abort', letGo, { once: true })
  try {
    return await store.write(request, upload.id, upload.offset, maximum)
  } finally {
    signal.removeEventListener('abort', letGo)
  }
}
