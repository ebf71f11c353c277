import type { Client } from '#shared/contracts/client.ts'
import { readLogTrust } from '#shared/contracts/ledger.ts'
import { getPlatform } from '#shared/contracts/platform.ts'
import { type Certificate, CertificateRefused, parseCertificate } from '#shared/pki/certificate.ts'
import { parseRevocationList, type RevocationList, RevocationListRefused } from '#shared/pki/crl.ts'
import { type CertificateUsage, type TrustMaterial, validatePath } from '#shared/pki/path.ts'
import { type Bytes, equalBytes, fromBase64url, fromUtf8 } from '#shared/primitives/bytes.ts'
import { fromBase64 } from '#shared/transparency/base64.ts'
import { type NoteKey, parseNoteKey } from '#shared/transparency/signed-note.ts'
import { judged, type VerifyCheck } from './checked.ts'

/** What a verification trusts, and where that comes from. */
export interface VerifyTrust {
  /** `platform`: its own word on its anchors and log keys; `own`: files the person brought. */
  readonly source: 'platform' | 'own'
  readonly material: TrustMaterial
  readonly logKeys: readonly NoteKey[]
}

/** The anchors, revocation lists and log keys as the platform publishes them. Throws ProblemError, TypeError off line. */
export async function platformTrust(client: Client): Promise<VerifyTrust> {
  const [platform, log] = await Promise.all([client.call(getPlatform, {}), client.call(readLogTrust, {})])
  const certificates = (ders: readonly string[]) => ders.map((der) => parseCertificate(fromBase64url(der)))
  const own = certificates(platform.certificates)
  const stamping = certificates(platform.timestamp.certificates)
  const all = [...certificates(platform.anchors), ...own, ...stamping]
  return {
    source: 'platform',
    material: {
      anchors: unique(all.filter(isAnchor)),
      intermediates: unique(all.filter((certificate) => certificate.isCa && !isAnchor(certificate))),
      revocation: platform.revocationLists.map((der) => parseRevocationList(fromBase64url(der))),
    },
    logKeys: log.logs.map(({ key }) => parseNoteKey(key)),
  }
}

const PEM = /-----BEGIN (X509 CRL|CERTIFICATE)-----([A-Za-z0-9+/=\s]+)-----END \1-----/g

/** The certificates, revocation lists and log keys (`*.vkey`) in files a person brought; undefined when there is none in them. */
export async function trustOfFiles(files: readonly File[]): Promise<VerifyTrust | undefined> {
  const certificates: Certificate[] = []
  const revocation: RevocationList[] = []
  const logKeys: NoteKey[] = []
  for (const file of files) {
    const bytes = new Uint8Array(await file.arrayBuffer())
    if (file.name.endsWith('.vkey')) {
      for (const line of fromUtf8(bytes).trim().split('\n')) logKeys.push(...keyOf(line))
      continue
    }
    for (const der of objectsOf(bytes)) {
      const object = readObject(der)
      if (object === undefined) continue
      if ('isCa' in object) certificates.push(object)
      else revocation.push(object)
    }
  }
  const anchors = certificates.filter(isAnchor)
  if (anchors.length === 0 && logKeys.length === 0) return undefined
  return {
    source: 'own',
    material: {
      anchors,
      intermediates: certificates.filter((certificate) => certificate.isCa && !isAnchor(certificate)),
      revocation,
    },
    logKeys,
  }
}

/** Whether a file's name says it is trust material. */
export function isTrustFile(name: string): boolean {
  return /\.(?:pem|crt|cer|der|crl|vkey)$/i.test(name)
}

/**
 * Judges a signer's certificate at a moment: its path, and apart from it revocation, so that lists that do not reach back to the moment
 * leave revocation unchecked instead of failing what they say nothing about.
 */
export async function judgeCertificate(input: {
  readonly leaf: Certificate
  readonly chain: readonly Certificate[]
  readonly trust: VerifyTrust
  readonly at: number
  readonly usage: CertificateUsage
  /** Its place in the log proves the moment. */
  readonly isHistorical?: boolean
  readonly name?: string
}): Promise<VerifyCheck[]> {
  const { leaf, chain, trust, at, usage, isHistorical = false, name = 'certificate' } = input
  const request = {
    leaf,
    intermediates: [...chain, ...trust.material.intermediates],
    anchors: trust.material.anchors,
    at,
    usage,
    isHistorical,
  }
  const path = await validatePath({ ...request, revocation: 'not-checked' })
  const anchor = path.ok ? path.path.at(-1)?.subject : undefined
  const checks = [
    judged('authenticity', name, path.ok ? undefined : `${path.code}: ${path.detail}`, {
      fact: anchor === undefined ? undefined : [anchor.organization, anchor.commonName].find((text) => text !== ''),
    }),
  ]
  if (!path.ok) return checks
  const withLists = await validatePath({ ...request, revocation: trust.material.revocation })
  if (withLists.ok) checks.push({ group: 'authenticity', name: 'revocation', state: 'pass' })
  else if (withLists.code === 'certificate-revoked') checks.push(judged('authenticity', 'revocation', withLists.detail))
  else checks.push({ group: 'authenticity', name: 'revocation', state: 'unchecked', why: withLists.detail })
  return checks
}

function isAnchor(certificate: Certificate): boolean {
  return certificate.isCa && equalBytes(certificate.subjectDer, certificate.issuerDer)
}

function unique(certificates: readonly Certificate[]): Certificate[] {
  return [...new Map(certificates.map((certificate) => [certificate.sha256, certificate])).values()]
}

function objectsOf(bytes: Bytes): Bytes[] {
  if (bytes[0] === 0x30) return [bytes]
  return [...new TextDecoder('latin1').decode(bytes).matchAll(PEM)].map(([, , body = '']) => fromBase64(body.replace(/\s/g, '')))
}

function readObject(der: Bytes): Certificate | RevocationList | undefined {
  try {
    return parseCertificate(der)
  } catch (error) {
    if (!(error instanceof CertificateRefused)) throw error
  }
  try {
    return parseRevocationList(der)
  } catch (error) {
    if (error instanceof RevocationListRefused) return undefined
    throw error
  }
}

function keyOf(line: string): NoteKey[] {
  try {
    return [parseNoteKey(line)]
  } catch (error) {
    if (error instanceof RangeError) return []
    throw error
  }
}
