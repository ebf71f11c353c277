import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { readDer, TAG } from '#shared/pki/der.ts'
import { element, integer, oid, sequence, setOf, utf8String } from '#shared/pki/der-write.ts'
import type { KeyUsage } from '#shared/pki/extensions.ts'
import type { WebCryptoKey } from '#shared/pki/keys.ts'
import { EXTENDED_KEY_USAGE, OID } from '#shared/pki/oids.ts'
import { type Bytes, fromHex, utf8 } from '#shared/primitives/bytes.ts'

/** RFC 4055 §5: the parameters of sha256WithRSAEncryption are NULL, which pkijs leaves out. */
class IssuingEngine extends pkijs.CryptoEngine {
  override async getSignatureParameters(
    privateKey: WebCryptoKey,
    hashAlgorithm?: string,
  ): Promise<pkijs.CryptoEngineSignatureParams> {
    const parameters = await super.getSignatureParameters(privateKey, hashAlgorithm)
    if (privateKey.algorithm.name === 'RSASSA-PKCS1-v1_5') parameters.signatureAlgorithm.algorithmParams = new asn1js.Null()
    return parameters
  }
}

/** Handed to every call: pkijs keeps a global engine otherwise, which whoever sets it last decides. */
const engine = new IssuingEngine({ name: 'web', crypto: globalThis.crypto })

/** Who a certificate will name. All texts but the country are UTF8String. */
export interface IssuedName {
  readonly commonName: string
  readonly organization?: string
  readonly organizationalUnit?: string
  /** Unified social credit code; written as organizationIdentifier `NTRCN-<code>`. */
  readonly creditCode?: string
  /** A person's number within the organisation; written as subject serialNumber. */
  readonly personNumber?: string
  /** ISO 3166 code; CN when not given. */
  readonly country?: string
}

/** An authority: its certificate and its private key. */
export interface IssuingAuthority {
  readonly certificate: Bytes
  readonly privateKey: WebCryptoKey
}

/** What a certificate is to say. */
export interface CertificateRequest {
  readonly subject: IssuedName
  readonly publicKey: WebCryptoKey
  /** `self` with the private key for a self-signed authority. */
  readonly issuer: IssuingAuthority | { readonly self: WebCryptoKey }
  /** 1 to 20 random bytes, taken as a positive number. */
  readonly serial: Bytes
  /** Milliseconds since 1970; certificates hold whole seconds. */
  readonly notBefore: number
  readonly notAfter: number
  readonly keyUsage: readonly KeyUsage[]
  /** Absent: a holder. `pathLength` absent: any number of authorities below. */
  readonly authority?: { readonly pathLength?: number }
  /** Names of `EXTENDED_KEY_USAGE` or dotted identifiers. */
  readonly extendedKeyUsage?: { readonly purposes: readonly string[]; readonly isCritical: boolean }
  /** Further extensions as they are. */
  readonly extensions?: readonly { readonly id: string; readonly isCritical: boolean; readonly value: Bytes }[]
}

