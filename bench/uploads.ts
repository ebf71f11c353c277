import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { interleave, type Measurement, median, rateOf, secondsOf } from './support/measure.ts'
import { startPeer } from './support/peer.ts'

const UPLOADS = 8
const UPLOAD_BYTES = 100 * 1024 * 1024
const ROUNDS = 3
const MEGABYTE = 1e6
const block = Buffer.alloc(256 * 1024, 0x5a)

/** `bare` and `bare-durable` pipe each request to a file, the second with an fsync at its end; `kaibiao` is the real endpoint. */
type Kind = 'kaibiao' | 'bare' | 'bare-durable'

/**
 * Eight uploads of 100 MB at once: the real endpoint (tus, hashed as it arrives, durable when whole) against a bare Node server
 * that pipes each request to a file. Every run has a server process of its own on an empty folder, whose peak memory is told.
 */
export async function measure(): Promise<Measurement[]> {
  const peaks: Record<Kind, number[]> = { kaibiao: [], bare: [], 'bare-durable': [] }
  const run = async (kind: Kind): Promise<number> => {
    const { seconds, peak } = await runOnce(kind)
    peaks[kind].push(peak)
    return seconds
  }
  const peakOf = (kind: Kind) => `${(Math.max(...peaks[kind]) / MEGABYTE).toFixed(0)} MB`
  const amount = (UPLOADS * UPLOAD_BYTES) / MEGABYTE
  const bare = await interleave(ROUNDS, { ours: () => run('kaibiao'), baseline: () => run('bare') })
  const durable = await interleave(ROUNDS, { ours: () => run('kaibiao'), baseline: () => run('bare-durable') })
  return [
    rateOf({
      name: 'uploads',
      rounds: bare,
      amount,
      unit: 'MB/s',
      what: `8 uploads of 100 MB at once by tus, hashed and fsynced, against a bare node:http server that pipes the requests to files; peak RSS ${peakOf('kaibiao')} against ${peakOf('bare')}`,
    }),
    rateOf({
      name: 'uploads-durable',
      rounds: durable,
      amount,
      unit: 'MB/s',
      what: `the same against the bare server with one fsync per file at its end; peak RSS ${peakOf('bare-durable')}`,
    }),
    {
      name: 'uploads-memory',
      ratio: median(peaks.bare) / median(peaks.kaibiao),
      ours: median(peaks.kaibiao) / MEGABYTE,
      baseline: median(peaks.bare) / MEGABYTE,
      unit: 'MB',
      what: 'peak resident memory of the two server processes; ours has the whole HTTP core loaded',
    },
  ]
}

async function runOnce(kind: Kind): Promise<{ readonly seconds: number; readonly peak: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'uploads-'))
  const peer = await startPeer(new URL('./peers/upload-server.ts', import.meta.url), [kind, folder])
  const agent = new Agent({ keepAlive: true })
  try {
    const port = await peer.call<number>('port')
    const seconds = await secondsOf(() =>
      Promise.all(Array.from({ length: UPLOADS }, (_, index) => sendUpload(agent, port, kind, index))),
    )
    return { seconds, peak: await peer.call<number>('peak') }
  } finally {
    agent.destroy()
    await peer.stop()
    await rm(folder, { recursive: true })
  }
}

async function sendUpload(agent: Agent, port: number, kind: Kind, index: number): Promise<void> {
  if (kind !== 'kaibiao') {
    const { status } = await send(agent, port, 'PUT', `/${index}`, {}, UPLOAD_BYTES)
    if (status !== 204) throw new Error(`the bare server answered ${status}`)
    return
  }
  const tus = { 'tus-resumable': '1.0.0' }
  const { location } = await send(agent, port, 'POST', '/api/uploads', { ...tus, 'upload-length': UPLOAD_BYTES }, 0)
  const offset = { 'upload-offset': 0, 'content-type': 'application/offset+octet-stream' }
  const { status } = await send(agent, port, 'PATCH', location, { ...tus, ...offset }, UPLOAD_BYTES)
  if (status !== 204) throw new Error(`upload answered ${status}`)
}

function send(
  agent: Agent,
  port: number,
  method: string,
  path: string,
  headers: Record<string, string | number>,
  bytes: number,
): Promise<{ readonly status: number; readonly location: string }> {
  return new Promise((resolve, reject) => {
    const all = { ...headers, 'content-length': bytes }
    const outgoing = request({ agent, port, host: '127.0.0.1', method, path, headers: all }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, location: String(answer.headers.location ?? '') }))
    })
    outgoing.on('error', reject)
    let left = bytes
    const more = (): void => {
      while (left > 0) {
        const next = left >= block.length ? block : block.subarray(0, left)
        left -= next.length
        if (!outgoing.write(next)) {
          outgoing.once('drain', more)
          return
        }
      }
      outgoing.end()
    }
    more()
  })
}
