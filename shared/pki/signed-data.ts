import { type Bytes, compareBytes, concat } from '../primitives/bytes.ts'
import { type Hash, hashOf, type SignatureAlgorithm, signatureAlgorithmOf } from './algorithms.ts'
import {
  childrenOf,
  contextTag,
  type Der,
  DerRefused,
  fieldsOf,
  integerHexOf,
  octetsOf,
  oidOf,
  quickHex,
  readDer,
  smallIntegerOf,
  TAG,
} from './der.ts'
import { OID } from './oids.ts'

/** An attribute of a SignerInfo: its identifier and its one value. */
export type Attributes = ReadonlyMap<string, Der>

/** Who signed, as a SignerInfo names it. */
export type SignerIdentifier =
  | { readonly by: 'issuer-and-serial'; readonly issuerDer: Bytes; readonly serial: string }
  | { readonly by: 'subject-key-id'; readonly keyId: Bytes }

/** One SignerInfo (RFC 5652 §5.3). */
export interface SignerInfo {
  readonly version: number
  readonly identifier: SignerIdentifier
  readonly digest: Hash | undefined
  readonly signedAttributes: Attributes | undefined
  /** What was signed: the attributes under the universal SET tag (RFC 5652 §5.4). */
  readonly signedAttributesDer: Bytes
  readonly algorithm: SignatureAlgorithm
  readonly signature: Bytes
  readonly unsignedAttributes: Attributes
}

/** A SignedData (RFC 5652 §5.1) as it stands; which of its freedoms are allowed is for the profile to say. */
export interface SignedData {
  readonly version: number
  /** digestAlgorithms; undefined for unknown ones. */
  readonly digests: readonly (Hash | undefined)[]
  readonly contentType: string
  readonly content: Bytes | undefined
  readonly certificates: readonly Bytes[]
  readonly hasRevocationLists: boolean
  readonly signers: readonly SignerInfo[]
}

/** Parses a ContentInfo that holds a SignedData. Attacker-controlled. Throws DerRefused, also for BER and for attributes with several values. */
export function parseSignedData(bytes: Bytes): SignedData | undefined {
  const info = fieldsOf(readDer(bytes, TAG.sequence))
  const type = oidOf(info.take(TAG.oid))
  const wrapped = info.take(contextTag(0))
  info.end()
  if (type !== OID.signedData) return undefined

  const fields = fieldsOf(readDer(wrapped.content, TAG.sequence))
  const version = smallIntegerOf(fields.take(TAG.integer))
  const digests = childrenOf(fields.take(TAG.set)).map((digest) => hashOf(digest))
  const encapsulated = fieldsOf(fields.take(TAG.sequence))
  const contentType = oidOf(encapsulated.take(TAG.oid))
  const content = encapsulated.takeIf(contextTag(0))
  encapsulated.end()
  const certificates = fields.takeIf(contextTag(0))
  const revocationLists = fields.takeIf(contextTag(1))
  const signers = childrenOf(fields.take(TAG.set)).map(parseSignerInfo)
  fields.end()
  return {
    version,
    digests,
    contentType,
    content: content === undefined ? undefined : octetsOf(readDer(content.content, TAG.octetString)),
    certificates: certificates === undefined ? [] : childrenOf(certificates).map(({ raw }) => raw),
    hasRevocationLists: revocationLists !== undefined,
    signers,
  }
}

function parseSignerInfo(node: Der): SignerInfo {
  const fields = fieldsOf(node)
  const version = smallIntegerOf(fields.take(TAG.integer))
  const keyId = fields.takeIf(contextTag(0, false))
  const identifier: SignerIdentifier =
    keyId === undefined ? issuerAndSerialOf(fields.take(TAG.sequence)) : { by: 'subject-key-id', keyId: keyId.content }
  const digest = hashOf(fields.take(TAG.sequence))
  const signed = fields.takeIf(contextTag(0))
  const algorithm = signatureAlgorithmOf(fields.take(TAG.sequence))
  const signature = octetsOf(fields.take(TAG.octetString))
  const unsigned = fields.takeIf(contextTag(1))
  fields.end()
  return {
    version,
    identifier,
    digest,
    signedAttributes: signed === undefined ? undefined : parseAttributes(signed, true),
    signedAttributesDer: signed === undefined ? new Uint8Array(0) : concat(Uint8Array.of(TAG.set), signed.raw.subarray(1)),
    algorithm,
    signature,
    unsignedAttributes: unsigned === undefined ? new Map() : parseAttributes(unsigned, false),
  }
}

/** IssuerAndSerialNumber (RFC 5652 §10.2.4). */
export function issuerAndSerialOf(node: Der): SignerIdentifier & { readonly by: 'issuer-and-serial' } {
  const fields = fieldsOf(node)
  const issuerDer = fields.take(TAG.sequence).raw
  const serial = integerHexOf(fields.take(TAG.integer))
  fields.end()
  return { by: 'issuer-and-serial', issuerDer, serial }
}

/** Signed attributes must stand in DER order: the signature is over DER, and a reader that sorts would see other bytes than were sent. */
function parseAttributes(node: Der, isOrderChecked: boolean): Attributes {
  const attributes = new Map<string, Der>()
  let previous: Bytes | undefined
  for (const attribute of childrenOf(node)) {
    if (isOrderChecked && previous !== undefined && compareBytes(previous, attribute.raw) >= 0)
      throw new DerRefused('attributes not in DER order')
    previous = attribute.raw
    const fields = fieldsOf(attribute)
    const type = oidOf(fields.take(TAG.oid))
    const values = childrenOf(fields.take(TAG.set))
    fields.end()
    const [value] = values
    if (value === undefined || values.length > 1) throw new DerRefused(`attribute ${type} without exactly one value`)
    if (attributes.has(type)) throw new DerRefused(`attribute ${type} twice`)
    attributes.set(type, value)
  }
  return attributes
}

/** What a signing-certificate attribute (RFC 5035 §3 version 2, RFC 2634 §5.4 version 1 with SHA-1) says of the signer's certificate. */
export interface SigningCertificate {
  readonly hash: Hash | 'SHA-1' | undefined
  readonly digest: string
  readonly issuerDer: Bytes | undefined
  readonly serial: string | undefined
}

/** The first certificate a signing-certificate-v2 (or, `isVersion1`, signing-certificate) attribute names. Throws DerRefused. */
export function parseSigningCertificate(value: Der, isVersion1 = false): SigningCertificate {
  const fields = fieldsOf(value)
  const [first] = childrenOf(fields.take(TAG.sequence))
  fields.takeIf(TAG.sequence)
  fields.end()
  if (first === undefined) throw new DerRefused('a signing-certificate attribute without any')
  const id = fieldsOf(first)
  const algorithm = isVersion1 ? undefined : id.takeIf(TAG.sequence)
  const digest = quickHex(octetsOf(id.take(TAG.octetString)))
  const issuerSerial = id.takeIf(TAG.sequence)
  id.end()
  const hash = isVersion1 ? 'SHA-1' : algorithm === undefined ? 'SHA-256' : hashOf(algorithm)
  if (issuerSerial === undefined) return { hash, digest, issuerDer: undefined, serial: undefined }
  const issuer = fieldsOf(issuerSerial)
  const [name] = childrenOf(issuer.take(TAG.sequence))
  const serial = integerHexOf(issuer.take(TAG.integer))
  issuer.end()
  if (name?.tag !== contextTag(4)) throw new DerRefused('an issuer that is no directory name')
  return { hash, digest, issuerDer: readDer(name.content, TAG.sequence).raw, serial }
}
