import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import express from 'express'
import { clientPages } from '../../server/platform/http/client-pages.ts'

describe('the pages of the client', () => {
  let folder: string
  let server: Server
  let origin: string

  async function serve(from: string): Promise<void> {
    const app = express().use(await clientPages(from))
    app.use((_request, response) => void response.status(404).end('nothing here'))
    server = createServer(app).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaibiao-client-'))
    await mkdir(join(folder, 'assets'))
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>page</title>')
    await writeFile(join(folder, 'assets', 'main-1a2b.js'), 'export {}')
    await writeFile(join(folder, 'assets', 'main-1a2b.js.map'), '{}')
    await writeFile(join(tmpdir(), 'kaibiao-outside.js'), 'secret')
  })
  afterEach(async () => {
    await new Promise((resolve) => server.close(resolve))
    await rm(folder, { recursive: true, force: true })
    await rm(join(tmpdir(), 'kaibiao-outside.js'), { force: true })
  })

  it('answers every address outside the API with the one page, asked for again each time', async () => {
    await serve(folder)
    for (const path of ['/', '/tenders/0123?tab=documents', '/a/b/c']) {
      const answer = await fetch(origin + path)
      expect(await answer.text(), path).to.contain('<title>page</title>')
      expect(answer.headers.get('cache-control')).to.equal('no-cache')
      expect(answer.headers.get('content-type')).to.equal('text/html; charset=utf-8')
    }
  })
  it('serves a file with a digest in its name for ever, and not again when it is unchanged', async () => {
    await serve(folder)
    const first = await fetch(`${origin}/assets/main-1a2b.js`)
    expect(await first.text()).to.equal('export {}')
    expect(first.headers.get('cache-control')).to.equal('public, max-age=31536000, immutable')
    expect(first.headers.get('content-encoding')).to.equal('gzip')
    const etag = first.headers.get('etag') ?? ''
    const again = await fetch(`${origin}/assets/main-1a2b.js`, { headers: { 'if-none-match': etag } })
    expect(again.status).to.equal(304)
  })
  it('leaves the API, what is missing, other methods and paths that climb to whoever comes after', async () => {
    await serve(folder)
    for (const path of [
      '/api/nothing',
      '/api',
      '/metrics',
      '/assets/main-old.js',
      '/assets/main-1a2b.js.map',
      '/assets/..%2f..%2fkaibiao-outside.js',
    ])
      expect((await fetch(origin + path)).status, path).to.equal(404)
    expect((await fetch(origin, { method: 'POST' })).status).to.equal(404)
  })
  it('serves nothing before the client is built', async () => {
    await serve(join(folder, 'not-built'))
    expect((await fetch(origin)).status).to.equal(404)
  })
})
