import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import type { SealingRuntime } from '#shared/sealed-bid/runtime.ts'

const tagBytes = 16

/** What sealing and opening borrow from Node: node:crypto for randomness, digests and AES-256-GCM, at the speed of its OpenSSL. */
export const nodeSealingRuntime: SealingRuntime = {
  random: (length) => new Uint8Array(randomBytes(length)),
  startSha256: () => createHash('sha256'),
  aesGcm: async (key) => ({
    seal(nonce, plaintext, into) {
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      into.set(cipher.update(plaintext))
      cipher.final()
      into.set(cipher.getAuthTag(), plaintext.length)
    },
    open(nonce, ciphertext, into) {
      const decipher = createDecipheriv('aes-256-gcm', key, nonce)
      decipher.setAuthTag(ciphertext.subarray(ciphertext.length - tagBytes))
      into.set(decipher.update(ciphertext.subarray(0, ciphertext.length - tagBytes)))
      decipher.final()
    },
  }),
}
