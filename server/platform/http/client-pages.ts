import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { RequestHandler } from 'express'

/** A file of the built client, in memory: there are few, and nothing a request says becomes a path of the file system. */
interface ClientFile {
  readonly mediaType: string
  readonly etag: string
  readonly bytes: Buffer
  readonly gzipped: Buffer | undefined
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
}

/** Where `npm run build` puts the client: beside this package's own package.json, from source and from the build alike. */
export function builtClientFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  return join(folder, 'dist', 'client')
}

/**
 * Serves the built client: its files by their exact names, and its one page for every other address outside `/api`, because the client
 * knows the addresses itself. Files with a digest in their name never change; the page is asked for again each time. Without a build
 * nothing is served and every address is not-found.
 */
export async function clientPages(folder: string): Promise<RequestHandler> {
  const files = await readFiles(folder)
  const page = files.get('/index.html')
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next()
    if (/^\/(?:api|healthz|readyz|metrics)(?:\/|$)/.test(request.path)) return next()
    const file = files.get(request.path)
    // An asset that is not there (an older page asks for it) is not the page.
    const found = file ?? (request.path.startsWith('/assets/') ? undefined : page)
    if (found === undefined) return next()
    response.setHeader('content-type', found.mediaType)
    response.setHeader('etag', found.etag)
    response.setHeader('vary', 'accept-encoding')
    response.setHeader('cache-control', request.path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    if (request.headers['if-none-match'] === found.etag) return void response.status(304).end()
    const isGzipped = found.gzipped !== undefined && request.acceptsEncodings('gzip') === 'gzip'
    if (isGzipped) response.setHeader('content-encoding', 'gzip')
    response.end(isGzipped ? found.gzipped : found.bytes)
  }
}

async function readFiles(folder: string): Promise<ReadonlyMap<string, ClientFile>> {
  const files = new Map<string, ClientFile>()
  if (!existsSync(folder)) return files
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const mediaType = mediaTypes[extname(entry.name)]
    if (!entry.isFile() || mediaType === undefined) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = await readFile(path)
    const gzipped = /^(?:text|application|image\/svg)/.test(mediaType) ? await promisify(gzip)(bytes, { level: 6 }) : undefined
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
    files.set(`/${relative(folder, path).split(sep).join('/')}`, { mediaType, etag, bytes, gzipped })
  }
  return files
}
