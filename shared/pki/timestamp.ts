import { type Bytes, equalBytes, hex } from '../primitives/bytes.ts'
import { sha256 } from '../primitives/digest.ts'
import { hashOf, SHA256_ALGORITHM } from './algorithms.ts'
import { type Certificate, CertificateRefused, parseCertificate } from './certificate.ts'
import { CmsRefused, signerCertificateOf } from './cms-signature.ts'
import type { RevocationList } from './crl.ts'
import { type Der, DerRefused, fieldsOf, integerHexOf, octetsOf, oidOf, readDer, smallIntegerOf, TAG, timeOf } from './der.ts'
import { integer, octetString, sequence, TRUE } from './der-write.ts'
import { verifySignature } from './keys.ts'
import { OID } from './oids.ts'
import { validatePath } from './path.ts'
import { PkiRefused } from './refused.ts'
import { parseSignedData, parseSigningCertificate, type SignedData, type SignerInfo } from './signed-data.ts'

/** Why a time-stamp is not accepted. */
export type TimestampRefusalCode =
  | 'timestamp-malformed'
  | 'timestamp-rejected'
  | 'timestamp-other-digest'
  | 'timestamp-other-nonce'
  | 'timestamp-signature-wrong'
  | 'timestamp-authority-untrusted'

/** A time-stamp refused. */
export class TimestampRefused extends PkiRefused<TimestampRefusalCode> {
  override readonly name = 'TimestampRefused'
}

/** A time-stamp that verifies. */
export interface VerifiedTimestamp {
  /** genTime, milliseconds since 1970. */
  readonly at: number
  /** Serial number, lower-case hex. */
  readonly serial: string
  readonly authority: Certificate
}

const LARGEST_TOKEN = 65_536

/** TimeStampReq (RFC 3161 §2.4.1) for a SHA-256 digest: version 1, certificates wanted. `nonce` is 8 to 16 random bytes. */
export function timestampRequest(digest: Bytes, nonce: Bytes): Bytes {
  if (digest.length !== 32) throw new RangeError('a SHA-256 digest belongs here')
  return sequence(integer(1), sequence(SHA256_ALGORITHM, octetString(digest)), integer(nonce), TRUE)
}

/** The token of a TimeStampResp (RFC 3161 §2.4.2) that granted it. Attacker-controlled. Throws TimestampRefused. */
export function parseTimestampResponse(response: Bytes): Bytes {
  return refuseMalformed(() => {
    const fields = fieldsOf(readDer(response, TAG.sequence))
    const status = fieldsOf(fields.take(TAG.sequence))
    const code = smallIntegerOf(status.take(TAG.integer))
    if (code > 1) throw new TimestampRefused('timestamp-rejected', `the authority answered with status ${code}`)
    const token = fields.take(TAG.sequence)
    fields.end()
    return token.raw
  })
}

/**
 * Verifies an RFC 3161 token over a SHA-256 digest, in this order: DER SignedData over a TSTInfo with one signer; the imprint is
 * `digest`; the nonce, when one is expected; message digest, signing certificate and signature; and the authority's path to one of
 * `anchors` for time-stamping, at genTime. Revocation is checked when lists are given; a token carried off line has none beside it.
 * `token` is attacker-controlled. Throws TimestampRefused.
 */
export async function verifyTimestamp(input: {
  token: Bytes
  digest: Bytes
  anchors: readonly Certificate[]
  intermediates?: readonly Certificate[]
  revocation?: readonly RevocationList[]
  nonce?: Bytes
}): Promise<VerifiedTimestamp> {
  const { signedData, signerInfo, content } = parseToken(input.token)
  const info = refuseMalformed(() => parseTstInfo(content))
  if (!equalBytes(info.imprint, input.digest)) throw new TimestampRefused('timestamp-other-digest', 'stamped over another digest')
  if (input.nonce !== undefined && info.nonce !== magnitudeOf(input.nonce))
    throw new TimestampRefused('timestamp-other-nonce', 'not the answer to this request')
  const certificates = refuseMalformed(() => signedData.certificates.map((der) => parseCertificate(der)))
  const authority = refuseMalformed(() => signerCertificateOf(signerInfo, certificates))
  await checkSignature(signerInfo, content, authority)
  const verdict = await validatePath({
    leaf: authority,
    intermediates: [...certificates.filter((certificate) => certificate !== authority), ...(input.intermediates ?? [])],
    anchors: input.anchors,
    revocation: input.revocation ?? 'not-checked',
    at: info.at,
    usage: 'timestamp',
  })
  if (!verdict.ok) throw new TimestampRefused('timestamp-authority-untrusted', `${verdict.code}: ${verdict.detail}`)
  return { at: info.at, serial: info.serial, authority }
}

