import type { Bytes } from '../primitives/bytes.ts'
import {
  booleanOf,
  childrenOf,
  contextTag,
  type Der,
  DerRefused,
  fieldsOf,
  namedBitsOf,
  octetsOf,
  oidOf,
  readDer,
  smallIntegerOf,
  TAG,
} from './der.ts'
import { EXTENDED_KEY_USAGE, OID } from './oids.ts'

/** Key usages in the order of their bits (RFC 5280 §4.2.1.3). */
const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const

/** What a key may be used for. */
export type KeyUsage = (typeof KEY_USAGES)[number]

/** What the extensions of a certificate say. An empty usage set means that the extension is absent: it then limits nothing. */
export interface Extensions {
  readonly keyUsage: ReadonlySet<KeyUsage>
  /** Names of `EXTENDED_KEY_USAGE`, dotted identifiers for others. */
  readonly extendedKeyUsage: ReadonlySet<string>
  readonly isExtendedKeyUsageCritical: boolean
  readonly isCa: boolean
  /** How many intermediate authorities may follow; undefined: any number. */
  readonly pathLength: number | undefined
  readonly subjectKeyId: Bytes | undefined
  readonly authorityKeyId: Bytes | undefined
  /** URIs of full names in cRLDistributionPoints. */
  readonly distributionPoints: readonly string[]
  /** Critical extensions nobody here understands: whoever meets one must refuse (RFC 5280 §4.2). */
  readonly unknownCritical: readonly string[]
}

/** Parses `[3] EXPLICIT Extensions` of a certificate; repeated extensions are refused. Throws DerRefused. */
export function parseExtensions(wrapper: Der | undefined): Extensions {
  const extensions = readExtensions(wrapper === undefined ? undefined : readDer(wrapper.content, TAG.sequence))
  const constraints = parseBasicConstraints(extensions.get(OID.basicConstraints)?.value)
  return {
    keyUsage: parseKeyUsage(extensions.get(OID.keyUsage)?.value),
    extendedKeyUsage: parseExtendedKeyUsage(extensions.get(OID.extendedKeyUsage)?.value),
    isExtendedKeyUsageCritical: extensions.get(OID.extendedKeyUsage)?.isCritical ?? false,
    ...constraints,
    subjectKeyId: parseSubjectKeyId(extensions.get(OID.subjectKeyIdentifier)?.value),
    authorityKeyId: parseAuthorityKeyId(extensions.get(OID.authorityKeyIdentifier)?.value),
    distributionPoints: parseDistributionPoints(extensions.get(OID.crlDistributionPoints)?.value),
    unknownCritical: [...extensions].filter(([id, { isCritical }]) => isCritical && !UNDERSTOOD.has(id)).map(([id]) => id),
  }
}

/** Any certificate policy and any name form is acceptable here, so these limit nothing. Name and policy constraints are not understood. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  OID.basicConstraints,
  OID.keyUsage,
  OID.extendedKeyUsage,
  OID.subjectKeyIdentifier,
  OID.authorityKeyIdentifier,
  OID.subjectAltName,
  OID.issuerAltName,
  OID.certificatePolicies,
  OID.crlDistributionPoints,
  OID.authorityInfoAccess,
])

/** Extensions of a certificate, a revocation list or one of its entries, by identifier. Throws DerRefused on repeated ones. */
export function readExtensions(list: Der | undefined): Map<string, { isCritical: boolean; value: Bytes }> {
  const extensions = new Map<string, { isCritical: boolean; value: Bytes }>()
  for (const extension of list === undefined ? [] : childrenOf(list)) {
    const fields = fieldsOf(extension)
    const id = oidOf(fields.take(TAG.oid))
    const critical = fields.takeIf(TAG.boolean)
    const value = octetsOf(fields.take(TAG.octetString))
    fields.end()
    if (extensions.has(id)) throw new DerRefused(`extension ${id} twice`)
    extensions.set(id, { isCritical: critical !== undefined && booleanOf(critical), value })
  }
  return extensions
}

function parseBasicConstraints(value: Bytes | undefined): Pick<Extensions, 'isCa' | 'pathLength'> {
  if (value === undefined) return { isCa: false, pathLength: undefined }
  const fields = fieldsOf(readDer(value, TAG.sequence))
  const flag = fields.takeIf(TAG.boolean)
  const length = fields.takeIf(TAG.integer)
  fields.end()
  return { isCa: flag !== undefined && booleanOf(flag), pathLength: length === undefined ? undefined : smallIntegerOf(length) }
}

function parseKeyUsage(value: Bytes | undefined): ReadonlySet<KeyUsage> {
  const usages = new Set<KeyUsage>()
  if (value === undefined) return usages
  for (const bit of namedBitsOf(readDer(value, TAG.bitString))) {
    const usage = KEY_USAGES[bit]
    if (usage !== undefined) usages.add(usage)
  }
  if (usages.size === 0) throw new DerRefused('a key usage without any bit')
  return usages
}

function parseExtendedKeyUsage(value: Bytes | undefined): ReadonlySet<string> {
  if (value === undefined) return new Set()
  const purposes = childrenOf(readDer(value, TAG.sequence)).map((purpose) => oidOf(purpose))
  if (purposes.length === 0) throw new DerRefused('an extended key usage without any purpose')
  return new Set(purposes.map((purpose) => EXTENDED_KEY_USAGE[purpose] ?? purpose))
}

function parseSubjectKeyId(value: Bytes | undefined): Bytes | undefined {
  return value === undefined ? undefined : octetsOf(readDer(value, TAG.octetString))
}

function parseAuthorityKeyId(value: Bytes | undefined): Bytes | undefined {
  if (value === undefined) return undefined
  return fieldsOf(readDer(value, TAG.sequence)).takeIf(contextTag(0, false))?.content
}

function parseDistributionPoints(value: Bytes | undefined): readonly string[] {
  if (value === undefined) return []
  return childrenOf(readDer(value, TAG.sequence)).flatMap((point) => {
    const name = fieldsOf(point).takeIf(contextTag(0))
    return name === undefined ? [] : fullNamesOf(name)
  })
}

/** URIs of a DistributionPointName (RFC 5280 §4.2.1.13), given the element that wraps it. */
export function fullNamesOf(name: Der): string[] {
  const choice = readDer(name.content)
  if (choice.tag !== contextTag(0)) return []
  return childrenOf(choice)
    .filter((general) => general.tag === contextTag(6, false))
    .map((general) => String.fromCharCode(...general.content))
}