/** Issues an X.509 v3 certificate signed with SHA-256 by a P-256 or RSA (PKCS#1 v1.5) key of WebCrypto. Gives DER. */
export async function issueCertificate(request: CertificateRequest): Promise<Bytes> {
  const certificate = new pkijs.Certificate()
  certificate.version = 2
  certificate.serialNumber = serialNumber(request.serial)
  certificate.notBefore = timeOf(request.notBefore)
  certificate.notAfter = timeOf(request.notAfter)
  certificate.subject = nameOf(request.subject)
  await certificate.subjectPublicKeyInfo.importKey(request.publicKey, engine)
  const keyId = await keyIdOf(certificate.subjectPublicKeyInfo)
  const isSelf = 'self' in request.issuer
  const issuer = 'self' in request.issuer ? undefined : parseCertificate(request.issuer.certificate)
  certificate.issuer = issuer === undefined ? certificate.subject : existingName(issuer.subjectDer)
  const authorityKeyId = issuer === undefined ? keyId : issuer.subjectKeyId
  certificate.extensions = [
    ...(request.authority === undefined ? [] : [basicConstraints(request.authority.pathLength)]),
    extension(OID.keyUsage, true, keyUsageBits(request.keyUsage)),
    ...(request.extendedKeyUsage === undefined ? [] : [purposesOf(request.extendedKeyUsage)]),
    extension(OID.subjectKeyIdentifier, false, new asn1js.OctetString({ valueHex: keyId.buffer }).toBER()),
    ...(authorityKeyId === undefined || isSelf ? [] : [authorityKey(authorityKeyId)]),
    ...(request.extensions ?? []).map(({ id, isCritical, value }) => extension(id, isCritical, value)),
  ]
  const key = 'self' in request.issuer ? request.issuer.self : request.issuer.privateKey
  await certificate.sign(key, 'SHA-256', engine)
  return new Uint8Array(certificate.toSchema(true).toBER())
}

/** What a revocation list is to say. Times in milliseconds. */
export interface RevocationListRequest {
  readonly issuer: IssuingAuthority
  readonly thisUpdate: number
  readonly nextUpdate: number
  /** Counts up from list to list. */
  readonly number: number
  /** Serial numbers as `Certificate.serial` (hex). */
  readonly revoked: readonly { readonly serial: string; readonly revokedAt: number; readonly reason?: number }[]
}

/** Issues a version 2 revocation list (RFC 5280 §5). Gives DER. */
export async function issueRevocationList(request: RevocationListRequest): Promise<Bytes> {
  const issuer = parseCertificate(request.issuer.certificate)
  const list = new pkijs.CertificateRevocationList()
  list.version = 1
  list.issuer = existingName(issuer.subjectDer)
  list.thisUpdate = timeOf(request.thisUpdate)
  list.nextUpdate = timeOf(request.nextUpdate)
  if (request.revoked.length > 0) {
    list.revokedCertificates = request.revoked.map(({ serial, revokedAt, reason }) => {
      const entry = new pkijs.RevokedCertificate({
        userCertificate: serialNumber(fromHex(serial)),
        revocationDate: timeOf(revokedAt),
      })
      if (reason !== undefined) {
        const code = new asn1js.Enumerated({ value: reason }).toBER()
        entry.crlEntryExtensions = new pkijs.Extensions({ extensions: [extension(OID.reasonCode, false, code)] })
      }
      return entry
    })
  }
  list.crlExtensions = new pkijs.Extensions({
    extensions: [
      ...(issuer.subjectKeyId === undefined ? [] : [authorityKey(issuer.subjectKeyId)]),
      extension(OID.crlNumber, false, new asn1js.Integer({ value: request.number }).toBER()),
    ],
  })
  await list.sign(request.issuer.privateKey, 'SHA-256', engine)
  return new Uint8Array(list.toSchema(true).toBER())
}

/** Positive and in the shortest form whatever the random bytes begin with. */
function serialNumber(bytes: Bytes): asn1js.Integer {
  if (bytes.length === 0 || bytes.length > 20) throw new RangeError('a serial number of 1 to 20 bytes belongs here')
  return new asn1js.Integer({ valueHex: new Uint8Array(readDer(integer(bytes)).content).buffer })
}

/** UTCTime until 2049, GeneralizedTime after (RFC 5280 §4.1.2.5). */
function timeOf(at: number): pkijs.Time {
  const value = new Date(Math.floor(at / 1000) * 1000)
  return new pkijs.Time({ type: value.getUTCFullYear() < 2050 ? 0 : 1, value })
}

