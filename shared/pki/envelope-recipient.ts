import { type Bytes, equalBytes } from '../primitives/bytes.ts'
import type { Certificate } from './certificate.ts'
import { bitsOf, childrenOf, contextTag, type Der, fieldsOf, octetsOf, oidOf, readDer, smallIntegerOf, TAG } from './der.ts'
import { algorithm, bitString, context, integer, octetString, oid, sequence } from './der-write.ts'
import { EnvelopeRefused } from './envelope-refused.ts'
import { OID } from './oids.ts'
import { issuerAndSerialOf } from './signed-data.ts'

/** Whom an envelope is for, as its RecipientInfo names it. */
export type RecipientName =
  | { readonly by: 'issuer-and-serial'; readonly issuerDer: Bytes; readonly serial: string }
  | { readonly by: 'key-id'; readonly keyId: Bytes }

/** A RecipientInfo within the profile: how the content key travels. */
export type RecipientInfo =
  | {
      readonly kind: 'agreement'
      readonly name: RecipientName
      /** The sender's ephemeral public point, uncompressed. */
      readonly ephemeralPoint: Bytes
      readonly sharedInfo: Bytes
      readonly wrappedKey: Bytes
    }
  | { readonly kind: 'transport'; readonly name: RecipientName; readonly wrappedKey: Bytes }

/** dhSinglePass-stdDH-sha1kdf-scheme and its cofactor sibling (RFC 5753 §7.1.4): openssl's default, refused by name. */
const SHA1_KDF: ReadonlySet<string> = new Set(['1.3.133.16.840.63.0.2', '1.3.133.16.840.63.0.3'])

/** Parses the one RecipientInfo (RFC 5652 §6.2). Attacker-controlled. Throws EnvelopeRefused or DerRefused. */
export function parseRecipient(recipients: Der): RecipientInfo {
  const infos = childrenOf(recipients)
  const [info] = infos
  if (info === undefined || infos.length !== 1)
    throw new EnvelopeRefused('envelope-recipient-count', `${infos.length} recipients, one belongs here`)
  switch (info.tag) {
    case TAG.sequence:
      return parseTransport(info)
    case contextTag(1):
      return parseAgreement(info)
    default:
      throw new EnvelopeRefused('envelope-recipient-kind', 'neither key transport nor key agreement')
  }
}

function parseTransport(info: Der): RecipientInfo {
  const fields = fieldsOf(info)
  const version = smallIntegerOf(fields.take(TAG.integer))
  const keyId = fields.takeIf(contextTag(0, false))
  const name: RecipientName =
    keyId === undefined ? issuerAndSerialOf(fields.take(TAG.sequence)) : { by: 'key-id', keyId: keyId.content }
  if (version !== (keyId === undefined ? 0 : 2))
    throw new EnvelopeRefused('envelope-wrong-version', `KeyTransRecipientInfo ${version}`)
  checkOaep(fields.take(TAG.sequence))
  const wrappedKey = octetsOf(fields.take(TAG.octetString))
  fields.end()
  return { kind: 'transport', name, wrappedKey }
}

function checkOaep(node: Der): void {
  const fields = fieldsOf(node)
  const identifier = oidOf(fields.take(TAG.oid))
  if (identifier === OID.rsaEncryption)
    throw new EnvelopeRefused('envelope-pkcs1-wrapping', 'PKCS#1 v1.5 key wrapping; RSAES-OAEP belongs here')
  if (identifier !== OID.rsaOaep) throw new EnvelopeRefused('envelope-algorithm-not-allowed', `key encryption ${identifier}`)
  const parameters = fields.take(TAG.sequence)
  fields.end()
  const allowed = [true, false].map((withNull) => oaepParameters(withNull))
  if (!allowed.some((bytes) => equalBytes(bytes, parameters.raw)))
    throw new EnvelopeRefused('envelope-algorithm-not-allowed', 'RSAES-OAEP other than SHA-256 with MGF1 of SHA-256 and no label')
}

function oaepParameters(withNull: boolean): Bytes {
  const digest = withNull ? algorithm(OID.sha256, Uint8Array.of(5, 0)) : algorithm(OID.sha256)
  return sequence(context(0, digest), context(1, algorithm(OID.mgf1, digest)))
}

/** AlgorithmIdentifier of RSAES-OAEP with SHA-256 and MGF1 of SHA-256 (RFC 4055 §4.1). */
const RSA_OAEP_SHA256_ALGORITHM = algorithm(OID.rsaOaep, oaepParameters(true))

