import { type Bytes, equalBytes } from '../primitives/bytes.ts'
import { sha256 } from '../primitives/digest.ts'
import { RSA_PSS_SHA256_ALGORITHM, SHA256_ALGORITHM } from './algorithms.ts'
import { type Certificate, CertificateRefused, parseCertificate } from './certificate.ts'
import { type Der, DerRefused, octetsOf, oidOf, timeOf } from './der.ts'
import { algorithm, context, integer, NULL, octetString, oid, sequence, setOf } from './der-write.ts'
import { digestOf, verifySignature } from './keys.ts'
import { OID } from './oids.ts'
import { PkiRefused } from './refused.ts'
import { parseSignedData, parseSigningCertificate, type SignedData, type SignerInfo } from './signed-data.ts'
import type { Signer } from './signer.ts'

/** Why a signature is not one of this profile. Each code names the one rule broken; docs/formats/cms.md lists them. */
export type CmsRefusalCode =
  | 'cms-too-large'
  | 'cms-not-der'
  | 'cms-not-signed-data'
  | 'cms-content-attached'
  | 'cms-wrong-content-type'
  | 'cms-wrong-version'
  | 'cms-revocation-lists-included'
  | 'cms-signer-count'
  | 'cms-certificates-missing'
  | 'cms-too-many-certificates'
  | 'cms-certificate-malformed'
  | 'cms-signer-certificate-missing'
  | 'cms-no-signed-attributes'
  | 'cms-attribute-missing'
  | 'cms-attribute-not-allowed'
  | 'cms-digest-not-allowed'
  | 'cms-digest-mismatch'
  | 'cms-signing-certificate-mismatch'
  | 'cms-algorithm-not-allowed'
  | 'cms-key-not-allowed'
  | 'cms-signature-wrong'

/** A signature refused. */
export class CmsRefused extends PkiRefused<CmsRefusalCode> {
  override readonly name = 'CmsRefused'
}

/** A signature that verifies: cryptography and profile. Whether to trust the signer is `validatePath`'s question. */
export interface VerifiedCms {
  readonly signer: Certificate
  /** The other certificates that came along, as sent: candidates for a path, not yet one. */
  readonly chain: readonly Certificate[]
  /** The RFC 3161 token over this signature when one is attached (CAdES-T); not verified here. */
  readonly timestamp: Bytes | undefined
  /** The signature value, over which a time-stamp is taken. */
  readonly signature: Bytes
  /** What the signer claims as time (milliseconds), if it claims one. Never decides anything. */
  readonly claimedAt: number | undefined
}

const LARGEST_CMS = 131_072
const MOST_CERTIFICATES = 10

/** Signed attributes other than the three of the profile that common signing devices add; they are covered by the signature. */
const HARMLESS_ATTRIBUTES: ReadonlySet<string> = new Set([OID.signingTime, OID.smimeCapabilities, OID.algorithmProtection])

/**
 * Signs `content` as a detached CAdES-BES signature (ETSI EN 319 122-1; RFC 5652, RFC 5035): DER, one SignerInfo, no eContent, SHA-256,
 * signed attributes content-type (id-data), message-digest and signing-certificate-v2, the chain included. With `stamp`, which is given
 * the SHA-256 of the signature value and gives an RFC 3161 token, it becomes a CAdES-T (unsigned attribute signature-time-stamp).
 * Gives the p7s bytes.
 */
export async function signCms(input: {
  content: Bytes
  signer: Signer
  chain?: readonly Bytes[]
  stamp?: (signatureSha256: Bytes) => Promise<Bytes>
}): Promise<Bytes> {
  const { signer, chain = signer.chain } = input
  if (signer.signDocument !== undefined && input.stamp === undefined) return signer.signDocument(input.content)
  const certificate = parseCertificate(signer.certificate)
  const attributes = [
    attribute(OID.contentType, oid(OID.data)),
    attribute(OID.messageDigest, octetString(await digestOf(input.content))),
    attribute(OID.signingCertificateV2, sequence(sequence(sequence(octetString(sha256(certificate.der)))))),
  ]
  const signature = await signer.sign(setOf(attributes))
  const unsignedAttributes =
    input.stamp === undefined ? [] : [attribute(OID.signatureTimestamp, await input.stamp(sha256(signature)))]
  return assembleSignedData({
    signer,
    chain,
    attributes,
    signature,
    encapsulated: sequence(oid(OID.data)),
    version: 1,
    unsignedAttributes,
  })
}

/** One attribute with one value. */
export function attribute(type: string, value: Bytes): Bytes {
  return sequence(oid(type), setOf([value]))
}

