import { type Bytes, concat, equalBytes } from '../primitives/bytes.ts'
import type { RandomBytes } from '../primitives/random.ts'
import { type Certificate, parseCertificate, parsePublicKey } from './certificate.ts'
import { contextTag, type Der, DerRefused, fieldsOf, octetsOf, oidOf, readDer, smallIntegerOf, TAG } from './der.ts'
import { algorithm, bitString, context, contextPrimitive, integer, octetString, oid, sequence, setOf } from './der-write.ts'
import {
  namesCertificate,
  parseRecipient,
  type RecipientInfo,
  type RecipientName,
  sharedInfoOf,
  writeAgreement,
  writeTransport,
} from './envelope-recipient.ts'
import { EnvelopeRefused } from './envelope-refused.ts'
import type { WebCryptoKey } from './keys.ts'
import { OID } from './oids.ts'

export { EnvelopeRefused } from './envelope-refused.ts'

/** A private key that opens envelopes: ECDH on P-256 with usage deriveBits, or RSA-OAEP with SHA-256 and usage decrypt. */
export type KeyAgreementOrTransportKey = WebCryptoKey

/** Who opens: the holder of a certificate, or of a bare key known by the identifier the sender was given. */
export type EnvelopeRecipient =
  | { readonly certificate: Bytes; readonly decryptionKey: KeyAgreementOrTransportKey }
  | { readonly keyId: Bytes; readonly decryptionKey: KeyAgreementOrTransportKey }

const LARGEST_ENVELOPE = 1_048_576
const WRAP_ALGORITHM = algorithm(OID.aes256Wrap)

/**
 * Seals `content` to one certificate as AuthEnvelopedData (RFC 5083, RFC 5084): AES-256-GCM with a 12-byte IV and 16-byte tag, the
 * content key wrapped by P-256 key agreement (RFC 5753: dhSinglePass-stdDH-sha256kdf, aes256-wrap) or RSAES-OAEP SHA-256. Content key and
 * IV come from `random`; the ephemeral key is WebCrypto's own, which has no way to be given one. Throws EnvelopeRefused for a
 * certificate that may not receive keys.
 */
export async function sealEnvelope(input: { content: Bytes; recipientCertificate: Bytes; random: RandomBytes }): Promise<Bytes> {
  const certificate = parseCertificate(input.recipientCertificate)
  checkMayReceive(certificate)
  const name: RecipientName & { by: 'issuer-and-serial' } = {
    by: 'issuer-and-serial',
    issuerDer: certificate.issuerDer,
    serial: certificate.serial,
  }
  const contentKey = input.random(32)
  const recipient =
    certificate.publicKey.kind === 'rsa'
      ? writeTransport(name, await wrapByTransport(certificate.publicKey.spki, contentKey))
      : await wrapByAgreement(name, certificate.publicKey.spki, contentKey)
  return assemble(recipient, contentKey, input)
}

/**
 * The same to a bare P-256 public key, such as the fresh one a custodian makes for each tender: the recipient is named by
 * `recipientKeyId` (20 … 32 bytes) in the place of a subject key identifier. Throws EnvelopeRefused for any other key.
 */
export async function sealEnvelopeToKey(input: {
  content: Bytes
  recipientSpki: Bytes
  recipientKeyId: Bytes
  random: RandomBytes
}): Promise<Bytes> {
  const { recipientKeyId: keyId } = input
  if (keyId.length < 20 || keyId.length > 32) throw new RangeError('a key identifier of 20 to 32 bytes belongs here')
  if (!isP256(input.recipientSpki)) throw new EnvelopeRefused('envelope-key-not-allowed', 'a bare key must lie on P-256')
  const contentKey = input.random(32)
  return assemble(await wrapByAgreement({ by: 'key-id', keyId }, input.recipientSpki, contentKey), contentKey, input)
}

function isP256(spki: Bytes): boolean {
  try {
    return parsePublicKey(readDer(spki, TAG.sequence)).kind === 'p256'
  } catch {
    return false
  }
}

function checkMayReceive(certificate: Certificate): void {
  const { publicKey, keyUsage } = certificate
  if (publicKey.kind === 'p384' || (publicKey.kind === 'rsa' && publicKey.bits < 2048))
    throw new EnvelopeRefused('envelope-key-not-allowed', `${publicKey.kind}, ${publicKey.bits} bits`)
  if (!keyUsage.has(publicKey.kind === 'rsa' ? 'keyEncipherment' : 'keyAgreement'))
    throw new EnvelopeRefused(
      'envelope-signing-only-key',
      `the certificate of “${certificate.subject.commonName}” may not receive keys`,
    )
}

