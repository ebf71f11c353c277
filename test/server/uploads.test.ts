import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { Upload } from 'tus-js-client'
import { fileTimeSeconds } from '../../server/platform/blobs/blob-store.ts'
import { createUploadLimits } from '../../server/platform/uploads/upload-limits.ts'
import type { ProblemDocument } from '../../shared/problems/problem.ts'
import { startUploadServer, type UploadServer } from '../support/upload-server.ts'

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const tus = { 'Tus-Resumable': '1.0.0' }

describe('uploads: anonymous, resumable, hashed as they arrive', () => {
  let folder: string
  let server: UploadServer

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'uploads-'))
    server = await startUploadServer(folder, { maxBytes: 20_000_000, maxUnusedPerAddress: 5 })
  })
  afterEach(async () => {
    await server.close()
    await rm(folder, { recursive: true })
  })

  const begin = (headers: Record<string, string>) =>
    fetch(`${server.origin}/api/uploads`, { method: 'POST', headers: { ...tus, ...headers } })
  const created = async (size: number): Promise<string> => {
    const answer = await begin({ 'Upload-Length': String(size) })
    expect(answer.status).to.equal(201)
    return (answer.headers.get('location') ?? '').slice('/api/uploads/'.length)
  }
  const patch = (capability: string, offset: number, body: Uint8Array<ArrayBuffer>) =>
    fetch(`${server.origin}/api/uploads/${capability}`, {
      method: 'PATCH',
      headers: { ...tus, 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' },
      body,
    })
  const head = (capability: string) => fetch(`${server.origin}/api/uploads/${capability}`, { method: 'HEAD', headers: tus })
  const problemOf = async (answer: Response): Promise<ProblemDocument> => {
    expect(answer.headers.get('content-type')).to.match(/^application\/problem\+json/)
    return (await answer.json()) as ProblemDocument
  }
  /** Sends some bytes of a longer request and cuts the connection once they have come in. */
  const sendAndBreak = (capability: string, offset: number, bytes: Uint8Array, announced: number) =>
    new Promise<void>((resolve) => {
      const outgoing = request(`${server.origin}/api/uploads/${capability}`, {
        method: 'PATCH',
        headers: {
          ...tus,
          'Upload-Offset': offset,
          'Content-Type': 'application/offset+octet-stream',
          'Content-Length': announced,
        },
      })
      outgoing.on('error', () => resolve())
      const breakOff = async () => {
        const from = outgoing.socket?.localPort
        while (!outgoing.destroyed && !server.hasRead(from, bytes.length)) await delay(10)
        // What came in passes through buffers yet.
        await delay(100)
        outgoing.destroy()
      }
      outgoing.write(bytes, () => void breakOff())
      outgoing.on('close', () => resolve())
    })

  it('takes a file from the tus client of the browser, byte for byte, and hands over digest and size at once', async () => {
    const content = randomBytes(5_000_000)
    const capability = await new Promise<string>((resolve, reject) => {
      const upload = new Upload(content, {
        endpoint: `${server.origin}/api/uploads`,
        chunkSize: 1_000_000,
        retryDelays: [],
        onError: reject,
        onSuccess: () => resolve((upload.url ?? '').split('/').at(-1) ?? ''),
      })
      upload.start()
    })
    expect(capability).to.match(/^[A-Za-z0-9_-]{43}$/)
    const finished = await server.uploads.finished(capability)
    expect(finished).to.include({ sha256: sha256Of(content), size: content.length })
    const taken = await server.uploads.take(capability)
    expect(await buffer(await server.blobs.open(taken.sha256, { isVerified: true }))).to.deep.equal(content)
    expect(await server.uploads.finished(capability)).to.equal(undefined)
    expect((await head(capability)).status).to.equal(404)
    expect(await readdir(join(folder, 'uploads'))).to.deep.equal([])
  })

  it('goes on where a broken connection left off, and the digest is that of the whole', async () => {
    const content = new Uint8Array(randomBytes(3_000_000))
    const capability = await created(content.length)
    await sendAndBreak(capability, 0, content.subarray(0, 1_234_567), content.length)
    await delay(100)
    const offset = Number((await head(capability)).headers.get('upload-offset'))
    expect(offset).to.equal(1_234_567)
    expect(await server.uploads.finished(capability)).to.equal(undefined)
    expect((await patch(capability, offset, content.slice(offset))).status).to.equal(204)
    expect(await server.uploads.finished(capability)).to.include({ sha256: sha256Of(content), size: content.length })
  })

  it('takes bytes with the very first request (creation-with-upload)', async () => {
    const content = new Uint8Array(randomBytes(40_000))
    const answer = await fetch(`${server.origin}/api/uploads`, {
      method: 'POST',
      headers: { ...tus, 'Upload-Length': String(content.length), 'Content-Type': 'application/offset+octet-stream' },
      body: content,
    })
    expect([answer.status, answer.headers.get('upload-offset')]).to.deep.equal([201, '40000'])
    const capability = (answer.headers.get('location') ?? '').slice('/api/uploads/'.length)
    expect(await server.uploads.finished(capability)).to.include({ sha256: sha256Of(content), size: content.length })
  })

  it('says what it can do, and lets only pages of its own origin use it', async () => {
    const answer = await fetch(`${server.origin}/api/uploads`, {
      method: 'OPTIONS',
      headers: { Origin: 'https://elsewhere.example' },
    })
    expect(answer.status).to.equal(204)
    expect(answer.headers.get('tus-version')).to.equal('1.0.0')
    expect(answer.headers.get('tus-extension')).to.equal('creation,creation-with-upload,termination')
    expect(answer.headers.get('tus-max-size')).to.equal('20000000')
    expect(answer.headers.get('access-control-allow-origin')).to.equal('http://localhost')
  })

  it('lets a second request take over from a connection that hangs', async () => {
    const content = new Uint8Array(randomBytes(2_000_000))
    const capability = await created(content.length)
    const hanging = request(`${server.origin}/api/uploads/${capability}`, {
      method: 'PATCH',
      headers: {
        ...tus,
        'Upload-Offset': 0,
        'Content-Type': 'application/offset+octet-stream',
        'Content-Length': content.length,
      },
    })
    hanging.on('error', () => undefined)
    await new Promise<void>((resolve) => hanging.write(content.subarray(0, 500_000), () => resolve()))
    await delay(100)
    const offset = Number((await head(capability)).headers.get('upload-offset'))
    expect(offset).to.equal(500_000)
    expect((await patch(capability, offset, content.slice(offset))).status).to.equal(204)
    expect(await server.uploads.finished(capability)).to.include({ sha256: sha256Of(content) })
  })

  it('finds its uploads again after a restart, whole and unfinished, with their digests', async () => {
    const whole = new Uint8Array(randomBytes(100_000))
    const half = new Uint8Array(randomBytes(200_000))
    const [wholeCapability, halfCapability] = [await created(whole.length), await created(half.length)]
    await patch(wholeCapability, 0, whole)
    await patch(halfCapability, 0, half.slice(0, 70_000))
    await server.close()
    server = await startUploadServer(folder)
    await server.uploads.whenRecovered
    expect(await server.uploads.finished(wholeCapability)).to.include({ sha256: sha256Of(whole), size: whole.length })
    expect((await head(halfCapability)).headers.get('upload-offset')).to.equal('70000')
    expect((await patch(halfCapability, 70_000, half.slice(70_000))).status).to.equal(204)
    expect(await server.uploads.finished(halfCapability)).to.include({ sha256: sha256Of(half) })
  })

  it('finishes an upload whose last byte was written in the moment of a crash', async () => {
    const content = new Uint8Array(randomBytes(1000))
    const capability = await created(content.length)
    const [name = ''] = await readdir(join(folder, 'uploads'))
    await writeFile(join(folder, 'uploads', name), content)
    expect(await server.uploads.finished(capability)).to.include({ sha256: sha256Of(content), size: 1000 })
  })

  it('leaves nothing on disk that names, dates or opens an upload (P9)', async () => {
    const content = new Uint8Array(randomBytes(50_000))
    const capability = await created(content.length)
    const [partName = ''] = await readdir(join(folder, 'uploads'))
    expect(partName).to.equal(`${sha256Of(Buffer.from(capability))}.50000.part`)
    await patch(capability, 0, content)
    const names = await readdir(join(folder, 'uploads'))
    expect(names).to.deep.equal([`${sha256Of(Buffer.from(capability))}.${sha256Of(content)}`])
    const found = await stat(join(folder, 'uploads', names[0] ?? ''))
    expect(found.mtimeMs).to.equal(fileTimeSeconds * 1000)
    expect(found.mode & 0o777).to.equal(0o600)
  })

  it('refuses metadata, which would carry a file name (P9)', async () => {
    const answer = await begin({ 'Upload-Length': '10', 'Upload-Metadata': 'filename 5oqV5qCH5Lmm' })
    expect((await problemOf(answer)).code).to.equal('upload-metadata-refused')
    expect(answer.status).to.equal(422)
    expect(await readdir(join(folder, 'uploads'))).to.deep.equal([])
  })

  it('refuses what is too large, empty or of unknown length, each by its own name', async () => {
    expect((await problemOf(await begin({ 'Upload-Length': '20000001' }))).facts).to.deep.equal({ maxBytes: 20_000_000 })
    expect((await problemOf(await begin({ 'Upload-Length': '0' }))).code).to.equal('upload-empty')
    expect((await problemOf(await begin({ 'Upload-Defer-Length': '1' }))).code).to.equal('upload-empty')
    expect((await problemOf(await begin({ 'Upload-Length': '1e3x' }))).code).to.equal('upload-empty')
  })

  it('takes no byte beyond the announced length', async () => {
    const capability = await created(1000)
    expect((await patch(capability, 0, new Uint8Array(1001))).status).to.equal(413)
    const chunked = await new Promise<number>((resolve, reject) => {
      const outgoing = request(
        `${server.origin}/api/uploads/${capability}`,
        { method: 'PATCH', headers: { ...tus, 'Upload-Offset': 0, 'Content-Type': 'application/offset+octet-stream' } },
        (answer) => {
          answer.resume()
          resolve(answer.statusCode ?? 0)
        },
      )
      outgoing.on('error', reject)
      outgoing.end(new Uint8Array(5000))
    })
    expect(chunked).to.equal(413)
    expect(await server.uploads.finished(capability)).to.equal(undefined)
    expect(Number((await head(capability)).headers.get('upload-offset'))).to.equal(0)
  })

  it('refuses a wrong offset and says the right one', async () => {
    const capability = await created(1000)
    await patch(capability, 0, new Uint8Array(400))
    const answer = await patch(capability, 0, new Uint8Array(1000))
    expect(answer.status).to.equal(409)
    expect((await problemOf(answer)).facts).to.deep.equal({ offset: 400 })
  })

  it('knows no upload by a guessed or malformed capability', async () => {
    expect((await head(randomBytes(32).toString('base64url'))).status).to.equal(404)
    expect((await problemOf(await patch(randomBytes(32).toString('base64url'), 0, new Uint8Array(1)))).code).to.equal(
      'upload-not-found',
    )
    expect((await patch('..%2F..%2Fetc', 0, new Uint8Array(1))).status).to.equal(422)
  })

  it('drops an upload when asked', async () => {
    const capability = await created(1000)
    const answer = await fetch(`${server.origin}/api/uploads/${capability}`, { method: 'DELETE', headers: tus })
    expect(answer.status).to.equal(204)
    expect((await head(capability)).status).to.equal(404)
    expect(await readdir(join(folder, 'uploads'))).to.deep.equal([])
  })

  it('counts unused uploads per address in memory, and gives the place back when one is used or dropped', async () => {
    const capabilities = await Promise.all(Array.from({ length: 5 }, () => created(3)))
    const refused = await begin({ 'Upload-Length': '3' })
    expect(refused.status).to.equal(429)
    expect((await problemOf(refused)).code).to.equal('uploads-too-many')
    const [first = '', second = ''] = capabilities
    await patch(first, 0, new Uint8Array([1, 2, 3]))
    await server.uploads.take(first)
    expect(await created(3)).to.be.a('string')
    await fetch(`${server.origin}/api/uploads/${second}`, { method: 'DELETE', headers: tus })
    expect(await created(3)).to.be.a('string')
  })

  it('lets no address take more than half of the room with all its unused uploads, however many come at one moment', () => {
    const limits = createUploadLimits(100)
    const begin = (address: string, bytes: number, freeBytes: number) => limits.begin(address, { bytes, freeBytes })
    begin('192.0.2.1', 900, 1000).named('large')
    expect(() => begin('192.0.2.1', 200, 1000)).to.throw('uploads-too-many')
    begin('192.0.2.2', 200, 1000).failed()
    limits.forget('large')
    for (let count = 0; count < 4; count += 1) begin('192.0.2.1', 100, 500).named(`small ${count}`)
    expect(() => begin('192.0.2.1', 100, 500)).to.throw('uploads-too-many')
    begin('192.0.2.3', 100, 500)
    limits.forget('small 0')
    begin('192.0.2.1', 100, 500)
  })

  it('sweeps what nobody touched for long, and nothing else', async () => {
    await server.close()
    server = await startUploadServer(folder, { sweepAfterMs: 300 })
    const stale = await created(1000)
    await patch(stale, 0, new Uint8Array(400))
    const staleWhole = await created(4)
    await patch(staleWhole, 0, new Uint8Array(4))
    await delay(350)
    const fresh = await created(1000)
    await utimes(join(folder, 'uploads', `${sha256Of(Buffer.from(fresh))}.1000.part`), 0, 0)
    expect(await server.uploads.sweep()).to.equal(2)
    expect((await head(stale)).status).to.equal(404)
    expect((await head(staleWhole)).status).to.equal(404)
    expect((await head(fresh)).status).to.equal(200)
  })

  it('shuts down in order: takes nothing new, keeps what it had read', async () => {
    const content = new Uint8Array(randomBytes(2_000_000))
    const capability = await created(content.length)
    const sending = sendAndBreak(capability, 0, content.subarray(0, 900_000), content.length)
    await delay(50)
    const closing = server.uploads.close(2000)
    const refused = await begin({ 'Upload-Length': '10' })
    expect(refused.status).to.equal(503)
    expect((await problemOf(refused)).code).to.equal('shutting-down')
    await sending
    await closing
    await server.close()
    server = await startUploadServer(folder)
    const offset = Number((await head(capability)).headers.get('upload-offset'))
    expect(offset).to.equal(900_000)
    await patch(capability, offset, content.slice(offset))
    expect(await server.uploads.finished(capability)).to.include({ sha256: sha256Of(content) })
  })

  it('hands the eight at once each their own bytes', async () => {
    await server.close()
    server = await startUploadServer(folder)
    const contents = Array.from({ length: 8 }, () => new Uint8Array(randomBytes(1_500_000)))
    const digests = await Promise.all(
      contents.map(async (content) => {
        const capability = await created(content.length)
        await patch(capability, 0, content.slice(0, 600_000))
        await patch(capability, 600_000, content.slice(600_000))
        return (await server.uploads.finished(capability))?.sha256
      }),
    )
    expect(digests).to.deep.equal(contents.map(sha256Of))
  })
})