/** Assembles the ContentInfo of a SignedData with one SignerInfo from finished parts. `encapsulated` is the EncapsulatedContentInfo. */
export function assembleSignedData(parts: {
  signer: Signer
  chain: readonly Bytes[]
  attributes: readonly Bytes[]
  signature: Bytes
  encapsulated: Bytes
  version: 1 | 3
  unsignedAttributes?: readonly Bytes[]
}): Bytes {
  const { signer, chain, attributes, signature, encapsulated, unsignedAttributes = [] } = parts
  const certificate = parseCertificate(signer.certificate)
  const serial = integer(hexToMagnitude(certificate.serial))
  const signerInfo = sequence(
    integer(1),
    sequence(certificate.issuerDer, serial),
    SHA256_ALGORITHM,
    setOf(attributes, 0xa0),
    SIGNATURE_ALGORITHM[signer.algorithm],
    octetString(signature),
    ...(unsignedAttributes.length === 0 ? [] : [setOf(unsignedAttributes, 0xa1)]),
  )
  const certificates = [certificate.der, ...chain.filter((other) => !equalBytes(other, certificate.der))]
  return sequence(
    oid(OID.signedData),
    context(
      0,
      sequence(integer(parts.version), setOf([SHA256_ALGORITHM]), encapsulated, setOf(certificates, 0xa0), setOf([signerInfo])),
    ),
  )
}

const SIGNATURE_ALGORITHM: Readonly<Record<Signer['algorithm'], Bytes>> = {
  'ecdsa-p256': algorithm(OID.ecdsaWithSha256),
  'rsa-pkcs1': algorithm(OID.rsaEncryption, NULL),
  'rsa-pss': RSA_PSS_SHA256_ALGORITHM,
}

function hexToMagnitude(text: string): Bytes {
  return Uint8Array.from(text.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16))
}

/**
 * Verifies a detached signature against the bytes it is over, in this order: DER and SignedData; nothing outside the profile; exactly
 * one signer whose certificate came along; signed attributes; digest of `content`; signing certificate; the signature itself.
 * `p7s` and `content` are attacker-controlled. Throws CmsRefused; makes no decision of trust.
 */
export async function verifyCms(input: { content: Bytes; p7s: Bytes }): Promise<VerifiedCms> {
  const signedData = parseProfile(input.p7s)
  const [signerInfo] = signedData.signers
  if (signerInfo === undefined || signedData.signers.length !== 1)
    throw new CmsRefused('cms-signer-count', `${signedData.signers.length} signers`)
  const certificates = signedData.certificates.map(parseIncluded)
  const signer = signerCertificateOf(signerInfo, certificates)
  checkSignedAttributes(signerInfo, signer, OID.data)
  await checkMessageDigest(signerInfo, input.content)
  await checkSignature(signerInfo, signer)
  const claimed = signerInfo.signedAttributes?.get(OID.signingTime)
  return {
    signer,
    chain: certificates.filter((certificate) => certificate !== signer),
    timestamp: signerInfo.unsignedAttributes.get(OID.signatureTimestamp)?.raw,
    signature: signerInfo.signature,
    claimedAt: claimed === undefined ? undefined : refuseNotDer(() => timeOf(claimed)),
  }
}

function parseProfile(p7s: Bytes): SignedData {
  if (p7s.length > LARGEST_CMS) throw new CmsRefused('cms-too-large', `${p7s.length} bytes, at most ${LARGEST_CMS}`)
  const signedData = refuseNotDer(() => parseSignedData(p7s))
  if (signedData === undefined) throw new CmsRefused('cms-not-signed-data', 'another content type')
  if (signedData.content !== undefined)
    throw new CmsRefused('cms-content-attached', 'the content is attached; a detached signature belongs here')
  if (signedData.contentType !== OID.data) throw new CmsRefused('cms-wrong-content-type', signedData.contentType)
  const [signerInfo] = signedData.signers
  const expected = signerInfo?.identifier.by === 'subject-key-id' ? 3 : 1
  if (signedData.version !== expected || (signerInfo !== undefined && signerInfo.version !== expected))
    throw new CmsRefused('cms-wrong-version', `version ${signedData.version}, expected ${expected}`)
  if (signedData.digests.some((digest) => digest !== 'SHA-256'))
    throw new CmsRefused('cms-digest-not-allowed', 'digestAlgorithms names another digest than SHA-256')
  if (signedData.hasRevocationLists)
    throw new CmsRefused('cms-revocation-lists-included', 'revocation lists come from the trust folder only')
  if (signedData.certificates.length === 0) throw new CmsRefused('cms-certificates-missing', 'no certificate included')
  if (signedData.certificates.length > MOST_CERTIFICATES)
    throw new CmsRefused('cms-too-many-certificates', `${signedData.certificates.length}, at most ${MOST_CERTIFICATES}`)
  return signedData
}

function refuseNotDer<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof DerRefused) throw new CmsRefused('cms-not-der', error.detail)
    throw error
  }
}

