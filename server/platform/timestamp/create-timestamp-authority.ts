import { hashOf, SHA256_ALGORITHM } from '#shared/pki/algorithms.ts'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { assembleSignedData, attribute } from '#shared/pki/cms-signature.ts'
import { contextTag, DerRefused, fieldsOf, octetsOf, readDer, smallIntegerOf, TAG } from '#shared/pki/der.ts'
import {
  context,
  element,
  generalizedTime,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  utf8String,
} from '#shared/pki/der-write.ts'
import { OID } from '#shared/pki/oids.ts'
import type { Signer } from '#shared/pki/signer.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { sha256 } from '#shared/primitives/digest.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import type { TimestampSource } from './timestamp-source.ts'

/** The policy of the built-in authority, an identifier of its own (ITU-T X.667): “the clock of the machine that runs the platform, nothing more”. */
const BUILT_IN_POLICY = '2.25.148287763210968217415894117405389150466'

/** A built-in authority: stamps in process, and answers RFC 3161 requests of others. */
export interface TimestampAuthority extends TimestampSource {
  /** TimeStampResp to a TimeStampReq, both DER (`application/timestamp-query`, `-reply`); a bad request gets a rejection (RFC 3161 §2.4.2). */
  answer(request: Bytes): Promise<Bytes>
}

/**
 * The platform's own RFC 3161 authority, for demo and for offices without another: P-256 (0.04 ms a signature where RSA-3072 takes 2.4),
 * random 128-bit serial numbers, so that no token tells how many there were, genTime in milliseconds of the clock given. The signer's
 * certificate must carry timeStamping as its only, critical purpose.
 */
export function createTimestampAuthority(deps: {
  signer: Signer
  /** As shown beside tokens. */
  name: string
  /** Milliseconds since 1970. */
  now: () => number
  random: RandomBytes
}): TimestampAuthority {
  const { signer, name, now, random } = deps
  const certificate = parseCertificate(signer.certificate)
  if (!certificate.isExtendedKeyUsageCritical || !certificate.extendedKeyUsage.has('timeStamping'))
    throw new RangeError('a time-stamping certificate belongs here')

  async function token(digest: Bytes, nonce?: Bytes): Promise<Bytes> {
    const info = sequence(
      integer(1),
      oid(BUILT_IN_POLICY),
      sequence(SHA256_ALGORITHM, octetString(digest)),
      integer(randomSerial(random)),
      generalizedTime(now()),
      ...(nonce === undefined ? [] : [integer(nonce)]),
    )
    const attributes = [
      attribute(OID.contentType, oid(OID.tstInfo)),
      attribute(OID.messageDigest, octetString(sha256(info))),
      attribute(OID.signingCertificateV2, sequence(sequence(sequence(octetString(sha256(certificate.der)))))),
    ]
    const signature = await signer.sign(setOf(attributes))
    const encapsulated = sequence(oid(OID.tstInfo), context(0, octetString(info)))
    return assembleSignedData({ signer, chain: signer.chain, attributes, signature, encapsulated, version: 3 })
  }

  return {
    name,
    isPlatformsOwn: true,
    stamp(digestSha256) {
      if (digestSha256.length !== 32) throw new RangeError('a SHA-256 digest belongs here')
      return token(digestSha256)
    },
    async answer(request) {
      try {
        const { digest, nonce } = parseRequest(request)
        return sequence(sequence(integer(0)), await token(digest, nonce))
      } catch (error) {
        if (error instanceof DerRefused) return rejection(error.detail)
        throw error
      }
    },
  }
}

/** 128 random bits with the first two fixed to 01: positive, and of one length. */
function randomSerial(random: RandomBytes): Bytes {
  const serial = random(16)
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  return serial
}

/** Attacker-controlled when the authority is offered to others. A policy asked for is refused unless it is ours; certificates always come along. */
function parseRequest(request: Bytes): { digest: Bytes; nonce: Bytes | undefined } {
  const fields = fieldsOf(readDer(request, TAG.sequence))
  if (smallIntegerOf(fields.take(TAG.integer)) !== 1) throw new DerRefused('not version 1')
  const imprint = fieldsOf(fields.take(TAG.sequence))
  if (hashOf(imprint.take(TAG.sequence)) !== 'SHA-256') throw new DerRefused('a digest other than SHA-256')
  const digest = octetsOf(imprint.take(TAG.octetString))
  imprint.end()
  if (digest.length !== 32) throw new DerRefused('a digest that is not 32 bytes')
  if (fields.takeIf(TAG.oid) !== undefined) throw new DerRefused('a policy')
  const nonce = fields.takeIf(TAG.integer)?.content
  if (nonce !== undefined && (nonce.length > 32 || (nonce[0] ?? 0x80) >= 0x80))
    throw new DerRefused('a nonce that is negative or too long')
  fields.takeIf(TAG.boolean)
  if (fields.takeIf(contextTag(0)) !== undefined) throw new DerRefused('an extension')
  fields.end()
  return { digest, nonce }
}

/** PKIFailureInfo badDataFormat (bit 5) as a named BIT STRING: two unused bits, 000001. */
const BAD_DATA_FORMAT: Bytes = element(TAG.bitString, Uint8Array.of(2, 0x04))

/** Status rejection (2) with a text. */
function rejection(detail: string): Bytes {
  return sequence(sequence(integer(2), sequence(utf8String(`refused: ${detail}`)), BAD_DATA_FORMAT))
}