/** One attribute to each relative name, in the usual order; pkijs would put them all into one. */
function nameOf(name: IssuedName): pkijs.RelativeDistinguishedNames {
  const attributes: [string, Bytes | undefined][] = [
    [OID.country, printable(name.country ?? 'CN')],
    [OID.organization, text(name.organization)],
    [OID.organizationIdentifier, text(name.creditCode === undefined ? undefined : `NTRCN-${name.creditCode}`)],
    [OID.organizationalUnit, text(name.organizationalUnit)],
    [OID.serialNumber, name.personNumber === undefined ? undefined : printable(name.personNumber)],
    [OID.commonName, text(name.commonName)],
  ]
  return existingName(
    sequence(...attributes.flatMap(([type, value]) => (value === undefined ? [] : [setOf([sequence(oid(type), value)])]))),
  )
}

/** X.520 gives country and serialNumber as PrintableString; everything else is UTF8String (RFC 5280 §4.1.2.4). */
function printable(value: string): Bytes {
  return element(TAG.printableString, utf8(value))
}

function text(value: string | undefined): Bytes | undefined {
  return value === undefined ? undefined : utf8String(value)
}

/** An issuer's name exactly as its own certificate spells it. */
function existingName(der: Bytes): pkijs.RelativeDistinguishedNames {
  return pkijs.RelativeDistinguishedNames.fromBER(new Uint8Array(der))
}

function extension(extnID: string, critical: boolean, value: ArrayBuffer | Bytes): pkijs.Extension {
  const extnValue = value instanceof Uint8Array ? new Uint8Array(value).buffer : value
  return new pkijs.Extension({ extnID, critical, extnValue })
}

function basicConstraints(pathLength: number | undefined): pkijs.Extension {
  const constraints = new pkijs.BasicConstraints(
    pathLength === undefined ? { cA: true } : { cA: true, pathLenConstraint: pathLength },
  )
  return extension(OID.basicConstraints, true, constraints.toSchema().toBER())
}

function authorityKey(keyId: Bytes): pkijs.Extension {
  const keyIdentifier = new asn1js.OctetString({ valueHex: new Uint8Array(keyId).buffer })
  return extension(OID.authorityKeyIdentifier, false, new pkijs.AuthorityKeyIdentifier({ keyIdentifier }).toSchema().toBER())
}

const KEY_USAGE_BIT: Readonly<Record<KeyUsage, number>> = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
  encipherOnly: 7,
  decipherOnly: 8,
}

function keyUsageBits(usages: readonly KeyUsage[]): ArrayBuffer {
  const last = Math.max(...usages.map((usage) => KEY_USAGE_BIT[usage]))
  const bytes = new Uint8Array(Math.floor(last / 8) + 1)
  for (const usage of usages) {
    const bit = KEY_USAGE_BIT[usage]
    bytes[Math.floor(bit / 8)] = (bytes[Math.floor(bit / 8)] ?? 0) | (0x80 >> (bit % 8))
  }
  return new asn1js.BitString({ valueHex: bytes.buffer, unusedBits: 7 - (last % 8) }).toBER()
}

function purposesOf(usage: { readonly purposes: readonly string[]; readonly isCritical: boolean }): pkijs.Extension {
  const identifiers = new Map(Object.entries(EXTENDED_KEY_USAGE).map(([id, name]) => [name, id]))
  const keyPurposes = usage.purposes.map((purpose) => identifiers.get(purpose) ?? purpose)
  return extension(OID.extendedKeyUsage, usage.isCritical, new pkijs.ExtKeyUsage({ keyPurposes }).toSchema().toBER())
}

/** RFC 7093 §2 method 1: the first 160 bits of SHA-256 over the public key's bits. */
async function keyIdOf(info: pkijs.PublicKeyInfo): Promise<Bytes> {
  const bits = info.subjectPublicKey.valueBlock.valueHexView
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bits))).subarray(0, 20).slice()
}

/** SubjectPublicKeyInfo of a public key, DER. */
export async function spkiOf(publicKey: WebCryptoKey): Promise<Bytes> {
  return readDer(new Uint8Array(await crypto.subtle.exportKey('spki', publicKey))).raw
}
