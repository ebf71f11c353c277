import { constants, createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { PublicKey } from '#shared/pki/certificate.ts'
import { type SignatureVerifier, useNativeCryptography } from '#shared/pki/keys.ts'

const keys = new WeakMap<PublicKey, KeyObject | 'none'>()

/** Verification by node:crypto in the calling thread: 60 µs on P-256, where WebCrypto's way to another thread and back costs as much again. */
const verifyNatively: SignatureVerifier = ({ key, algorithm, signature, signed }) => {
  const object = keyObjectOf(key)
  if (object === 'none') return false
  const digest = algorithm.hash.replace('-', '').toLowerCase()
  switch (algorithm.kind) {
    case 'ecdsa':
      return verify(digest, signed, { key: object, dsaEncoding: 'ieee-p1363' }, signature)
    case 'rsa-pkcs1':
      return verify(digest, signed, object, signature)
    case 'rsa-pss': {
      const saltLength = Number(algorithm.hash.slice(4)) / 8
      return verify(digest, signed, { key: object, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, signature)
    }
  }
}

function keyObjectOf(key: PublicKey): KeyObject | 'none' {
  const known = keys.get(key)
  if (known !== undefined) return known
  const made = importKey(key)
  keys.set(key, made)
  return made
}

/** A point off its curve, a broken modulus: no key. */
function importKey(key: PublicKey): KeyObject | 'none' {
  try {
    return createPublicKey({ key: Buffer.from(key.spki), format: 'der', type: 'spki' })
  } catch {
    return 'none'
  }
}

/** Makes this process verify and hash by node:crypto. */
export function useNodeCryptography(): void {
  useNativeCryptography({
    verify: verifyNatively,
    sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  })
}
