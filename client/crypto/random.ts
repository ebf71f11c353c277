import type { RandomBytes } from '#shared/primitives/random.ts'

/** The browser's own randomness. WebCrypto gives at most 65,536 bytes at once. */
export const randomBytes: RandomBytes = (length) => {
  const bytes = new Uint8Array(length)
  for (let offset = 0; offset < length; offset += 65_536) crypto.getRandomValues(bytes.subarray(offset, offset + 65_536))
  return bytes
}
