import { sha256 } from '@noble/hashes/sha2.js'
import type { Bytes } from '../primitives/bytes.ts'
import type { RandomBytes } from '../primitives/random.ts'

/** Bytes as they come from a file or the network: parts of any length, read once; a part handed out is not changed afterwards. */
export type ByteStream = AsyncIterable<Uint8Array>

/** Where bytes go. `write` may be slow: the writer waits for it, so nothing piles up in memory. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void> | void
  close(): Promise<void> | void
}

/** A digest fed part by part. */
export interface IncrementalHash {
  update(bytes: Uint8Array): unknown
  digest(): Uint8Array
}

/** AES-256-GCM under one key, one message per nonce, tag of 16 bytes behind the ciphertext, no additional data. */
export interface ChunkCipher {
  /** Writes ciphertext and tag into `into`, which is exactly 16 bytes longer than `plaintext`. */
  seal(nonce: Bytes, plaintext: Uint8Array, into: Uint8Array): Promise<void> | void
  /** Writes the plaintext into `into`, which is exactly 16 bytes shorter than `ciphertext`. Rejects what is not authentic. */
  open(nonce: Bytes, ciphertext: Uint8Array, into: Uint8Array): Promise<void> | void
}

/** What sealing and opening borrow from the runtime: Node lends node:crypto, a browser WebCrypto. */
export interface SealingRuntime {
  readonly random: RandomBytes
  startSha256(): IncrementalHash
  aesGcm(key: Bytes): Promise<ChunkCipher>
}

/** A runtime that works wherever WebCrypto does. SHA-256 is incremental, which WebCrypto cannot do, so it is JavaScript. */
export function portableRuntime(random: RandomBytes): SealingRuntime {
  return { random, startSha256: () => sha256.create(), aesGcm: webCryptoAesGcm }
}

async function webCryptoAesGcm(key: Bytes): Promise<ChunkCipher> {
  const imported = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt'])
  return {
    async seal(nonce, plaintext, into) {
      into.set(new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, imported, plaintext as Bytes)))
    },
    async open(nonce, ciphertext, into) {
      into.set(new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce }, imported, ciphertext as Bytes)))
    },
  }
}

/** A stream of one part. */
export async function* streamOf(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield part
}
