import type { Bytes } from '../primitives/bytes.ts'
import { sha256Hex } from '../primitives/digest.ts'
import { type SignatureAlgorithm, signatureAlgorithmOf } from './algorithms.ts'
import type { Certificate } from './certificate.ts'
import {
  bitsOf,
  booleanOf,
  contextTag,
  type Der,
  DerRefused,
  fieldsOf,
  integerHexOf,
  quickHex,
  readDer,
  readElement,
  smallIntegerOf,
  TAG,
  timeOf,
} from './der.ts'
import { fullNamesOf, readExtensions } from './extensions.ts'
import { verifySignature } from './keys.ts'
import { OID } from './oids.ts'
import { PkiRefused } from './refused.ts'

/** One revoked certificate. `reason` is the number of RFC 5280 §5.3.1, 0 when unspecified. */
export interface Revocation {
  readonly revokedAt: number
  readonly reason: number
}

/** Which certificates of its issuer a partitioned list speaks of (RFC 5280 §5.2.5). */
export interface DistributionScope {
  readonly uris: readonly string[]
  readonly isForAuthoritiesOnly: boolean
  readonly isForHoldersOnly: boolean
}

/** A certificate revocation list, parsed but not verified. Times in milliseconds since 1970. */
export interface RevocationList {
  readonly der: Bytes
  readonly sha256: string
  readonly issuerDer: Bytes
  readonly thisUpdate: number
  /** A list without nextUpdate is never current (RFC 5280 §5.1.2.5 demands it). */
  readonly nextUpdate: number | undefined
  /** CRL number, lower-case hex. */
  readonly number: string | undefined
  readonly scope: DistributionScope | undefined
  /** Critical extensions not understood, and scopes not supported (indirect lists, single reasons): the list then decides nothing. */
  readonly unsupported: readonly string[]
  readonly size: number
  readonly tbs: Bytes
  readonly signatureAlgorithm: SignatureAlgorithm
  readonly signature: Bytes
  /** What the list says of a serial number (lower-case hex, as in `Certificate.serial`). */
  find(serial: string): Revocation | undefined
}

/** The bytes are no revocation list. */
export class RevocationListRefused extends PkiRefused<'crl-malformed'> {
  override readonly name = 'RevocationListRefused'
}

/** Parses a DER CertificateList (RFC 5280 §5). 50,000 entries take some tens of milliseconds: entries are only indexed, and read when asked for. Throws RevocationListRefused. */
export function parseRevocationList(der: Bytes): RevocationList {
  try {
    return parse(new Uint8Array(der))
  } catch (error) {
    if (error instanceof DerRefused) throw new RevocationListRefused('crl-malformed', error.detail)
    throw error
  }
}

function parse(der: Bytes): RevocationList {
  const outer = fieldsOf(readDer(der, TAG.sequence))
  const tbs = outer.take(TAG.sequence)
  const signatureAlgorithm = signatureAlgorithmOf(outer.take(TAG.sequence))
  const signature = bitsOf(outer.take(TAG.bitString))
  outer.end()

  const fields = fieldsOf(tbs)
  const version = fields.takeIf(TAG.integer)
  if (version !== undefined && smallIntegerOf(version) !== 1) throw new DerRefused('not version 2')
  fields.take(TAG.sequence)
  const issuer = fields.take(TAG.sequence)
  const thisUpdate = timeOf(fields.take())
  const next = fields.takeIf(TAG.utcTime) ?? fields.takeIf(TAG.generalizedTime)
  const entries = fields.takeIf(TAG.sequence)?.content ?? new Uint8Array(0)
  const wrapper = fields.takeIf(contextTag(0))
  fields.end()
  const extensions = readExtensions(wrapper === undefined ? undefined : readDer(wrapper.content, TAG.sequence))
  const number = extensions.get(OID.crlNumber)?.value
  const { scope, unsupported } = parseScope(extensions.get(OID.issuingDistributionPoint)?.value)
  const unknown = [...extensions].filter(([id, { isCritical }]) => isCritical && !UNDERSTOOD.has(id)).map(([id]) => id)
  const index = indexEntries(entries)
  return {
    der,
    sha256: sha256Hex(der),
    issuerDer: issuer.raw,
    thisUpdate,
    nextUpdate: next === undefined ? undefined : timeOf(next),
    number: number === undefined ? undefined : integerHexOf(readDer(number, TAG.integer)),
    scope,
    unsupported: [...unknown, ...unsupported],
    size: index.size,
    tbs: tbs.raw,
    signatureAlgorithm,
    signature,
    find(serial) {
      const offset = index.get(serial)
      return offset === undefined ? undefined : parseEntry(readElement(entries, offset))
    },
  }
}