async function wrapByTransport(spki: Bytes, contentKey: Bytes): Promise<Bytes> {
  const key = await crypto.subtle.importKey('spki', spki, { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['encrypt'])
  return new Uint8Array(await crypto.subtle.encrypt({ name: 'RSA-OAEP' }, key, contentKey))
}

async function wrapByAgreement(name: RecipientName, spki: Bytes, contentKey: Bytes): Promise<Bytes> {
  const curve = { name: 'ECDH', namedCurve: 'P-256' }
  const recipientKey = await importPoint(() => crypto.subtle.importKey('spki', spki, curve, false, []))
  const ephemeral = await crypto.subtle.generateKey(curve, false, ['deriveBits'])
  if (!('privateKey' in ephemeral)) throw new TypeError('ECDH gave no key pair')
  const ephemeralPoint = new Uint8Array(await crypto.subtle.exportKey('raw', ephemeral.publicKey))
  const wrappingKey = await deriveWrappingKey(ephemeral.privateKey, recipientKey, sharedInfoOf(WRAP_ALGORITHM))
  const key = await crypto.subtle.importKey('raw', contentKey, 'AES-GCM', true, ['encrypt'])
  const wrappedKey = new Uint8Array(await crypto.subtle.wrapKey('raw', key, wrappingKey, 'AES-KW'))
  return writeAgreement({ name, ephemeralPoint, wrapAlgorithm: WRAP_ALGORITHM, wrappedKey })
}

/** ANSI X9.63 key derivation with SHA-256 (SEC 1 §3.6.1): one block gives the 256 bits needed. */
async function deriveWrappingKey(own: WebCryptoKey, other: WebCryptoKey, sharedInfo: Bytes): Promise<WebCryptoKey> {
  const secret = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: other }, own, 256))
  const key = await crypto.subtle.digest('SHA-256', concat(secret, Uint8Array.of(0, 0, 0, 1), sharedInfo))
  return crypto.subtle.importKey('raw', key, 'AES-KW', false, ['wrapKey', 'unwrapKey'])
}

async function assemble(recipient: Bytes, contentKey: Bytes, input: { content: Bytes; random: RandomBytes }): Promise<Bytes> {
  const iv = input.random(12)
  const key = await crypto.subtle.importKey('raw', contentKey, 'AES-GCM', false, ['encrypt'])
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, input.content))
  const encrypted = sequence(
    oid(OID.data),
    algorithm(OID.aes256Gcm, sequence(octetString(iv), integer(16))),
    contextPrimitive(0, sealed.subarray(0, -16)),
  )
  const body = sequence(integer(0), setOf([recipient]), encrypted, octetString(sealed.subarray(-16)))
  return sequence(oid(OID.authEnvelopedData), context(0, body))
}

/**
 * Opens an envelope for the recipient it names. Attacker-controlled. In this order: DER and AuthEnvelopedData; nothing outside the
 * profile; the recipient is the one who opens and may receive keys; key unwrapped; content decrypted. Throws EnvelopeRefused.
 */
export async function openEnvelope(input: { envelope: Bytes; recipient: EnvelopeRecipient }): Promise<Bytes> {
  const { envelope, recipient } = input
  if (envelope.length > LARGEST_ENVELOPE)
    throw new EnvelopeRefused('envelope-too-large', `${envelope.length} bytes, at most ${LARGEST_ENVELOPE}`)
  const parsed = parseEnvelope(envelope)
  checkRecipient(parsed.recipient, recipient)
  const key = await unwrap(parsed.recipient, recipient.decryptionKey)
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt({ name: 'AES-GCM', iv: parsed.iv }, key, concat(parsed.content, parsed.tag)),
    )
  } catch {
    throw new EnvelopeRefused('envelope-does-not-open', 'the content was changed')
  }
}

interface ParsedEnvelope {
  readonly recipient: RecipientInfo
  readonly iv: Bytes
  readonly content: Bytes
  readonly tag: Bytes
}

function parseEnvelope(envelope: Bytes): ParsedEnvelope {
  try {
    const info = fieldsOf(readDer(envelope, TAG.sequence))
    const type = oidOf(info.take(TAG.oid))
    if (type !== OID.authEnvelopedData) throw new EnvelopeRefused('envelope-not-auth-enveloped', `content type ${type}`)
    const wrapped = info.take(contextTag(0))
    info.end()
    const fields = fieldsOf(readDer(wrapped.content, TAG.sequence))
    const version = smallIntegerOf(fields.take(TAG.integer))
    if (version !== 0) throw new EnvelopeRefused('envelope-wrong-version', `AuthEnvelopedData ${version}`)
    if (fields.takeIf(contextTag(0)) !== undefined) throw new EnvelopeRefused('envelope-attributes-not-allowed', 'originatorInfo')
    const recipient = parseRecipient(fields.take(TAG.set))
    const encrypted = parseEncryptedContent(fields.take(TAG.sequence))
    if (fields.takeIf(contextTag(1)) !== undefined)
      throw new EnvelopeRefused('envelope-attributes-not-allowed', 'authenticated attributes')
    const tag = octetsOf(fields.take(TAG.octetString))
    if (fields.takeIf(contextTag(2)) !== undefined)
      throw new EnvelopeRefused('envelope-attributes-not-allowed', 'unauthenticated attributes')
    fields.end()
    if (tag.length !== 16) throw new EnvelopeRefused('envelope-algorithm-not-allowed', `a tag of ${tag.length} bytes`)
    return { recipient, ...encrypted, tag }
  } catch (error) {
    if (error instanceof DerRefused) throw new EnvelopeRefused('envelope-not-der', error.detail)
    throw error
  }
}

