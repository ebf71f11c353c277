import { equalBytes } from '../primitives/bytes.ts'
import type { Certificate } from './certificate.ts'
import { coversCertificate, isListSignedBy, type RevocationList } from './crl.ts'
import { isIssuedBy } from './keys.ts'

/** What a certificate is asked to be good for. */
export type CertificateUsage = 'sign' | 'encrypt' | 'timestamp'

/** Why a certificate is not accepted. Each code names the one rule broken; docs/formats/cms.md lists them. */
export type PathRefusalCode =
  | 'certificate-untrusted'
  | 'certificate-expired'
  | 'certificate-not-yet-valid'
  | 'certificate-revoked'
  | 'certificate-wrong-usage'
  | 'certificate-weak-key'
  | 'certificate-critical-extension'
  | 'certificate-issuer-not-authority'
  | 'certificate-path-too-long'
  | 'revocation-unknown'

/** The judgement over a certificate: its path, leaf first and anchor last, or the first rule broken. */
export type PathVerdict =
  | { readonly ok: true; readonly path: readonly Certificate[] }
  | { readonly ok: false; readonly code: PathRefusalCode; readonly detail: string }

/** What is trusted, and what its authorities have withdrawn. */
export interface TrustMaterial {
  readonly anchors: readonly Certificate[]
  readonly intermediates: readonly Certificate[]
  readonly revocation: readonly RevocationList[]
}

const LONGEST_PATH = 8
/** Attacker-controlled intermediates could span a maze; every honest path is found in far fewer steps. */
const MOST_STEPS = 200

/** Purposes that a certificate limited by extended key usage must name at least one of. */
const PURPOSES: Readonly<Record<CertificateUsage, readonly string[]>> = {
  sign: ['any', 'emailProtection', 'clientAuth', 'documentSigning'],
  encrypt: ['any', 'emailProtection', 'clientAuth'],
  timestamp: ['timeStamping'],
}

/**
 * Judges a certificate at the moment `at` (milliseconds) by RFC 5280 §6, stricter where we may be: a path of verified signatures to
 * an anchor; every certificate valid, with a key strong enough and no critical extension unknown; every issuer an authority by
 * basicConstraints **and** keyCertSign, path lengths and extended key usages kept, the anchor's included; the leaf no authority, with
 * the key usage asked for; and for each certificate below the anchor a current revocation list of its issuer. No list, no verdict:
 * `revocation-unknown`. `'not-checked'` is for offline checks of time-stamps only, and says so in the caller's code.
 */
export async function validatePath(input: {
  leaf: Certificate
  intermediates: readonly Certificate[]
  anchors: readonly Certificate[]
  revocation: readonly RevocationList[] | 'not-checked'
  at: number
  usage: CertificateUsage
  /** The signature is proven to be from `at`, by its place in a log for instance: what came later does not undo it. */
  isHistorical?: boolean
}): Promise<PathVerdict> {
  let verdict: PathVerdict = refused('certificate-untrusted', `no path from ${nameOf(input.leaf)} to a trust anchor`)
  let isFirst = true
  for await (const path of findPaths(input)) {
    const judged = await judgePath(path, input)
    if (judged.ok) return judged
    if (isFirst) verdict = judged
    isFirst = false
  }
  return verdict
}

function refused(code: PathRefusalCode, detail: string): PathVerdict {
  return { ok: false, code, detail }
}

function nameOf(certificate: Certificate): string {
  return `“${certificate.subject.commonName || certificate.subject.organization}” (${certificate.serial})`
}

async function* findPaths(input: {
  leaf: Certificate
  intermediates: readonly Certificate[]
  anchors: readonly Certificate[]
}): AsyncGenerator<readonly Certificate[]> {
  let steps = 0
  async function* extend(path: readonly Certificate[], last: Certificate): AsyncGenerator<readonly Certificate[]> {
    for (const anchor of input.anchors) if (await mayHaveIssued(anchor, last)) yield [...path, anchor]
    if (path.length >= LONGEST_PATH) return
    for (const next of input.intermediates) {
      if (steps >= MOST_STEPS) return
      if (path.some(({ sha256 }) => sha256 === next.sha256) || !isNamedBy(next, last)) continue
      steps += 1
      if (await isIssuedBy(last, next)) yield* extend([...path, next], next)
    }
  }
  yield* extend([input.leaf], input.leaf)
}

async function mayHaveIssued(issuer: Certificate, certificate: Certificate): Promise<boolean> {
  return isNamedBy(issuer, certificate) && issuer.sha256 !== certificate.sha256 && isIssuedBy(certificate, issuer)
}

/** Names compare byte by byte (RFC 5280 §7.1 allows more; authorities copy their own name), key identifiers when both are there. */
function isNamedBy(issuer: Certificate, certificate: Certificate): boolean {
  if (!equalBytes(issuer.subjectDer, certificate.issuerDer)) return false
  const { authorityKeyId } = certificate
  return authorityKeyId === undefined || issuer.subjectKeyId === undefined || equalBytes(authorityKeyId, issuer.subjectKeyId)
}