const UNDERSTOOD: ReadonlySet<string> = new Set([OID.crlNumber, OID.authorityKeyIdentifier, OID.issuingDistributionPoint])

/** Offset of each entry by serial number: walks headers only and makes no object per entry but its key. */
function indexEntries(entries: Bytes): Map<string, number> {
  const index = new Map<string, number>()
  for (let offset = 0; offset < entries.length; ) {
    const length = entries[offset + 1] ?? 0
    let start = offset + 2
    let end = start + length
    if (length >= 0x80) {
      const entry = readElement(entries, offset)
      end = offset + entry.raw.length
      start = end - entry.content.length
    }
    let from = start + 2
    const to = from + (entries[start + 1] ?? 0x80)
    if (
      entries[offset] !== TAG.sequence ||
      entries[start] !== TAG.integer ||
      to - from >= 0x80 ||
      to > end ||
      end > entries.length
    )
      throw new DerRefused('an entry that is none')
    if (entries[from] === 0 && to - from > 1) from += 1
    const serial = quickHex(entries.subarray(from, to))
    if (!index.has(serial)) index.set(serial, offset)
    offset = end
  }
  return index
}

function parseEntry(entry: Der): Revocation {
  const fields = fieldsOf(entry)
  fields.take(TAG.integer)
  const revokedAt = timeOf(fields.take())
  const reason = readExtensions(fields.takeIf(TAG.sequence)).get(OID.reasonCode)?.value
  fields.end()
  return { revokedAt, reason: reason === undefined ? 0 : (readDer(reason, TAG.enumerated).content[0] ?? 0) }
}

function parseScope(value: Bytes | undefined): { scope: DistributionScope | undefined; unsupported: string[] } {
  if (value === undefined) return { scope: undefined, unsupported: [] }
  const fields = fieldsOf(readDer(value, TAG.sequence))
  const point = fields.takeIf(contextTag(0))
  const [holders, authorities, reasons, indirect, attributes] = [1, 2, 3, 4, 5].map((number) =>
    fields.takeIf(contextTag(number, false)),
  )
  fields.end()
  return {
    scope: {
      uris: point === undefined ? [] : fullNamesOf(point),
      isForHoldersOnly: isTrue(holders),
      isForAuthoritiesOnly: isTrue(authorities),
    },
    unsupported: [
      ...(reasons === undefined ? [] : ['only some reasons']),
      ...(isTrue(indirect) ? ['an indirect list'] : []),
      ...(isTrue(attributes) ? ['attribute certificates only'] : []),
    ],
  }
}

function isTrue(flag: Der | undefined): boolean {
  return flag !== undefined && booleanOf(flag.as(TAG.boolean))
}

/** Whether a list's scope covers a certificate: the kind of holder, and a distribution point the two share. */
export function coversCertificate(list: RevocationList, certificate: Certificate): boolean {
  const { scope } = list
  if (scope === undefined) return true
  if (scope.isForAuthoritiesOnly && !certificate.isCa) return false
  if (scope.isForHoldersOnly && certificate.isCa) return false
  return scope.uris.length === 0 || certificate.distributionPoints.some((uri) => scope.uris.includes(uri))
}

const verifiedLists = new WeakMap<RevocationList, Map<string, Promise<boolean>>>()

/** Whether `issuer` signed the list; the answer is kept with the parsed list. */
export function isListSignedBy(list: RevocationList, issuer: Certificate): Promise<boolean> {
  const verdicts = verifiedLists.get(list) ?? new Map<string, Promise<boolean>>()
  verifiedLists.set(list, verdicts)
  const verdict =
    verdicts.get(issuer.sha256) ?? verifySignature(issuer.publicKey, list.signatureAlgorithm, list.signature, list.tbs)
  verdicts.set(issuer.sha256, verdict)
  return verdict
}
