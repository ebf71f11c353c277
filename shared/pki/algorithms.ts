import { type Bytes, equalBytes } from '../primitives/bytes.ts'
import { type Der, DerRefused, fieldsOf, oidOf, readDer, TAG } from './der.ts'
import { algorithm, context, integer, NULL, sequence } from './der-write.ts'
import { OID } from './oids.ts'

/** Digests that certificates, revocation lists and time-stamp tokens may use. Signed acts use SHA-256 only. */
export type Hash = 'SHA-256' | 'SHA-384' | 'SHA-512'

/** A signature algorithm as it stands in an AlgorithmIdentifier; `unsupported` ones are known by their identifier alone. */
export type SignatureAlgorithm =
  | { readonly kind: 'ecdsa' | 'rsa-pkcs1' | 'rsa-pss'; readonly hash: Hash }
  | { readonly kind: 'rsa-unspecified' }
  | { readonly kind: 'unsupported'; readonly oid: string }

const HASHES: Readonly<Record<string, Hash>> = { [OID.sha256]: 'SHA-256', [OID.sha384]: 'SHA-384', [OID.sha512]: 'SHA-512' }
const HASH_OIDS: Readonly<Record<Hash, string>> = { 'SHA-256': OID.sha256, 'SHA-384': OID.sha384, 'SHA-512': OID.sha512 }
const ECDSA: Readonly<Record<string, Hash>> = {
  [OID.ecdsaWithSha256]: 'SHA-256',
  [OID.ecdsaWithSha384]: 'SHA-384',
  [OID.ecdsaWithSha512]: 'SHA-512',
}
const RSA: Readonly<Record<string, Hash>> = {
  [OID.sha256WithRsa]: 'SHA-256',
  [OID.sha384WithRsa]: 'SHA-384',
  [OID.sha512WithRsa]: 'SHA-512',
}

/** Bytes of a digest. */
const HASH_LENGTH: Readonly<Record<Hash, number>> = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 }

/** AlgorithmIdentifier of SHA-256 without parameters (RFC 5754 §2). */
export const SHA256_ALGORITHM = algorithm(OID.sha256)

/** AlgorithmIdentifier of RSASSA-PSS with SHA-256, MGF1 of SHA-256 and a 32-byte salt (RFC 4055 §3.1). */
export const RSA_PSS_SHA256_ALGORITHM = algorithm(OID.rsaPss, pssParameters('SHA-256'))

function hashAlgorithm(hash: Hash): Bytes {
  return algorithm(HASH_OIDS[hash], NULL)
}

function pssParameters(hash: Hash, withNull = true): Bytes {
  const digest = withNull ? hashAlgorithm(hash) : algorithm(HASH_OIDS[hash])
  return sequence(context(0, digest), context(1, algorithm(OID.mgf1, digest)), context(2, integer(HASH_LENGTH[hash])))
}

/** The digest an AlgorithmIdentifier names; parameters NULL or absent. Undefined for any other. Throws DerRefused. */
export function hashOf(node: Der): Hash | undefined {
  const fields = fieldsOf(node)
  const identifier = oidOf(fields.take(TAG.oid))
  fields.takeIf(TAG.null)
  fields.end()
  return HASHES[identifier]
}

/** The signature algorithm of an AlgorithmIdentifier. PSS only with matching MGF1 and a salt as long as the digest. Throws DerRefused. */
export function signatureAlgorithmOf(node: Der): SignatureAlgorithm {
  const fields = fieldsOf(node)
  const identifier = oidOf(fields.take(TAG.oid))
  const ecdsaHash = ECDSA[identifier]
  if (ecdsaHash !== undefined) {
    fields.end()
    return { kind: 'ecdsa', hash: ecdsaHash }
  }
  const rsaHash = RSA[identifier]
  if (rsaHash !== undefined || identifier === OID.rsaEncryption) {
    fields.takeIf(TAG.null)
    fields.end()
    return rsaHash === undefined ? { kind: 'rsa-unspecified' } : { kind: 'rsa-pkcs1', hash: rsaHash }
  }
  if (identifier === OID.rsaPss) {
    const parameters = fields.take(TAG.sequence)
    for (const hash of Object.values(HASHES)) {
      if (equalBytes(parameters.raw, pssParameters(hash)) || equalBytes(parameters.raw, pssParameters(hash, false)))
        return { kind: 'rsa-pss', hash }
    }
  }
  return { kind: 'unsupported', oid: identifier }
}

/** An ECDSA signature as WebCrypto speaks it (r ‖ s, IEEE P1363) from its DER SEQUENCE. `size` is 32 for P-256. Throws DerRefused. */
export function ecdsaToRaw(signature: Bytes, size: number): Bytes {
  const fields = fieldsOf(readDer(signature, TAG.sequence))
  const raw = new Uint8Array(size * 2)
  for (const end of [size, size * 2]) {
    const { content } = fields.take(TAG.integer)
    const [first = 0x80, second = 0x80] = content
    if (first >= 0x80 || (first === 0 && second < 0x80)) throw new DerRefused('an ECDSA number that is negative, empty or padded')
    const magnitude = first === 0 ? content.subarray(1) : content
    if (magnitude.length > size) throw new DerRefused('an ECDSA number too large')
    raw.set(magnitude, end - magnitude.length)
  }
  fields.end()
  return raw
}

/** The DER SEQUENCE of an ECDSA signature that WebCrypto gave as r ‖ s. */
export function ecdsaToDer(raw: Bytes): Bytes {
  const half = raw.length / 2
  return sequence(integer(raw.subarray(0, half)), integer(raw.subarray(half)))
}
