import { isCreditCode } from '../primitives/credit-code.ts'
import { childrenOf, type Der, fieldsOf, oidOf, TAG, textOf } from './der.ts'
import { OID } from './oids.ts'

/** Who a certificate names. Texts are empty when the certificate says nothing; of repeated attributes the first counts. */
export interface DistinguishedName {
  readonly commonName: string
  readonly organization: string
  readonly organizationalUnit: string
  readonly country: string
  readonly serialNumber?: string
  readonly organizationIdentifier?: string
  /** Unified social credit code: see `creditCodeOf`. */
  readonly creditCode?: string
}

/**
 * The unified social credit code (GB 32100) a name carries: organizationIdentifier (2.5.4.97) as `NTRCN-<code>` in the manner of
 * ETSI EN 319 412-1 §5.1.4, which is what our own certificates use; else a subject serialNumber that is a bare code, as several
 * Chinese authorities write it. Form and check character must be right: other numbers stand in serialNumber too.
 */
function creditCodeOf(organizationIdentifier: string | undefined, serialNumber: string | undefined): string | undefined {
  const registered = organizationIdentifier?.startsWith('NTRCN-') === true ? organizationIdentifier.slice(6) : undefined
  return [registered, serialNumber].find((text) => text !== undefined && isCreditCode(text))
}

/** The attributes of a Name (RFC 5280 §4.1.2.4) that mean something here. Throws DerRefused. */
export function parseName(name: Der): DistinguishedName {
  const found = new Map<string, string>()
  for (const relative of childrenOf(name)) {
    for (const attribute of childrenOf(relative)) {
      const fields = fieldsOf(attribute)
      const type = oidOf(fields.take(TAG.oid))
      const value = fields.take()
      fields.end()
      if (KNOWN.has(type) && !found.has(type)) found.set(type, textOf(value))
    }
  }
  const serialNumber = found.get(OID.serialNumber)
  const organizationIdentifier = found.get(OID.organizationIdentifier)
  const creditCode = creditCodeOf(organizationIdentifier, serialNumber)
  return {
    commonName: found.get(OID.commonName) ?? '',
    organization: found.get(OID.organization) ?? '',
    organizationalUnit: found.get(OID.organizationalUnit) ?? '',
    country: found.get(OID.country) ?? '',
    ...(serialNumber === undefined ? {} : { serialNumber }),
    ...(organizationIdentifier === undefined ? {} : { organizationIdentifier }),
    ...(creditCode === undefined ? {} : { creditCode }),
  }
}

const KNOWN: ReadonlySet<string> = new Set([
  OID.commonName,
  OID.organization,
  OID.organizationalUnit,
  OID.country,
  OID.serialNumber,
  OID.organizationIdentifier,
])