function parseIncluded(der: Bytes): Certificate {
  try {
    return parseCertificate(der)
  } catch (error) {
    if (error instanceof CertificateRefused) throw new CmsRefused('cms-certificate-malformed', error.detail)
    throw error
  }
}

/** The certificate among those included that the SignerInfo names. Throws CmsRefused. */
export function signerCertificateOf(signerInfo: SignerInfo, certificates: readonly Certificate[]): Certificate {
  const { identifier } = signerInfo
  const signer = certificates.find((certificate) =>
    identifier.by === 'subject-key-id'
      ? certificate.subjectKeyId !== undefined && equalBytes(certificate.subjectKeyId, identifier.keyId)
      : certificate.serial === identifier.serial && equalBytes(certificate.issuerDer, identifier.issuerDer),
  )
  if (signer === undefined) throw new CmsRefused('cms-signer-certificate-missing', "the signer's certificate is not included")
  return signer
}

function checkSignedAttributes(signerInfo: SignerInfo, signer: Certificate, contentType: string): void {
  const { signedAttributes, unsignedAttributes } = signerInfo
  if (signedAttributes === undefined) throw new CmsRefused('cms-no-signed-attributes', 'no signed attributes')
  const type = required(signedAttributes.get(OID.contentType), 'content-type')
  if (refuseNotDer(() => oidOf(type)) !== contentType)
    throw new CmsRefused('cms-wrong-content-type', 'the signed content-type is another')
  required(signedAttributes.get(OID.messageDigest), 'message-digest')
  const named = required(signedAttributes.get(OID.signingCertificateV2), 'signing-certificate-v2')
  for (const id of signedAttributes.keys()) {
    if (!PROFILE_ATTRIBUTES.has(id) && !HARMLESS_ATTRIBUTES.has(id))
      throw new CmsRefused('cms-attribute-not-allowed', `signed ${id}`)
  }
  for (const id of unsignedAttributes.keys()) {
    if (id !== OID.signatureTimestamp) throw new CmsRefused('cms-attribute-not-allowed', `unsigned ${id}`)
  }
  const signing = refuseNotDer(() => parseSigningCertificate(named))
  if (signing.hash !== 'SHA-256')
    throw new CmsRefused('cms-digest-not-allowed', 'signing-certificate-v2 with another digest than SHA-256')
  if (
    signing.digest !== signer.sha256 ||
    (signing.serial !== undefined && signing.serial !== signer.serial) ||
    (signing.issuerDer !== undefined && !equalBytes(signing.issuerDer, signer.issuerDer))
  )
    throw new CmsRefused('cms-signing-certificate-mismatch', 'signing-certificate-v2 names another certificate than the signer')
}

const PROFILE_ATTRIBUTES: ReadonlySet<string> = new Set([OID.contentType, OID.messageDigest, OID.signingCertificateV2])

function required(value: Der | undefined, name: string): Der {
  if (value === undefined) throw new CmsRefused('cms-attribute-missing', name)
  return value
}

async function checkMessageDigest(signerInfo: SignerInfo, content: Bytes): Promise<void> {
  if (signerInfo.digest !== 'SHA-256') throw new CmsRefused('cms-digest-not-allowed', 'SHA-256 only')
  const claimed = required(signerInfo.signedAttributes?.get(OID.messageDigest), 'message-digest')
  if (
    !equalBytes(
      refuseNotDer(() => octetsOf(claimed)),
      await digestOf(content),
    )
  )
    throw new CmsRefused('cms-digest-mismatch', 'signed over other bytes')
}

async function checkSignature(signerInfo: SignerInfo, signer: Certificate): Promise<void> {
  const { publicKey } = signer
  if (publicKey.kind === 'p384' || (publicKey.kind === 'rsa' && publicKey.bits < 2048))
    throw new CmsRefused('cms-key-not-allowed', `${publicKey.kind}, ${publicKey.bits} bits`)
  const { algorithm: named } = signerInfo
  // RFC 5652 §12.2 and RFC 3370 §3.2: `rsaEncryption` in a SignerInfo means PKCS#1 v1.5 with the SignerInfo's own digest.
  const resolved = named.kind === 'rsa-unspecified' ? ({ kind: 'rsa-pkcs1', hash: 'SHA-256' } as const) : named
  if (resolved.kind === 'unsupported') throw new CmsRefused('cms-algorithm-not-allowed', resolved.oid)
  if (resolved.hash !== 'SHA-256') throw new CmsRefused('cms-digest-not-allowed', `signed with ${resolved.hash}`)
  if ((resolved.kind === 'ecdsa') !== (publicKey.kind === 'p256'))
    throw new CmsRefused('cms-algorithm-not-allowed', `${resolved.kind} with a key for ${publicKey.kind}`)
  if (!(await verifySignature(publicKey, resolved, signerInfo.signature, signerInfo.signedAttributesDer)))
    throw new CmsRefused('cms-signature-wrong', 'the signature does not verify')
}
