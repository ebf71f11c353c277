import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { type Bytes, hex } from './bytes.ts'

/** SHA-256 of bytes in memory. For streams use a hasher of the runtime. */
export function sha256(bytes: Uint8Array): Bytes {
  return nobleSha256(bytes) as Bytes
}

/** SHA-256 as 64 lower-case hex digits. */
export function sha256Hex(bytes: Uint8Array): string {
  return hex(sha256(bytes))
}
