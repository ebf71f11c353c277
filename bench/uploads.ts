import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Eight uploads of 100 MB at once: the real endpoint (tus, hashed as it arrives, durable when whole) against a bare Node
 * server that pipes the request to a file, without and with an fsync at the end. Prints MB/s, peak memory and the ratios.
 */
const uploads = 8
const uploadBytes = 100 * 1024 * 1024
const rounds = Number(process.argv[2] ?? 3)
const block = Buffer.alloc(256 * 1024, 0x5a)

interface Peer {
  readonly child: ChildProcess
  readonly port: number
  readonly folder: string
}

async function startPeer(kind: string): Promise<Peer> {
  const folder = await mkdtemp(join(tmpdir(), 'upload-bench-'))
  const child = fork(new URL('./upload-peer.ts', import.meta.url), [kind, folder])
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return { child, port, folder }
}

async function stopPeer({ child, folder }: Peer): Promise<{ peak: number; cpu: NodeJS.CpuUsage }> {
  child.send('peak')
  const [answer] = (await once(child, 'message')) as [{ peak: number; cpu: NodeJS.CpuUsage }]
  child.send('end')
  await once(child, 'exit')
  await rm(folder, { recursive: true })
  return answer
}

function send(agent: Agent, port: number, method: string, path: string, headers: Record<string, string | number>, bytes: number) {
  return new Promise<{ status: number; location: string }>((resolve, reject) => {
    const outgoing = request({ agent, port, host: '127.0.0.1', method, path, headers }, (answer) => {
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

async function runOnce(kind: string): Promise<{ megabytesPerSecond: number; peakMb: number; cpuS: number }> {
  const peer = await startPeer(kind)
  const agent = new Agent({ keepAlive: true })
  const startedAt = performance.now()
  await Promise.all(
    Array.from({ length: uploads }, async (_, index) => {
      if (kind !== 'kaibiao') {
        await send(agent, peer.port, 'PUT', `/${index}`, { 'content-length': uploadBytes }, uploadBytes)
        return
      }
      const tus = { 'tus-resumable': '1.0.0' }
      const { location } = await send(
        agent,
        peer.port,
        'POST',
        '/api/uploads',
        { ...tus, 'upload-length': uploadBytes, 'content-length': 0 },
        0,
      )
      const headers = {
        ...tus,
        'upload-offset': 0,
        'content-type': 'application/offset+octet-stream',
        'content-length': uploadBytes,
      }
      const { status } = await send(agent, peer.port, 'PATCH', location, headers, uploadBytes)
      if (status !== 204) throw new Error(`upload answered ${status}`)
    }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  agent.destroy()
  const { peak, cpu } = await stopPeer(peer)
  return { megabytesPerSecond: (uploads * uploadBytes) / 1e6 / seconds, peakMb: peak / 1e6, cpuS: (cpu.user + cpu.system) / 1e6 }
}

const kinds = ['bare', 'bare-durable', 'kaibiao']
const results = new Map<string, { megabytesPerSecond: number; peakMb: number; cpuS: number }[]>(kinds.map((kind) => [kind, []]))
for (let round = 0; round < rounds; round += 1) for (const kind of kinds) results.get(kind)?.push(await runOnce(kind))

const median = (values: readonly number[]): number =>
  [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0
const speed = (kind: string): number => median((results.get(kind) ?? []).map(({ megabytesPerSecond }) => megabytesPerSecond))
for (const kind of kinds) {
  const peak = Math.max(...(results.get(kind) ?? []).map(({ peakMb }) => peakMb))
  const cpu = median((results.get(kind) ?? []).map(({ cpuS }) => cpuS))
  process.stdout.write(`${kind.padEnd(13)} ${speed(kind).toFixed(0)} MB/s, peak ${peak.toFixed(0)} MB, cpu ${cpu.toFixed(2)} s\n`)
}
process.stdout.write(
  `ratio ${(speed('kaibiao') / speed('bare')).toFixed(2)} of bare, ${(speed('kaibiao') / speed('bare-durable')).toFixed(2)} of bare and durable\n`,
)
