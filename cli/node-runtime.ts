import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import type { RandomBytes } from '#shared/primitives/random.ts'
import type { SealingRuntime } from '#shared/sealed-bid/runtime.ts'

const TAG_BYTES = 16

/** Random bytes of the operating system. */
export const nodeRandom: RandomBytes = (length) => new Uint8Array(randomBytes(length))

/** Sealing and opening with node:crypto: digests and AES-256-GCM at the speed of its OpenSSL. */
export function nodeRuntime(random: RandomBytes): SealingRuntime {
  return {
    random,
    startSha256: () => createHash('sha256'),
    aesGcm: async (key) => ({
      seal(nonce, plaintext, into) {
        const cipher = createCipheriv('aes-256-gcm', key, nonce)
        into.set(cipher.update(plaintext))
        cipher.final()
        into.set(cipher.getAuthTag(), plaintext.length)
      },
      open(nonce, ciphertext, into) {
        const end = ciphertext.length - TAG_BYTES
        const decipher = createDecipheriv('aes-256-gcm', key, nonce)
        decipher.setAuthTag(ciphertext.subarray(end))
        into.set(decipher.update(ciphertext.subarray(0, end)))
        decipher.final()
      },
    }),
  }
}
