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
import type { TrustShown } from './trust-shown.ts'

/** What a verification trusts, and where that comes from. */
export interface VerifyTrust {
  readonly source: TrustShown['source']
  readonly material: TrustMaterial
  readonly logKeys: readonly NoteKey[]
}

/** The same as it came, in bytes and lines: what can be handed to a worker. */
export interface TrustSource {
  readonly source: VerifyTrust['source']
  /** DER. */
  readonly certificates: readonly Bytes[]
  /** DER. */
  readonly revocationLists: readonly Bytes[]
  /** Lines of verifier keys. */
  readonly logKeys: readonly string[]
}

/** The anchors, revocation lists and log keys as the platform publishes them. Throws ProblemError, TypeError off line. */
export async function platformTrust(client: Client): Promise<VerifyTrust> {
  return readTrust(await trustOfPlatform(client))
}

/** The same, unread. Throws ProblemError, TypeError off line. */
export async function trustOfPlatform(client: Client): Promise<TrustSource> {
  const [platform, log] = await Promise.all([client.call(getPlatform, {}), client.call(readLogTrust, {})])
  const ders = [...platform.anchors, ...platform.certificates, ...platform.timestamp.certificates]
  return {
    source: 'platform',
    certificates: ders.map(fromBase64url),
    revocationLists: platform.revocationLists.map(fromBase64url),
    logKeys: log.logs.map(({ key }) => key),
  }
}

/** Reads what is trusted: whoever is above others by its own word is an anchor. Throws CertificateRefused, RevocationListRefused, RangeError. */
export function readTrust({ source, certificates, revocationLists, logKeys }: TrustSource): VerifyTrust {
  const all = unique(certificates.map(parseCertificate))
  return {
    source,
    material: {
      anchors: all.filter(isAnchor),
      intermediates: all.filter((certificate) => certificate.isCa && !isAnchor(certificate)),
      revocation: revocationLists.map(parseRevocationList),
    },
    logKeys: logKeys.map(parseNoteKey),
  }
}

/** What is shown of it. */
export function shownTrust({ source, material, logKeys }: VerifyTrust): TrustShown {
  return {
    source,
    anchors: material.anchors.map(({ sha256, subject }) => ({ sha256, name: subject.commonName || subject.organization })),
    logs: logKeys.map(({ name }) => name),
    revocationLists: material.revocation.length,
  }
}

const PEM = /-----BEGIN (X509 CRL|CERTIFICATE)-----([A-Za-z0-9+/=\s]+)-----END \1-----/g

/** The certificates, revocation lists and log keys (`*.vkey`) in files a person brought; undefined when there is none to judge by. */
export async function trustOfFiles(files: readonly File[]): Promise<TrustSource | undefined> {
  const certificates: Certificate[] = []
  const revocationLists: Bytes[] = []
  const logKeys: string[] = []
  for (const file of files) {
    const bytes = new Uint8Array(await file.arrayBuffer())
    if (file.name.endsWith('.vkey')) {
      logKeys.push(...fromUtf8(bytes).trim().split('\n').filter(isLogKey))
      continue
    }
    for (const der of objectsOf(bytes)) {
      const object = readObject(der)
      if (object === undefined) continue
      if ('isCa' in object) certificates.push(object)
      else revocationLists.push(object.der)
    }
  }
  if (!certificates.some(isAnchor) && logKeys.length === 0) return undefined
  return { source: 'own', certificates: certificates.map(({ der }) => der), revocationLists, logKeys }
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

function isLogKey(line: string): boolean {
  try {
    parseNoteKey(line)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
