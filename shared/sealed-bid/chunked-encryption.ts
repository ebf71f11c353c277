import { hmac } from '@noble/hashes/hmac.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { type Bytes, concat, equalBytes, utf8 } from '../primitives/bytes.ts'
import { CauseFound } from './opening/causes.ts'
import type { ByteStream, ChunkCipher, SealingRuntime } from './runtime.ts'

/**
 * C2SP chunked-encryption@v1 (https://c2sp.org/chunked-encryption) in its named instantiation Cobblestone-256:
 * HKDF-Expand with SHA-512 and AEAD_AES_256_GCM. A message is salt(24) ‖ commitment(32) ‖ chunks of 16 KiB,
 * the last one shorter, each followed by its tag; the nonce of a chunk is the base nonce XOR its number.
 */

/** The name of the cipher in manifests. */
export const payloadAlgorithm = 'cobblestone-256'

/** Bytes of salt and commitment before the first chunk. */
export const headBytes = 56

const SALT_BYTES = 24
const CHUNK_BYTES = 16 * 1024
const TAG_BYTES = 16
const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES
/** Chunks worked on at once, 512 KiB: enough to keep the runtime's threads busy, little enough to stay in the processor's cache. */
const CHUNKS_AT_ONCE = 32
const LABEL = concat(utf8('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM'), new Uint8Array(1))

interface MessageKeys {
  readonly key: Bytes
  readonly baseNonce: Bytes
  readonly commitment: Bytes
}

/** Size of the ciphertext of a plaintext of so many bytes. */
export function sealedSize(plaintextBytes: number): number {
  return headBytes + plaintextBytes + (Math.floor(plaintextBytes / CHUNK_BYTES) + 1) * TAG_BYTES
}

/** The 32 bytes that commit a ciphertext to its key, its salt (24 bytes) and its context. */
export function keyCommitment(key: Uint8Array, salt: Uint8Array, context: Uint8Array): Bytes {
  return messageKeys(key, salt, context).commitment
}

/**
 * Encrypts a stream under a key (32 bytes, uniformly random) that is used for no other message.
 * Yields the head of 56 bytes first, then ciphertext in blocks of half a MiB; works one block ahead of its reader.
 */
export async function* encryptStream(
  runtime: Pick<SealingRuntime, 'random' | 'aesGcm'>,
  message: { readonly key: Bytes; readonly context: Uint8Array; readonly plaintext: ByteStream },
): AsyncGenerator<Bytes> {
  const salt = runtime.random(SALT_BYTES)
  const keys = messageKeys(message.key, salt, message.context)
  const cipher = await runtime.aesGcm(keys.key)
  yield concat(salt, keys.commitment)
  let first = 0
  yield* oneAhead(message.plaintext, CHUNKS_AT_ONCE * CHUNK_BYTES, (block, isLast) => {
    const chunks = Math.floor(block.length / CHUNK_BYTES) + (isLast ? 1 : 0)
    const from = first
    first += chunks
    return sealBlock(cipher, keys.baseNonce, from, block, chunks)
  })
}

/**
 * Decrypts a stream. The key is checked against the commitment before anything is decrypted: AES-GCM alone would
 * let one ciphertext open under two keys to two prices. Yields authenticated plaintext only; the whole is authentic
 * when the stream has ended. Throws CauseFound: payload-truncated, key-commitment-mismatch, payload-corrupt.
 */
export async function* decryptStream(
  runtime: Pick<SealingRuntime, 'aesGcm'>,
  message: {
    readonly key: Bytes
    readonly context: Uint8Array
    readonly ciphertext: ByteStream
    /** The commitment signed elsewhere, which the ciphertext's own must equal. */
    readonly commitment?: Uint8Array
  },
): AsyncGenerator<Bytes> {
  const source = message.ciphertext[Symbol.asyncIterator]()
  const { head, rest } = await takeHead(source)
  const keys = messageKeys(message.key, head.subarray(0, SALT_BYTES), message.context)
  if (!equalBytes(keys.commitment, head.subarray(SALT_BYTES))) {
    throw new CauseFound('key-commitment-mismatch', 'the key is not the one the ciphertext commits to')
  }
  if (message.commitment !== undefined && !equalBytes(keys.commitment, message.commitment)) {
    throw new CauseFound('key-commitment-mismatch', 'the key is not the one the manifest commits to')
  }
  const cipher = await runtime.aesGcm(keys.key)
  let first = 0
  yield* oneAhead(prefixed(rest, source), CHUNKS_AT_ONCE * SEALED_CHUNK_BYTES, async (block, isLast) => {
    const full = Math.floor(block.length / SEALED_CHUNK_BYTES)
    if (isLast && block.length - full * SEALED_CHUNK_BYTES < TAG_BYTES) {
      throw new CauseFound('payload-truncated', 'the last chunk is missing or cut')
    }
    const chunks = full + (isLast ? 1 : 0)
    const from = first
    first += chunks
    return openBlock(cipher, keys.baseNonce, from, block, chunks)
  })
}