async function judgePath(
  path: readonly Certificate[],
  input: { revocation: readonly RevocationList[] | 'not-checked'; at: number; usage: CertificateUsage; isHistorical?: boolean },
): Promise<PathVerdict> {
  for (const [depth, certificate] of path.entries()) {
    const fault =
      judgeCertificate(certificate, input.at) ??
      (depth === 0 ? judgeLeaf(certificate, input.usage) : judgeAuthority(certificate, path.slice(1, depth), input.usage))
    if (fault !== undefined) return fault
  }
  if (input.revocation !== 'not-checked') {
    for (const [depth, issuer] of path.entries()) {
      const certificate = path[depth - 1]
      if (certificate === undefined) continue
      const fault = await judgeRevocation(certificate, issuer, input.revocation, input)
      if (fault !== undefined) return fault
    }
  }
  return { ok: true, path }
}

function judgeCertificate(certificate: Certificate, at: number): PathVerdict | undefined {
  if (at < certificate.notBefore) return refused('certificate-not-yet-valid', nameOf(certificate))
  if (at > certificate.notAfter) return refused('certificate-expired', nameOf(certificate))
  const { kind, bits } = certificate.publicKey
  if (kind === 'rsa' && bits < 2048) return refused('certificate-weak-key', `${nameOf(certificate)}: RSA of ${bits} bits`)
  const [unknown] = certificate.unknownCritical
  if (unknown !== undefined) return refused('certificate-critical-extension', `${nameOf(certificate)}: ${unknown}`)
  return undefined
}

function judgeLeaf(leaf: Certificate, usage: CertificateUsage): PathVerdict | undefined {
  const wrong = (detail: string): PathVerdict => refused('certificate-wrong-usage', `${nameOf(leaf)}: ${detail}`)
  if (leaf.isCa) return wrong('an authority, not a holder')
  if (!allowsPurpose(leaf, usage)) return wrong(`extended key usage ${[...leaf.extendedKeyUsage].join(', ')}`)
  const has = (...usages: Parameters<typeof leaf.keyUsage.has>[0][]) => usages.some((wanted) => leaf.keyUsage.has(wanted))
  switch (usage) {
    case 'sign':
      return has('digitalSignature', 'nonRepudiation') ? undefined : wrong('its key usage does not allow signing')
    case 'encrypt':
      return has(leaf.publicKey.kind === 'rsa' ? 'keyEncipherment' : 'keyAgreement')
        ? undefined
        : wrong('its key usage does not allow receiving keys')
    case 'timestamp':
      if (leaf.extendedKeyUsage.size !== 1 || !leaf.isExtendedKeyUsageCritical)
        return wrong('time-stamping must be its only, critical purpose')
      return leaf.keyUsage.size === 0 || has('digitalSignature', 'nonRepudiation')
        ? undefined
        : wrong('its key usage does not allow signing')
  }
}

function allowsPurpose(certificate: Certificate, usage: CertificateUsage): boolean {
  const { extendedKeyUsage } = certificate
  return (
    (extendedKeyUsage.size === 0 && usage !== 'timestamp') || PURPOSES[usage].some((purpose) => extendedKeyUsage.has(purpose))
  )
}

function judgeAuthority(authority: Certificate, below: readonly Certificate[], usage: CertificateUsage): PathVerdict | undefined {
  const name = nameOf(authority)
  if (!authority.isCa) return refused('certificate-issuer-not-authority', `${name}: basicConstraints says so`)
  if (!authority.keyUsage.has('keyCertSign'))
    return refused('certificate-issuer-not-authority', `${name}: keyCertSign is missing`)
  const intermediates = below.filter(({ subjectDer, issuerDer }) => !equalBytes(subjectDer, issuerDer)).length
  if (authority.pathLength !== undefined && intermediates > authority.pathLength)
    return refused(
      'certificate-path-too-long',
      `${name} allows ${authority.pathLength} authorities below it, here are ${intermediates}`,
    )
  if (authority.extendedKeyUsage.size > 0 && !authority.extendedKeyUsage.has('any') && !allowsPurpose(authority, usage))
    return refused('certificate-wrong-usage', `${name}: not an authority for this usage`)
  return undefined
}

/**
 * A listed certificate counts as revoked whatever date the entry bears: a date is the authority's guess at when a key was lost. Of a
 * signature that is proven to be from `at` (historical) only a revocation up to then counts, and a list of a later day tells of it too.
 */
async function judgeRevocation(
  certificate: Certificate,
  issuer: Certificate,
  lists: readonly RevocationList[],
  { at, isHistorical = false }: { readonly at: number; readonly isHistorical?: boolean },
): Promise<PathVerdict | undefined> {
  if (!issuer.keyUsage.has('cRLSign')) return refused('revocation-unknown', `${nameOf(issuer)} may not sign revocation lists`)
  let isKnown = false
  for (const list of lists) {
    if (!equalBytes(list.issuerDer, certificate.issuerDer) || list.unsupported.length > 0) continue
    if ((at < list.thisUpdate && !isHistorical) || list.nextUpdate === undefined || at >= list.nextUpdate) continue
    if (!coversCertificate(list, certificate) || !(await isListSignedBy(list, issuer))) continue
    const revocation = list.find(certificate.serial)
    if (revocation !== undefined && !(isHistorical && revocation.revokedAt > at))
      return refused('certificate-revoked', `${nameOf(certificate)} since ${new Date(revocation.revokedAt).toISOString()}`)
    isKnown = true
  }
  return isKnown ? undefined : refused('revocation-unknown', `no current revocation list of the issuer of ${nameOf(certificate)}`)
}
