import { TimestampRefused, verifyTimestamp } from '#shared/pki/timestamp.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { sha256, sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { type Checked, judged, type VerifyCheck } from './checked.ts'
import { findPdfSignatures, type PdfSignatureFound } from './pdf-signatures.ts'
import { judgeCertificate, type VerifyTrust } from './trust.ts'

/** Verifies every signature of a PDF, its time-stamp and certificate, and that nothing was added after the last. Throws NotVerifiable. */
export async function checkPdf(bytes: Bytes, trust: VerifyTrust, now: number): Promise<Checked> {
  const signatures = await findPdfSignatures(bytes)
  const last = signatures.at(-1)
  const checks: VerifyCheck[] = [
    judged('integrity', 'pdf-whole', last?.coversWholeFile === true ? undefined : 'bytes follow what the last signature covers'),
  ]
  for (const [index, signature] of signatures.entries()) checks.push(...(await checkOne(signature, index + 1, trust, now)))
  return {
    kind: 'pdf',
    facts: [
      { key: 'signatures', value: String(signatures.length) },
      { key: 'size', value: String(bytes.length) },
      { key: 'fileDigest', value: sha256Hex(bytes), isDigest: true },
    ],
    checks,
  }
}

async function checkOne(
  { signature, fault }: PdfSignatureFound,
  number: number,
  trust: VerifyTrust,
  now: number,
): Promise<VerifyCheck[]> {
  if (signature === undefined) return [judged('authenticity', 'pdf-signed', fault ?? 'unreadable', { fact: `${number}` })]
  const { signer, chain, timestamp } = signature
  const checks: VerifyCheck[] = [
    judged('authenticity', 'pdf-signed', undefined, {
      fact: `${number} · ${signer.subject.organization || signer.subject.commonName}`,
    }),
  ]
  let at = signature.claimedAt ?? now
  if (timestamp === undefined)
    checks.push({ group: 'time', name: 'pdf-timestamp', state: 'unchecked', why: 'the signature has none' })
  else
    try {
      const stamped = await verifyTimestamp({
        token: timestamp,
        digest: sha256(signature.signature),
        anchors: trust.material.anchors,
        intermediates: trust.material.intermediates,
      })
      at = stamped.at
      checks.push(judged('time', 'pdf-timestamp', undefined, { fact: `${instantOf(stamped.at)}` }))
    } catch (error) {
      if (!(error instanceof TimestampRefused)) throw error
      checks.push(judged('time', 'pdf-timestamp', error.message))
    }
  checks.push(...(await judgeCertificate({ leaf: signer, chain, trust, at, usage: 'sign', name: 'pdf-certificate' })))
  return checks
}
