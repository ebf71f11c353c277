import { base64url, concat, equalBytes, hex } from '#shared/primitives/bytes.ts'
import { decryptStream, encryptStream } from '#shared/sealed-bid/chunked-encryption.ts'
import { portableRuntime, streamOf } from '#shared/sealed-bid/runtime.ts'
import { connectAgent } from '../../crypto/agent.ts'
import { dropStaging, openFile, stagedFile } from '../../crypto/opfs.ts'
import { randomBytes } from '../../crypto/random.ts'
import { dropUploaded, uploadPatiently } from '../../crypto/sealing-upload.ts'
import { clockOffset, measureClockOffset } from '../../platform/server-time.ts'
import { sizeText } from './format.ts'

/** What is tried, in this order. */
export const environmentChecks = ['crypto', 'worker', 'storage', 'quota', 'clock', 'seal', 'upload', 'open', 'agent'] as const

/** The name of a check. */
export type EnvironmentCheckName = (typeof environmentChecks)[number]

/** How a check came out; `fact` is what was measured. */
export interface EnvironmentCheck {
  readonly name: EnvironmentCheckName
  /** `optional`: not there, and not needed by everybody. */
  readonly state: 'running' | 'pass' | 'fail' | 'optional'
  readonly fact: string
}

const SAMPLE_BYTES = 8 * 1024 * 1024
const ROOM_BYTES = 1024 * 1024 * 1024
/** A real bid waits for the network however long; a check says that there is none. */
const LONGEST_UPLOAD_MS = 60_000
const CLOCK_TOLERANCE_MS = 5 * 60_000

/**
 * Does the real thing: seals a test envelope of 8 MiB, stages it, uploads it to the real endpoint, opens it again and drops the upload. Nothing is
 * submitted. Tells each check as it goes; returns all.
 */
export async function checkEnvironment(input: {
  readonly agentPort: number
  readonly withAgent: boolean
  onCheck(check: EnvironmentCheck): void
}): Promise<readonly EnvironmentCheck[]> {
  const done: EnvironmentCheck[] = []
  const run = async (name: EnvironmentCheckName, work: () => Promise<string>, otherwise: 'fail' | 'optional' = 'fail') => {
    input.onCheck({ name, state: 'running', fact: '' })
    let check: EnvironmentCheck
    try {
      check = { name, state: 'pass', fact: await work() }
    } catch (error) {
      check = { name, state: otherwise, fact: error instanceof Error ? error.message : String(error) }
    }
    done.push(check)
    input.onCheck(check)
  }
  const runtime = portableRuntime(randomBytes)
  const plaintext = new Uint8Array(SAMPLE_BYTES)
  for (let at = 0; at < SAMPLE_BYTES; at += 65_536) plaintext.set(randomBytes(65_536), at)
  const key = randomBytes(32)
  const context = randomBytes(32)
  const staging = hex(randomBytes(16))
  let sealed: Uint8Array<ArrayBuffer> | undefined
  await run('crypto', async () => {
    await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])
    const signing = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
    await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, signing.privateKey, key)
    return 'P-256, AES-256-GCM, HKDF'
  })
  await run('worker', probeWorker)
  await run('seal', async () => {
    const started = performance.now()
    const parts: Uint8Array[] = []
    for await (const part of encryptStream(runtime, { key, context, plaintext: streamOf(plaintext) })) parts.push(part)
    sealed = concat(...parts)
    return `${sizeText((SAMPLE_BYTES * 1000) / (performance.now() - started))}/s`
  })
  await run('storage', async () => {
    if (sealed === undefined) throw new Error('–')
    const root = await navigator.storage.getDirectory()
    const folder = await (await root.getDirectoryHandle('sealed', { create: true })).getDirectoryHandle(staging, { create: true })
    const writable = await (await folder.getFileHandle('test', { create: true })).createWritable()
    await writable.write(sealed)
    await writable.close()
    const file = await stagedFile(staging, 'test', sealed.length)
    if (file === undefined) throw new Error('OPFS')
    return sizeText(file.size)
  })
  await run('quota', async () => {
    const { quota = 0, usage = 0 } = await navigator.storage.estimate()
    if (quota - usage < ROOM_BYTES) throw new Error(sizeText(quota - usage))
    return sizeText(quota - usage)
  })
  await run('clock', async () => {
    await measureClockOffset()
    const offset = clockOffset.get() ?? 0
    if (Math.abs(offset) > CLOCK_TOLERANCE_MS) throw new Error(`${(offset / 1000).toFixed(1)} s`)
    return `${(offset / 1000).toFixed(1)} s`
  })
  await run('upload', async () => {
    if (sealed === undefined) throw new Error('–')
    const started = performance.now()
    const file = (await stagedFile(staging, 'test', sealed.length)) ?? new Blob([sealed])
    const uploading = uploadPatiently({ origin: location.origin, size: sealed.length, open: openFile(file) }, () => undefined)
    const tooLong = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('> 60 s')), LONGEST_UPLOAD_MS))
    const capability = await Promise.race([uploading, tooLong])
    const speed = (sealed.length * 1000) / (performance.now() - started)
    await dropUploaded(location.origin, capability)
    return `${sizeText(speed)}/s`
  })
  await run('open', async () => {
    if (sealed === undefined) throw new Error('–')
    const file = (await stagedFile(staging, 'test', sealed.length)) ?? new Blob([sealed])
    const parts: Uint8Array[] = []
    for await (const part of decryptStream(runtime, { key, context, ciphertext: openFile(file)() })) parts.push(part)
    if (!equalBytes(concat(...parts), plaintext)) throw new Error('other bytes came out')
    return sizeText(SAMPLE_BYTES)
  })
  await dropStaging(staging)
  if (input.withAgent)
    await run(
      'agent',
      async () => {
        const agent = await connectAgent(input.agentPort)
        agent.close()
        return agent.name
      },
      'optional',
    )
  return done
}

/** Starts the very worker that seals and waits for its first word. */
function probeWorker(): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('../../crypto/sealing-worker.ts', import.meta.url), { type: 'module', name: 'sealing' })
    const end = (settle: () => void) => {
      worker.terminate()
      settle()
    }
    worker.addEventListener('error', () => end(() => reject(new Error('worker'))))
    worker.addEventListener('message', () => end(() => resolve('Web Worker')))
    // A command that cannot be done is answered by a failure: the worker lives.
    worker.postMessage({
      do: 'upload',
      origin: location.origin,
      staging: 'none',
      payloads: [{ envelope: base64url(randomBytes(4)), size: 1 }],
    })
  })
}