function messageKeys(key: Uint8Array, salt: Uint8Array, context: Uint8Array): MessageKeys {
  const material = expand(key, concat(LABEL, salt, context), 32 + 12 + 32)
  return { key: material.slice(0, 32), baseNonce: material.slice(32, 44), commitment: material.slice(44) }
}

/** HKDF-Expand with SHA-512 (RFC 5869 §2.3). By hand: libraries refuse a key shorter than the digest, which this format has. */
function expand(key: Uint8Array, info: Uint8Array, length: number): Bytes {
  let material = new Uint8Array(0)
  let last: Uint8Array = new Uint8Array(0)
  for (let counter = 1; material.length < length; counter += 1) {
    last = hmac(sha512, key, concat(last, info, new Uint8Array([counter])))
    material = concat(material, last)
  }
  return material.subarray(0, length)
}

function chunkNonce(baseNonce: Bytes, index: number): Bytes {
  const nonce = baseNonce.slice()
  const view = new DataView(nonce.buffer)
  view.setUint32(8, view.getUint32(8) ^ (index >>> 0))
  const high = Math.floor(index / 0x1_0000_0000)
  view.setUint8(7, view.getUint8(7) ^ high)
  return nonce
}

async function sealBlock(
  cipher: ChunkCipher,
  baseNonce: Bytes,
  first: number,
  block: Uint8Array,
  chunks: number,
): Promise<Bytes> {
  const sealed = new Uint8Array(block.length + chunks * TAG_BYTES)
  await inParallel(chunks, (chunk) => {
    const plaintext = block.subarray(chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES)
    const at = chunk * SEALED_CHUNK_BYTES
    return cipher.seal(chunkNonce(baseNonce, first + chunk), plaintext, sealed.subarray(at, at + plaintext.length + TAG_BYTES))
  })
  return sealed
}

async function openBlock(
  cipher: ChunkCipher,
  baseNonce: Bytes,
  first: number,
  block: Uint8Array,
  chunks: number,
): Promise<Bytes> {
  const opened = new Uint8Array(block.length - chunks * TAG_BYTES)
  try {
    await inParallel(chunks, (chunk) => {
      const ciphertext = block.subarray(chunk * SEALED_CHUNK_BYTES, (chunk + 1) * SEALED_CHUNK_BYTES)
      const at = chunk * CHUNK_BYTES
      const into = opened.subarray(at, at + ciphertext.length - TAG_BYTES)
      return cipher.open(chunkNonce(baseNonce, first + chunk), ciphertext, into)
    })
  } catch {
    throw new CauseFound('payload-corrupt', `a chunk between ${first} and ${first + chunks - 1} is not authentic`)
  }
  return opened
}

/** Works on a stream block by block, one block ahead: while the reader hashes and writes one, the runtime's threads have the next. */
async function* oneAhead(
  source: AsyncIterable<Uint8Array>,
  size: number,
  work: (block: Uint8Array, isLast: boolean) => Promise<Bytes>,
): AsyncGenerator<Bytes> {
  let ready: Promise<Bytes> | undefined
  for await (const { block, isLast } of inBlocks(source, size)) {
    const next = work(block, isLast)
    next.catch(() => undefined)
    if (ready !== undefined) yield await ready
    ready = next
  }
  if (ready !== undefined) yield await ready
}

/** Runs the work for 0 … count − 1. A runtime that answers at once costs no promise. */
async function inParallel(count: number, work: (index: number) => Promise<void> | void): Promise<void> {
  const pending: Promise<void>[] = []
  for (let index = 0; index < count; index += 1) {
    const outcome = work(index)
    if (outcome !== undefined) pending.push(outcome)
  }
  if (pending.length > 0) await Promise.all(pending)
}

/** Regroups a stream into blocks of exactly `size` bytes and one last block that is shorter, and empty if need be. */
async function* inBlocks(
  source: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ block: Uint8Array; isLast: boolean }> {
  let buffer = new Uint8Array(size)
  let filled = 0
  for await (const part of source) {
    let at = 0
    while (at < part.length) {
      if (filled === 0 && part.length - at >= size) {
        yield { block: part.subarray(at, at + size), isLast: false }
        at += size
        continue
      }
      const taken = Math.min(size - filled, part.length - at)
      buffer.set(part.subarray(at, at + taken), filled)
      filled += taken
      at += taken
      if (filled === size) {
        yield { block: buffer, isLast: false }
        buffer = new Uint8Array(size)
        filled = 0
      }
    }
  }
  yield { block: buffer.subarray(0, filled), isLast: true }
}

async function takeHead(source: AsyncIterator<Uint8Array>): Promise<{ head: Bytes; rest: Uint8Array }> {
  let taken = new Uint8Array(0)
  while (taken.length < headBytes) {
    const next = await source.next()
    if (next.done === true) throw new CauseFound('payload-truncated', 'shorter than its head of 56 bytes')
    taken = concat(taken, next.value)
  }
  return { head: taken.slice(0, headBytes), rest: taken.subarray(headBytes) }
}

async function* prefixed(first: Uint8Array, source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value
  } finally {
    await source.return?.()
  }
}
