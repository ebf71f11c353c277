import type { Bytes } from '../primitives/bytes.ts'
import { sha256 } from '../primitives/digest.ts'
import { ecdsaToRaw, type SignatureAlgorithm } from './algorithms.ts'
import type { Certificate, PublicKey } from './certificate.ts'
import { DerRefused } from './der.ts'

/** A WebCrypto key, by whatever name the runtime's types know it. */
export type WebCryptoKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

const CACHE_SIZE = 2_000
const importedKeys = new WeakMap<PublicKey, Map<string, Promise<WebCryptoKey>>>()
const issuedBy = new Map<string, Promise<boolean>>()

/** An algorithm whose digest is known. */
export type ResolvedAlgorithm = Extract<SignatureAlgorithm, { hash: unknown }>

/** Verifies one signature; ECDSA signatures come as r ‖ s. False, never an error, for keys and signatures that are none. */
export type SignatureVerifier = (input: {
  key: PublicKey
  algorithm: ResolvedAlgorithm
  signature: Bytes
  signed: Bytes
}) => boolean | Promise<boolean>

/** What a runtime may do in its own way. */
export interface NativeCryptography {
  readonly verify: SignatureVerifier
  readonly sha256: (bytes: Bytes) => Bytes
}

let native: NativeCryptography | undefined

/**
 * Puts a runtime's own cryptography in the place of WebCrypto's, once, at start. The server does: its WebCrypto hands each 60 µs of
 * elliptic-curve arithmetic to another thread at about the same price again. Undefined brings WebCrypto back.
 */
export function useNativeCryptography(own: NativeCryptography | undefined): void {
  native = own
}

/** SHA-256 of what was signed. Small contents are hashed in place: a round trip through WebCrypto's threads costs more than hashing 4 KiB. */
export async function digestOf(content: Bytes): Promise<Bytes> {
  if (native !== undefined) return native.sha256(content)
  return content.length <= 4096 ? sha256(content) : new Uint8Array(await crypto.subtle.digest('SHA-256', content))
}

/**
 * Whether `signature` over `signed` was made with this key by this algorithm. False for every mismatch, an algorithm that does not
 * fit the key and a malformed signature included.
 */
export async function verifySignature(
  key: PublicKey,
  algorithm: SignatureAlgorithm,
  signature: Bytes,
  signed: Bytes,
): Promise<boolean> {
  if (algorithm.kind === 'unsupported' || algorithm.kind === 'rsa-unspecified') return false
  const isRsa = algorithm.kind !== 'ecdsa'
  if (isRsa !== (key.kind === 'rsa')) return false
  const verify = native?.verify ?? verifyByWebCrypto
  if (isRsa) return verify({ key, algorithm, signature, signed })
  try {
    return verify({ key, algorithm, signature: ecdsaToRaw(signature, key.bits / 8), signed })
  } catch (error) {
    if (error instanceof DerRefused) return false
    throw error
  }
}

async function verifyByWebCrypto({ key, algorithm, signature, signed }: Parameters<SignatureVerifier>[0]): Promise<boolean> {
  const imported = await importVerificationKey(key, algorithm.kind, algorithm.hash)
  if (imported === undefined) return false
  switch (algorithm.kind) {
    case 'rsa-pkcs1':
      return crypto.subtle.verify('RSASSA-PKCS1-v1_5', imported, signature, signed)
    case 'rsa-pss':
      return crypto.subtle.verify(
        { name: 'RSA-PSS', saltLength: Number(algorithm.hash.slice(4)) / 8 },
        imported,
        signature,
        signed,
      )
    case 'ecdsa':
      return crypto.subtle.verify({ name: 'ECDSA', hash: algorithm.hash }, imported, signature, signed)
  }
}

/** Imported once for each parsed certificate. Undefined when the bytes are no such key: a point off the curve, a broken modulus. */
async function importVerificationKey(
  key: PublicKey,
  kind: 'ecdsa' | 'rsa-pkcs1' | 'rsa-pss',
  hash: string,
): Promise<WebCryptoKey | undefined> {
  const keys = importedKeys.get(key) ?? new Map<string, Promise<WebCryptoKey>>()
  importedKeys.set(key, keys)
  const name = kind === 'ecdsa' ? 'ECDSA' : kind === 'rsa-pss' ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5'
  const slot = kind === 'ecdsa' ? name : `${name} ${hash}`
  const pending =
    keys.get(slot) ??
    (kind === 'ecdsa'
      ? crypto.subtle.importKey('spki', key.spki, { name, namedCurve: key.kind === 'p256' ? 'P-256' : 'P-384' }, false, [
          'verify',
        ])
      : crypto.subtle.importKey('spki', key.spki, { name, hash }, false, ['verify']))
  keys.set(slot, pending)
  try {
    return await pending
  } catch {
    return undefined
  }
}

/**
 * Whether `issuer` signed `certificate`. A signature does not change, so the answer is kept by the digests of both (last 2,000):
 * an act's chain costs its cryptography once, not at every act.
 */
export function isIssuedBy(certificate: Certificate, issuer: Certificate): Promise<boolean> {
  const slot = `${certificate.sha256}${issuer.sha256}`
  const known = issuedBy.get(slot)
  if (known !== undefined) return known
  const verdict = verifySignature(issuer.publicKey, certificate.signatureAlgorithm, certificate.signature, certificate.tbs)
  if (issuedBy.size >= CACHE_SIZE) for (const oldest of [...issuedBy.keys()].slice(0, CACHE_SIZE / 4)) issuedBy.delete(oldest)
  issuedBy.set(slot, verdict)
  return verdict
}