/** What a token says, without any check: for showing, or for choosing what to check it with. Throws TimestampRefused. */
export function readTimestamp(token: Bytes): { at: number; serial: string; digest: Bytes } {
  const { content } = parseToken(token)
  const { at, serial, imprint } = refuseMalformed(() => parseTstInfo(content))
  return { at, serial, digest: imprint }
}

function refuseMalformed<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof DerRefused || error instanceof CertificateRefused || error instanceof CmsRefused)
      throw new TimestampRefused('timestamp-malformed', error.detail)
    throw error
  }
}

function parseToken(token: Bytes): { signedData: SignedData; signerInfo: SignerInfo; content: Bytes } {
  const malformed = (detail: string): TimestampRefused => new TimestampRefused('timestamp-malformed', detail)
  if (token.length > LARGEST_TOKEN) throw malformed(`${token.length} bytes, at most ${LARGEST_TOKEN}`)
  const signedData = refuseMalformed(() => parseSignedData(token))
  if (signedData === undefined || signedData.contentType !== OID.tstInfo || signedData.content === undefined)
    throw malformed('no SignedData over a TSTInfo')
  const [signerInfo] = signedData.signers
  if (signerInfo === undefined || signedData.signers.length !== 1) throw malformed(`${signedData.signers.length} signers`)
  return { signedData, signerInfo, content: signedData.content }
}

/** TSTInfo (RFC 3161 §2.4.2). Accuracy and ordering are read past. */
function parseTstInfo(content: Bytes): { at: number; serial: string; imprint: Bytes; nonce: string | undefined } {
  const fields = fieldsOf(readDer(content, TAG.sequence))
  if (smallIntegerOf(fields.take(TAG.integer)) !== 1) throw new DerRefused('not TSTInfo version 1')
  fields.take(TAG.oid)
  const imprint = fieldsOf(fields.take(TAG.sequence))
  if (hashOf(imprint.take(TAG.sequence)) !== 'SHA-256') throw new DerRefused('an imprint other than SHA-256')
  const digest = octetsOf(imprint.take(TAG.octetString))
  imprint.end()
  const serial = integerHexOf(fields.take(TAG.integer))
  const at = timeOf(fields.take(TAG.generalizedTime))
  fields.takeIf(TAG.sequence)
  fields.takeIf(TAG.boolean)
  const nonce = fields.takeIf(TAG.integer)
  return { at, serial, imprint: digest, nonce: nonce === undefined ? undefined : integerHexOf(nonce) }
}

/** A nonce as an INTEGER spells it: leading zero bytes do not count. */
function magnitudeOf(nonce: Bytes): string {
  return hex(nonce).replace(/^(?:00)+(?=..)/, '')
}

async function checkSignature(signerInfo: SignerInfo, content: Bytes, authority: Certificate): Promise<void> {
  const wrong = (detail: string): TimestampRefused => new TimestampRefused('timestamp-signature-wrong', detail)
  const { signedAttributes, digest, algorithm } = signerInfo
  const type = signedAttributes?.get(OID.contentType)
  const messageDigest = signedAttributes?.get(OID.messageDigest)
  if (signedAttributes === undefined || type === undefined || messageDigest === undefined || digest === undefined)
    throw wrong('signed attributes are missing')
  const { typed, claimed } = refuseMalformed(() => ({ typed: oidOf(type), claimed: octetsOf(messageDigest) }))
  if (typed !== OID.tstInfo) throw wrong('the signed content type is another')
  const actual = digest === 'SHA-256' ? sha256(content) : new Uint8Array(await crypto.subtle.digest(digest, content))
  if (!equalBytes(claimed, actual)) throw wrong('signed over another TSTInfo')
  await checkSigningCertificate(
    signedAttributes.get(OID.signingCertificateV2),
    signedAttributes.get(OID.signingCertificate),
    authority,
  )
  const resolved = algorithm.kind === 'rsa-unspecified' ? ({ kind: 'rsa-pkcs1', hash: digest } as const) : algorithm
  if (!(await verifySignature(authority.publicKey, resolved, signerInfo.signature, signerInfo.signedAttributesDer)))
    throw wrong('the signature does not verify')
}

/** RFC 5816 lets an authority name its certificate by either version; the first is by SHA-1, which binds against accidents only. */
async function checkSigningCertificate(second: Der | undefined, first: Der | undefined, authority: Certificate): Promise<void> {
  const value = second ?? first
  if (value === undefined) throw new TimestampRefused('timestamp-signature-wrong', 'no signing certificate is named')
  const named = refuseMalformed(() => parseSigningCertificate(value, second === undefined))
  if (named.hash === undefined)
    throw new TimestampRefused('timestamp-signature-wrong', 'the signing certificate is named by an unknown digest')
  const digest = new Uint8Array(await crypto.subtle.digest(named.hash, authority.der))
  if (hex(digest) !== named.digest)
    throw new TimestampRefused('timestamp-signature-wrong', 'another signing certificate is named')
}
