import { sha256 } from '@noble/hashes/sha2.js'
import { readSealedPayload } from '#shared/contracts/bids.ts'
import { addressOf } from '#shared/contracts/client.ts'
import { type Bytes, fromHex, hex, utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { decryptStream } from '#shared/sealed-bid/chunked-encryption.ts'
import { envelopeContext } from '#shared/sealed-bid/commitments.ts'
import { type Manifest, type ManifestEnvelope, parseManifest } from '#shared/sealed-bid/manifest.ts'
import { CauseFound } from '#shared/sealed-bid/opening/causes.ts'
import { matchesBidderKey } from '#shared/sealed-bid/opening/open-bid-envelope.ts'
import { readPayload } from '#shared/sealed-bid/payload.ts'
import type { ByteStream, SealingRuntime } from '#shared/sealed-bid/runtime.ts'
import type { RehearsalCheck } from './sealing-protocol.ts'
import { anonymousFetch } from './sealing-upload.ts'

/** What a rehearsal needs. */
export interface Rehearsal {
  readonly origin: string
  /** The canonical manifest. */
  readonly manifest: string
  /** Envelope → K_b as hex. */
  readonly bidderKeys: Readonly<Record<string, string>>
  /** Content keys that are still there; without one only the bidder's half can be shown. */
  readonly contentKeys: ReadonlyMap<string, Bytes>
  onProgress(doneBytes: number, totalBytes: number): void
}

/**
 * 试解密: reads back from the platform what it stores, and opens it. As long as the content key is remembered, everything is proven, letter and
 * files included; later, that the stored bytes are those that were sealed and that the bidder's half is the one committed to.
 */
export async function rehearse(runtime: SealingRuntime, rehearsal: Rehearsal): Promise<RehearsalCheck[]> {
  const manifest = parseManifest(utf8(rehearsal.manifest))
  const totalBytes = manifest.envelopes.reduce((sum, { payload }) => sum + payload.size, 0)
  const checks: RehearsalCheck[] = []
  let before = 0
  for (const described of manifest.envelopes) {
    const onBytes = (bytes: number) => rehearsal.onProgress(before + bytes, totalBytes)
    checks.push(...(await rehearseEnvelope(runtime, rehearsal, manifest, described, onBytes)))
    before += described.payload.size
    rehearsal.onProgress(before, totalBytes)
  }
  return checks
}

async function rehearseEnvelope(
  runtime: SealingRuntime,
  rehearsal: Rehearsal,
  manifest: Manifest,
  { name: envelope, payload, bidderKeySha256 }: ManifestEnvelope,
  onBytes: (bytes: number) => void,
): Promise<RehearsalCheck[]> {
  const address = addressOf(readSealedPayload, { manifestSha256: sha256Hex(utf8(rehearsal.manifest)), envelope })
  const response = await anonymousFetch(new URL(address, rehearsal.origin))
  if (!response.ok || response.body === null)
    return [{ envelope, name: 'stored', verdict: 'fail', detail: `HTTP ${response.status}` }]
  const hash = sha256.create()
  const ciphertext = tapped(bytesOf(response.body), (part, total) => {
    hash.update(part)
    onBytes(total)
  })
  const key = rehearsal.contentKeys.get(envelope)
  const opened: RehearsalCheck =
    key === undefined
      ? { envelope, name: 'opened', verdict: 'not-checked' }
      : await openWhole(runtime, { envelope, key, context: envelopeContext(manifest.bind, envelope), ciphertext, payload })
  // Whatever is left unread: all of it without a key, nothing after a success.
  for await (const _ of ciphertext);
  const isStored = hex(hash.digest()) === payload.sha256
  const bidderKey = rehearsal.bidderKeys[envelope]
  const isOwn = bidderKey !== undefined && matchesBidderKey(manifest, envelope, fromHex(bidderKey))
  return [
    { envelope, name: 'stored', verdict: isStored ? 'pass' : 'fail' },
    { envelope, name: 'key', verdict: bidderKeySha256 === undefined || isOwn ? 'pass' : 'fail' },
    opened,
  ]
}

async function openWhole(
  runtime: SealingRuntime,
  input: {
    readonly envelope: string
    readonly key: Bytes
    readonly context: Bytes
    readonly ciphertext: ByteStream
    readonly payload: ManifestEnvelope['payload']
  },
): Promise<RehearsalCheck> {
  const { envelope, key, context, ciphertext, payload } = input
  try {
    const commitment = fromHex(payload.keyCommitment)
    const plaintext = decryptStream(runtime, { key, context, ciphertext, commitment })
    await readPayload(runtime, { envelope, plaintext })
    return { envelope, name: 'opened', verdict: 'pass' }
  } catch (error) {
    if (error instanceof CauseFound) return { envelope, name: 'opened', verdict: 'fail', detail: error.message }
    throw error
  }
}

/** One iterator however often it is asked for, so that what one reader left the next one finds. */
function tapped(source: AsyncGenerator<Uint8Array>, hear: (part: Uint8Array, total: number) => void): ByteStream {
  let total = 0
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      const step = await source.next()
      if (step.done !== true) {
        total += step.value.length
        hear(step.value, total)
      }
      return step
    },
  }
  return { [Symbol.asyncIterator]: () => iterator }
}

async function* bytesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value
}
