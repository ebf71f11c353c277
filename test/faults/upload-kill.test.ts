import { type ChildProcess, fork } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { openBlobStore } from '../../server/platform/blobs/blob-store.ts'
import { openUploads } from '../../server/platform/uploads/uploads.ts'

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const tus = { 'Tus-Resumable': '1.0.0' }

describe('an upload whose server dies in the middle (B3: complete or not at all, and nothing lost)', () => {
  let folder: string
  let child: ChildProcess
  let origin: string

  async function start(): Promise<void> {
    child = fork(new URL('../support/upload-process.ts', import.meta.url), [folder])
    const [{ port }] = (await once(child, 'message')) as [{ port: number }]
    origin = `http://127.0.0.1:${port}`
  }
  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const exit = once(child, 'exit') as Promise<[number | null]>
    child.kill(signal)
    return (await exit)[0]
  }
  async function create(size: number): Promise<string> {
    const answer = await fetch(`${origin}/api/uploads`, { method: 'POST', headers: { ...tus, 'Upload-Length': String(size) } })
    return answer.headers.get('location') ?? ''
  }
  async function offsetOf(location: string): Promise<number> {
    return Number((await fetch(`${origin}${location}`, { method: 'HEAD', headers: tus })).headers.get('upload-offset'))
  }
  /** Sends slowly, so that the server can die in between. Resolves with the status, or with undefined when the connection broke. */
  function sendSlowly(location: string, content: Uint8Array, offset: number, pauseMs: number): Promise<number | undefined> {
    return new Promise((resolve) => {
      const outgoing = request(
        `${origin}${location}`,
        {
          method: 'PATCH',
          headers: {
            ...tus,
            'Upload-Offset': offset,
            'Content-Type': 'application/offset+octet-stream',
            'Content-Length': content.length - offset,
          },
        },
        (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        },
      )
      outgoing.on('error', () => resolve(undefined))
      const send = async (): Promise<void> => {
        for (let at = offset; at < content.length && !outgoing.destroyed; at += 500_000) {
          outgoing.write(content.subarray(at, at + 500_000))
          await delay(pauseMs)
        }
        outgoing.end()
      }
      void send()
    })
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'upload-kill-'))
    await start()
  })
  afterEach(async () => {
    if (child.exitCode === null && child.signalCode === null) await end('SIGKILL')
    await rm(folder, { recursive: true })
  })

  it('goes on after kill -9, again and again, and ends with the same bytes', async () => {
    const content = randomBytes(6_000_000)
    const location = await create(content.length)
    let offset = 0
    for (let death = 0; death < 2; death += 1) {
      const sending = sendSlowly(location, content, offset, 40)
      await delay(180)
      await end('SIGKILL')
      expect(await sending).to.equal(undefined)
      await start()
      const reached = await offsetOf(location)
      expect(reached).to.be.greaterThan(offset)
      expect(reached).to.be.lessThan(content.length)
      offset = reached
    }
    expect(await sendSlowly(location, content, offset, 0)).to.equal(204)
    const [name = ''] = await readdir(join(folder, 'uploads'))
    expect(name.split('.')[1]).to.equal(sha256Of(content))
  })

  it('keeps a finished upload through kill -9, with its digest, and hands it over', async () => {
    const content = randomBytes(3_000_000)
    const location = await create(content.length)
    expect(await sendSlowly(location, content, 0, 0)).to.equal(204)
    await end('SIGKILL')
    const blobs = await openBlobStore(join(folder, 'blobs'))
    const uploads = await openUploads({
      folder: join(folder, 'uploads'),
      blobs,
      maxBytes: 10_000_000,
      origin: 'http://localhost',
    })
    const taken = await uploads.take(location.split('/').at(-1) ?? '')
    expect(taken.sha256).to.equal(sha256Of(content))
    expect(await blobs.list()).to.deep.equal([sha256Of(content)])
    await uploads.close(0)
  })

  it('finishes what is under way when told to end (SIGTERM), then ends by itself', async () => {
    const content = randomBytes(4_000_000)
    const location = await create(content.length)
    const sending = sendSlowly(location, content, 0, 30)
    await delay(100)
    const ended = end('SIGTERM')
    expect(await sending).to.equal(204)
    expect(await ended).to.equal(0)
    const [name = ''] = await readdir(join(folder, 'uploads'))
    expect(name.split('.')[1]).to.equal(sha256Of(content))
  })
})
