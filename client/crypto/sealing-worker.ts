import type { Signer } from '#shared/pki/signer.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { sealedSize } from '#shared/sealed-bid/chunked-encryption.ts'
import { contentSize, paddedSize } from '#shared/sealed-bid/payload.ts'
import { type ByteSink, portableRuntime } from '#shared/sealed-bid/runtime.ts'
import { type EnvelopeToSeal, type FileToSeal, sealBid } from '#shared/sealed-bid/seal-bid.ts'
import { canStage, openFile, readFile, stagedFile, stagingSink } from './opfs.ts'
import { randomBytes } from './random.ts'
import type {
  EnvelopeInput,
  PayloadToUpload,
  SealingCommand,
  SealingReport,
  SealingStep,
  SealRequest,
} from './sealing-protocol.ts'
import { rehearse } from './sealing-rehearsal.ts'
import { uploadPatiently } from './sealing-upload.ts'
import { uploadWindow } from './sealing-window.ts'

/**
 * Seals, uploads and rehearses away from the page, so that it stays alive however large the files are. Plaintext, content keys and custodians'
 * keys never leave this worker; the private key of the certificate never enters it: the page signs.
 */

const TELL_EVERY_MS = 100
const runtime = portableRuntime(randomBytes)
/** Content keys of the bid sealed last, for its rehearsal; they go with the worker at the latest. */
const contentKeys = new Map<string, Bytes>()
let awaitingSignature: { resolve(p7s: Bytes): void; reject(error: Error): void } | undefined

self.addEventListener('message', ({ data }: MessageEvent<SealingCommand>) => {
  switch (data.do) {
    case 'seal':
      return attempt(() => seal(data))
    case 'signed':
      return awaitingSignature?.resolve(data.p7s)
    case 'not-signed':
      return awaitingSignature?.reject(new Error('not signed'))
    case 'upload':
      return attempt(() => upload(data))
    case 'rehearse':
      return attempt(async () => {
        const checks = await rehearse(runtime, { ...data, contentKeys, onProgress: meter('rehearse') })
        if (checks.every(({ verdict }) => verdict !== 'fail')) forgetContentKeys()
        say({ say: 'rehearsed', checks })
      })
  }
})

async function seal(request: SealRequest): Promise<void> {
  forgetContentKeys()
  const sizes = new Map(request.envelopes.map((envelope) => [envelope.name, sealedSizeOf(envelope)]))
  const totalBytes = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  const isStaged = await canStage(totalBytes)
  const tell = { hash: meter('hash'), seal: meter('seal'), upload: meter('upload') }
  const plainBytes = request.envelopes.reduce((sum, { files }) => sum + files.reduce((all, file) => all + file.size, 0), 0)
  const hashed = new Map<string, number>()
  const uploads: Promise<readonly [string, string]>[] = []
  let written = 0
  let arrived = 0
  const counted = (sink: ByteSink): ByteSink => ({
    async write(bytes) {
      await sink.write(bytes)
      written += bytes.length
      tell.seal(written, totalBytes)
    },
    close: () => sink.close(),
  })
  const sealed = await sealBid(runtime, {
    target: request.target,
    intent: request.intent,
    envelopes: request.envelopes.map(envelopeToSeal),
    signer: signerOfPage(request),
    payloadSink(envelope) {
      if (isStaged) return counted(lazySink(() => stagingSink(request.staging, envelope)))
      const window = uploadWindow()
      const before = arrived
      const uploading = uploadPatiently(
        {
          origin: request.origin,
          size: sizes.get(envelope) ?? 0,
          open: window.open,
          onProgress(done, size) {
            if (done === size) arrived += size
            tell.upload(before + done, totalBytes)
          },
        },
        () => say({ say: 'waiting' }),
      ).then((capability) => [envelope, capability] as const)
      uploading.catch(window.fail)
      uploads.push(uploading)
      return counted(window.sink)
    },
    onProgress({ envelope, step, doneBytes }) {
      if (step !== 'hashing') return
      hashed.set(envelope, doneBytes)
      tell.hash(
        [...hashed.values()].reduce((sum, bytes) => sum + bytes, 0),
        plainBytes,
      )
    },
    lendContentKey: (envelope, key) => contentKeys.set(envelope, key),
  })
  const capabilities = Object.fromEntries(await Promise.all(uploads))
  say({ say: 'sealed', sealed, isStaged, capabilities })
}

