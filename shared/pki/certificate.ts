import { type Bytes, equalBytes, hex } from '../primitives/bytes.ts'
import { sha256Hex } from '../primitives/digest.ts'
import { type SignatureAlgorithm, signatureAlgorithmOf } from './algorithms.ts'
import { bitsOf, contextTag, type Der, DerRefused, fieldsOf, integerHexOf, readDer, smallIntegerOf, TAG, timeOf } from './der.ts'
import { type Extensions, parseExtensions } from './extensions.ts'
import { type DistinguishedName, parseName } from './names.ts'
import { PkiRefused } from './refused.ts'

/** A public key that signatures and envelopes here may use. `bits` is the RSA modulus or the field size. */
export interface PublicKey {
  readonly kind: 'rsa' | 'p256' | 'p384'
  readonly spki: Bytes
  readonly bits: number
}

/** An X.509 v3 certificate, parsed once, strictly; nothing in it has been verified. Times in milliseconds since 1970. */
export interface Certificate extends Extensions {
  readonly der: Bytes
  /** SHA-256 of the whole certificate, lower-case hex: its name everywhere in the platform. */
  readonly sha256: string
  readonly subject: DistinguishedName
  readonly issuer: DistinguishedName
  readonly subjectDer: Bytes
  readonly issuerDer: Bytes
  /** Serial number, lower-case hex of whole bytes without sign byte. */
  readonly serial: string
  readonly notBefore: number
  readonly notAfter: number
  readonly publicKey: PublicKey
  /** What the issuer signed, and how. */
  readonly tbs: Bytes
  readonly signatureAlgorithm: SignatureAlgorithm
  readonly signature: Bytes
}

/** Why a certificate cannot even be read. */
export class CertificateRefused extends PkiRefused<'certificate-malformed' | 'certificate-unsupported-key'> {
  override readonly name = 'CertificateRefused'
}

/** Larger certificates do not occur; smaller bounds break real ones with long policies. */
const LARGEST_CERTIFICATE = 32_768
/** Beyond it, and with exponents beyond 64 bits, a single verification can take seconds. */
const LARGEST_RSA_BITS = 8_192
const CACHE_SIZE = 2_000

const cache = new Map<string, Certificate>()

/**
 * Parses a DER certificate (RFC 5280). Attacker-controlled. The same bytes give the same object while it stays among the last
 * 2,000, so that chains that come with every act are parsed once. Throws CertificateRefused.
 */
export function parseCertificate(der: Bytes): Certificate {
  if (der.length > LARGEST_CERTIFICATE) throw new CertificateRefused('certificate-malformed', 'larger than 32 KiB')
  const slot = slotOf(der)
  const known = cache.get(slot)
  if (known !== undefined && equalBytes(known.der, der)) return known
  const certificate = parse(new Uint8Array(der))
  if (cache.size >= CACHE_SIZE) for (const oldest of [...cache.keys()].slice(0, CACHE_SIZE / 4)) cache.delete(oldest)
  cache.set(slot, certificate)
  return certificate
}

/** The end of the signature finds a certificate at a tenth of a digest's price; whoever forges it only displaces, since all bytes are compared. */
function slotOf(der: Bytes): string {
  return String.fromCharCode(...der.subarray(-24))
}

function parse(der: Bytes): Certificate {
  try {
    const outer = fieldsOf(readDer(der, TAG.sequence))
    const tbs = outer.take(TAG.sequence)
    const outerAlgorithm = outer.take(TAG.sequence)
    const signature = bitsOf(outer.take(TAG.bitString))
    outer.end()

    const fields = fieldsOf(tbs)
    const version = fields.takeIf(contextTag(0))
    if (version === undefined || smallIntegerOf(readDer(version.content, TAG.integer)) !== 2)
      throw new DerRefused('not version 3')
    const serial = integerHexOf(fields.take(TAG.integer))
    const innerAlgorithm = fields.take(TAG.sequence)
    if (hex(innerAlgorithm.raw) !== hex(outerAlgorithm.raw)) throw new DerRefused('two signature algorithms')
    const issuer = fields.take(TAG.sequence)
    const validity = fieldsOf(fields.take(TAG.sequence))
    const notBefore = timeOf(validity.take())
    const notAfter = timeOf(validity.take())
    validity.end()
    const subject = fields.take(TAG.sequence)
    const publicKey = parsePublicKey(fields.take(TAG.sequence))
    fields.takeIf(contextTag(1, false))
    fields.takeIf(contextTag(2, false))
    const extensions = parseExtensions(fields.takeIf(contextTag(3)))
    fields.end()
    return {
      ...extensions,
      der,
      sha256: sha256Hex(der),
      subject: parseName(subject),
      issuer: parseName(issuer),
      subjectDer: subject.raw,
      issuerDer: issuer.raw,
      serial,
      notBefore,
      notAfter,
      publicKey,
      tbs: tbs.raw,
      signatureAlgorithm: signatureAlgorithmOf(outerAlgorithm),
      signature,
    }
  } catch (error) {
    if (error instanceof DerRefused) throw new CertificateRefused('certificate-malformed', error.detail)
    throw error
  }
}

/** A SubjectPublicKeyInfo: RSA, or an uncompressed point on P-256 or P-384. Throws CertificateRefused or DerRefused. */
export function parsePublicKey(info: Der): PublicKey {
  const fields = fieldsOf(info)
  const algorithm = fieldsOf(fields.take(TAG.sequence))
  const key = bitsOf(fields.take(TAG.bitString))
  fields.end()
  const identifier = algorithm.take(TAG.oid)
  const spki = info.raw
  switch (hex(identifier.content)) {
    case RSA_ENCRYPTION: {
      algorithm.takeIf(TAG.null)
      algorithm.end()
      const numbers = fieldsOf(readDer(key, TAG.sequence))
      const modulus = integerHexOf(numbers.take(TAG.integer))
      const exponent = integerHexOf(numbers.take(TAG.integer))
      numbers.end()
      const bits = modulus.length * 4 - Math.clz32(Number.parseInt(modulus.slice(0, 2), 16)) + 24
      if (bits > LARGEST_RSA_BITS || exponent.length > 16)
        throw new CertificateRefused('certificate-unsupported-key', `RSA of ${bits} bits`)
      return { kind: 'rsa', spki, bits }
    }
    case EC_PUBLIC_KEY: {
      const curve = hex(algorithm.take(TAG.oid).content)
      algorithm.end()
      if (curve === P256 && key.length === 65 && key[0] === 4) return { kind: 'p256', spki, bits: 256 }
      if (curve === P384 && key.length === 97 && key[0] === 4) return { kind: 'p384', spki, bits: 384 }
      throw new CertificateRefused(
        'certificate-unsupported-key',
        'an elliptic curve other than P-256 or P-384, or a compressed point',
      )
    }
    default:
      throw new CertificateRefused('certificate-unsupported-key', 'a key that is neither RSA nor on P-256 or P-384')
  }
}

const RSA_ENCRYPTION = '2a864886f70d010101'
const EC_PUBLIC_KEY = '2a8648ce3d0201'
const P256 = '2a8648ce3d030107'
const P384 = '2b81040022'