function parseEncryptedContent(node: Der): { iv: Bytes; content: Bytes } {
  const fields = fieldsOf(node)
  const type = oidOf(fields.take(TAG.oid))
  if (type !== OID.data) throw new EnvelopeRefused('envelope-algorithm-not-allowed', `content type ${type}`)
  const cipher = fieldsOf(fields.take(TAG.sequence))
  const identifier = oidOf(cipher.take(TAG.oid))
  if (identifier !== OID.aes256Gcm) throw new EnvelopeRefused('envelope-algorithm-not-allowed', `content cipher ${identifier}`)
  const parameters = fieldsOf(cipher.take(TAG.sequence))
  cipher.end()
  const iv = octetsOf(parameters.take(TAG.octetString))
  const tagLength = parameters.takeIf(TAG.integer)
  parameters.end()
  if (iv.length !== 12) throw new EnvelopeRefused('envelope-algorithm-not-allowed', `an IV of ${iv.length} bytes`)
  if (tagLength === undefined || smallIntegerOf(tagLength) !== 16)
    throw new EnvelopeRefused('envelope-algorithm-not-allowed', 'a tag shorter than 16 bytes')
  const content = fields.take(contextTag(0, false)).content
  fields.end()
  return { iv, content }
}

function checkRecipient(info: RecipientInfo, recipient: EnvelopeRecipient): void {
  if ('keyId' in recipient) {
    if (info.name.by !== 'key-id' || !equalBytes(info.name.keyId, recipient.keyId))
      throw new EnvelopeRefused('envelope-other-recipient', 'sealed to another key')
    return
  }
  const certificate = parseCertificate(recipient.certificate)
  if (!namesCertificate(info.name, certificate))
    throw new EnvelopeRefused('envelope-other-recipient', 'sealed to another certificate')
  checkMayReceive(certificate)
}

async function unwrap(info: RecipientInfo, decryptionKey: KeyAgreementOrTransportKey): Promise<WebCryptoKey> {
  const expected = info.kind === 'agreement' ? 'ECDH' : 'RSA-OAEP'
  if (decryptionKey.algorithm.name !== expected)
    throw new EnvelopeRefused(
      'envelope-other-recipient',
      `sealed for ${expected}, the key is for ${decryptionKey.algorithm.name}`,
    )
  if (info.kind === 'transport') {
    try {
      const key = await crypto.subtle.decrypt({ name: 'RSA-OAEP' }, decryptionKey, info.wrappedKey)
      if (key.byteLength !== 32) throw new RangeError('not a 256-bit key')
      return await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt'])
    } catch {
      throw new EnvelopeRefused('envelope-does-not-open', 'the content key does not unwrap')
    }
  }
  const spki = sequence(algorithm(OID.ecPublicKey, oid(OID.p256)), bitString(info.ephemeralPoint))
  const ephemeralKey = await importPoint(() =>
    crypto.subtle.importKey('spki', spki, { name: 'ECDH', namedCurve: 'P-256' }, false, []),
  )
  const wrappingKey = await deriveWrappingKey(decryptionKey, ephemeralKey, info.sharedInfo)
  if (info.wrappedKey.length !== 40) throw new EnvelopeRefused('envelope-does-not-open', 'the content key is not of 256 bits')
  try {
    return await crypto.subtle.unwrapKey('raw', info.wrappedKey, wrappingKey, 'AES-KW', 'AES-GCM', false, ['decrypt'])
  } catch {
    throw new EnvelopeRefused('envelope-does-not-open', 'the content key does not unwrap')
  }
}

/** WebCrypto refuses points off the curve at import: that is the invalid-curve check. */
async function importPoint(load: () => Promise<WebCryptoKey>): Promise<WebCryptoKey> {
  try {
    return await load()
  } catch {
    throw new EnvelopeRefused('envelope-ephemeral-key-invalid', 'a point that is not on P-256')
  }
}