async function upload(order: {
  readonly origin: string
  readonly staging: string
  readonly payloads: readonly PayloadToUpload[]
}): Promise<void> {
  const tell = meter('upload')
  const totalBytes = order.payloads.reduce((sum, { size }) => sum + size, 0)
  const capabilities: Record<string, string> = {}
  let before = 0
  for (const { envelope, size, capability } of order.payloads) {
    const file = await stagedFile(order.staging, envelope, size)
    if (file === undefined)
      throw new SealingFault('staging-gone', `the ciphertext of ${envelope} is not in this browser any more`)
    capabilities[envelope] = await uploadPatiently(
      {
        origin: order.origin,
        size,
        open: openFile(file),
        capability,
        onCapability: (begun) => say({ say: 'capability', envelope, capability: begun }),
        onProgress: (done) => tell(before + done, totalBytes),
      },
      () => say({ say: 'waiting' }),
    )
    before += size
    tell(before, totalBytes)
  }
  say({ say: 'uploaded', capabilities })
}

/** A failure of the sealing itself, told to the page by code. */
class SealingFault extends Error {
  readonly code: string

  constructor(code: string, detail: string) {
    super(detail)
    this.code = code
  }
}

function envelopeToSeal({ name, fields, files, padToBytes }: EnvelopeInput): EnvelopeToSeal {
  return { name, fields, files: files.map(fileToSeal), ...(padToBytes === undefined ? {} : { padToBytes }) }
}

/**
 * Chromium refuses to read a file that has changed since it was chosen (File API §4, snapshot state); elsewhere it is hashed a second time,
 * which costs time and no certainty.
 */
function fileToSeal(file: File): FileToSeal {
  const open = openFile(file)
  const name = file.name.normalize('NFC')
  const isSnapshot = 'userAgentData' in navigator
  return {
    name,
    size: file.size,
    open: () => open(),
    ...(isSnapshot && {
      async isUnchanged() {
        for await (const _ of readFile(file.slice(Math.max(0, file.size - 1)))) break
        return true
      },
    }),
  }
}

/** Bytes of ciphertext an envelope will have: its letter's size does not depend on digests and salts. */
function sealedSizeOf({ name, fields, files, padToBytes = 0 }: EnvelopeInput): number {
  const zeros = '0'.repeat(64)
  const size = contentSize({
    v: 'letter/1',
    envelope: name,
    fields: Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, { value, salt: zeros }])),
    files: files.map((file) => ({ name: file.name.normalize('NFC'), size: file.size, sha256: zeros })),
  })
  return sealedSize(paddedSize(Math.max(size, padToBytes)))
}

/** The page's signer: it is handed the manifest, shows what it signs, and gives the whole signature. */
function signerOfPage({ certificate, chain }: SealRequest): Signer {
  return {
    certificate,
    chain,
    algorithm: 'ecdsa-p256',
    sign: () => Promise.reject(new Error('the page signs documents')),
    signDocument(content) {
      return new Promise<Bytes>((resolve, reject) => {
        awaitingSignature = { resolve, reject }
        say({ say: 'sign', content })
      })
    },
  }
}

function lazySink(open: () => Promise<ByteSink>): ByteSink {
  let sink: Promise<ByteSink> | undefined
  const opened = () => {
    sink ??= open()
    return sink
  }
  return {
    write: async (bytes) => (await opened()).write(bytes),
    close: async () => (await opened()).close(),
  }
}

function forgetContentKeys(): void {
  for (const key of contentKeys.values()) key.fill(0)
  contentKeys.clear()
}

function meter(step: SealingStep): (doneBytes: number, totalBytes: number) => void {
  let toldAt = 0
  return (doneBytes, totalBytes) => {
    const now = performance.now()
    if (doneBytes < totalBytes && now - toldAt < TELL_EVERY_MS) return
    toldAt = now
    say({ say: 'progress', step, doneBytes, totalBytes })
  }
}

function attempt(work: () => Promise<void>): void {
  work().catch((error: unknown) => {
    const { name, message, code, facts, status } = error as Error & { code?: unknown; facts?: unknown; status?: unknown }
    say({
      say: 'failed',
      error: { name, message, code: String(code ?? status ?? name), ...(facts === undefined ? {} : { facts }) },
    })
  })
}

function say(report: SealingReport): void {
  postMessage(report)
}