function parseAgreement(info: Der): RecipientInfo {
  const fields = fieldsOf(info, contextTag(1))
  const version = smallIntegerOf(fields.take(TAG.integer))
  if (version !== 3) throw new EnvelopeRefused('envelope-wrong-version', `KeyAgreeRecipientInfo ${version}`)
  const ephemeralPoint = parseOriginator(fields.take(contextTag(0)))
  const material = fields.takeIf(contextTag(1))
  const wrap = parseAgreementAlgorithm(fields.take(TAG.sequence))
  const keys = childrenOf(fields.take(TAG.sequence))
  fields.end()
  const [key] = keys
  if (key === undefined || keys.length !== 1)
    throw new EnvelopeRefused('envelope-recipient-count', `${keys.length} encrypted keys, one belongs here`)
  const encrypted = fieldsOf(key)
  const keyId = encrypted.takeIf(contextTag(0))
  const name: RecipientName =
    keyId === undefined
      ? issuerAndSerialOf(encrypted.take(TAG.sequence))
      : { by: 'key-id', keyId: octetsOf(fieldsOf(keyId, contextTag(0)).take(TAG.octetString)) }
  const wrappedKey = octetsOf(encrypted.take(TAG.octetString))
  encrypted.end()
  const userMaterial = material === undefined ? undefined : octetsOf(readDer(material.content, TAG.octetString))
  return { kind: 'agreement', name, ephemeralPoint, sharedInfo: sharedInfoOf(wrap, userMaterial), wrappedKey }
}

/** originatorKey [1] with a point on P-256; the curve may be left out, as RFC 5753 §3.1.1 lets it. */
function parseOriginator(node: Der): Bytes {
  const choice = readDer(node.content)
  if (choice.tag !== contextTag(1))
    throw new EnvelopeRefused('envelope-algorithm-not-allowed', 'an originator without an ephemeral key')
  const fields = fieldsOf(choice, contextTag(1))
  const identifier = fieldsOf(fields.take(TAG.sequence))
  if (oidOf(identifier.take(TAG.oid)) !== OID.ecPublicKey)
    throw new EnvelopeRefused('envelope-algorithm-not-allowed', 'an ephemeral key of another kind')
  const curve = identifier.takeIf(TAG.oid)
  identifier.takeIf(TAG.null)
  identifier.end()
  const point = bitsOf(fields.take(TAG.bitString))
  fields.end()
  if ((curve !== undefined && oidOf(curve) !== OID.p256) || point.length !== 65 || point[0] !== 4)
    throw new EnvelopeRefused('envelope-ephemeral-key-invalid', 'not an uncompressed point on P-256')
  return point
}

/** The key-wrap AlgorithmIdentifier, as it stands: it goes into the key derivation byte by byte. */
function parseAgreementAlgorithm(node: Der): Bytes {
  const fields = fieldsOf(node)
  const identifier = oidOf(fields.take(TAG.oid))
  if (SHA1_KDF.has(identifier)) throw new EnvelopeRefused('envelope-sha1-kdf', 'key agreement with SHA-1; SHA-256 belongs here')
  if (identifier !== OID.ecdhSha256Kdf) throw new EnvelopeRefused('envelope-algorithm-not-allowed', `key agreement ${identifier}`)
  const wrap = fields.take(TAG.sequence)
  fields.end()
  const inner = fieldsOf(wrap)
  const wrapIdentifier = oidOf(inner.take(TAG.oid))
  if (wrapIdentifier !== OID.aes256Wrap) throw new EnvelopeRefused('envelope-algorithm-not-allowed', `key wrap ${wrapIdentifier}`)
  inner.takeIf(TAG.null)
  inner.end()
  return wrap.raw
}

/** ECC-CMS-SharedInfo (RFC 5753 §7.2) for a 256-bit key-encryption key. */
export function sharedInfoOf(wrapAlgorithm: Bytes, userMaterial?: Bytes): Bytes {
  return sequence(
    wrapAlgorithm,
    ...(userMaterial === undefined ? [] : [context(0, octetString(userMaterial))]),
    context(2, octetString(Uint8Array.of(0, 0, 1, 0))),
  )
}

/** KeyAgreeRecipientInfo with an ephemeral key, for one recipient. */
export function writeAgreement(input: {
  name: RecipientName
  ephemeralPoint: Bytes
  wrapAlgorithm: Bytes
  wrappedKey: Bytes
}): Bytes {
  const { name, ephemeralPoint, wrapAlgorithm, wrappedKey } = input
  const originator = context(1, algorithm(OID.ecPublicKey, oid(OID.p256)), bitString(ephemeralPoint))
  const recipient = name.by === 'key-id' ? context(0, octetString(name.keyId)) : writeIssuerAndSerial(name)
  return context(
    1,
    integer(3),
    context(0, originator),
    algorithm(OID.ecdhSha256Kdf, wrapAlgorithm),
    sequence(sequence(recipient, octetString(wrappedKey))),
  )
}

/** KeyTransRecipientInfo with RSAES-OAEP. */
export function writeTransport(name: RecipientName & { readonly by: 'issuer-and-serial' }, wrappedKey: Bytes): Bytes {
  return sequence(integer(0), writeIssuerAndSerial(name), RSA_OAEP_SHA256_ALGORITHM, octetString(wrappedKey))
}

function writeIssuerAndSerial(name: RecipientName & { readonly by: 'issuer-and-serial' }): Bytes {
  const serial = Uint8Array.from(name.serial.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16))
  return sequence(name.issuerDer, integer(serial))
}

/** Whether a recipient's name is this certificate's. */
export function namesCertificate(name: RecipientName, certificate: Certificate): boolean {
  return name.by === 'key-id'
    ? certificate.subjectKeyId !== undefined && equalBytes(name.keyId, certificate.subjectKeyId)
    : name.serial === certificate.serial && equalBytes(name.issuerDer, certificate.issuerDer)
}
