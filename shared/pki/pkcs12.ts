/// <reference path="./forge.d.ts" />
import asn1, { type Asn1 } from 'node-forge/lib/asn1.js'
import pkcs12, { type SafeBag } from 'node-forge/lib/pkcs12.js'
import pki, { type ForgeCertificate } from 'node-forge/lib/pki.js'
import { type Bytes, equalBytes, utf8 } from '../primitives/bytes.ts'
import { type Certificate, CertificateRefused, parseCertificate } from './certificate.ts'
import { contextTag, DerRefused, fieldsOf, readDer, TAG } from './der.ts'
import { bitString, sequence } from './der-write.ts'
import type { WebCryptoKey } from './keys.ts'
import { PkiRefused } from './refused.ts'

/** A private key from a PKCS#12 file with its certificate and the authorities above it, nearest first. */
export interface Pkcs12Entry {
  readonly certificate: Bytes
  readonly chain: readonly Bytes[]
  /** PKCS#8, unencrypted: import it at once and let it go. */
  readonly privateKeyPkcs8: Bytes
}

/** Why a PKCS#12 file does not open. A wrong password and a damaged file cannot be told apart when the MAC fails. */
export class Pkcs12Refused extends PkiRefused<
  'pkcs12-too-large' | 'pkcs12-malformed' | 'pkcs12-wrong-password' | 'pkcs12-no-key' | 'pkcs12-no-certificate'
> {
  override readonly name = 'Pkcs12Refused'
}

const LARGEST_FILE = 262_144
const CERTIFICATE_BAG = '1.2.840.113549.1.12.10.1.3'
const WRONG_PASSWORD = /invalid password|wrong password|could not be verified|invalid padding|cannot read|too few bytes/i

/**
 * Opens a PKCS#12 file (RFC 7292), PBES2 with AES as well as the 3DES and RC2 of old tools, in the browser too: node-forge takes the
 * container apart, certificates are parsed by our own reader. RSA and P-256. One entry for each private key, whose certificate is
 * found by the key itself. Throws Pkcs12Refused.
 */
export async function openPkcs12(file: Bytes, password: string): Promise<Pkcs12Entry[]> {
  if (file.length > LARGEST_FILE) throw new Pkcs12Refused('pkcs12-too-large', `${file.length} bytes, at most ${LARGEST_FILE}`)
  const bags = openContainer(file, password)
  const keys = bags.map(keyOf).filter((key) => key !== undefined)
  const certificates = bags.map(certificateOf).filter((certificate) => certificate !== undefined)
  if (keys.length === 0) throw new Pkcs12Refused('pkcs12-no-key', 'no private key in the file')
  const entries: Pkcs12Entry[] = []
  for (const privateKeyPkcs8 of keys) {
    const certificate = await holderOf(privateKeyPkcs8, certificates)
    entries.push({ certificate: certificate.der, chain: chainOf(certificate, certificates), privateKeyPkcs8 })
  }
  return entries
}

function openContainer(file: Bytes, password: string): readonly SafeBag[] {
  let container: Asn1
  try {
    container = asn1.fromDer(toBinaryString(file))
  } catch (error) {
    throw new Pkcs12Refused('pkcs12-malformed', messageOf(error))
  }
  try {
    return bagsOf(container, password)
  } catch (error) {
    const detail = messageOf(error)
    const bytes = toBinaryString(utf8(password))
    // PBES2 wants the password as UTF-8, the MAC and the old ciphers as UTF-16; node-forge passes one text to both. The MAC held here.
    if (bytes !== password && !/MAC/.test(detail)) return openWithoutMac(container, bytes)
    throw new Pkcs12Refused(WRONG_PASSWORD.test(detail) ? 'pkcs12-wrong-password' : 'pkcs12-malformed', detail)
  }
}

function bagsOf(container: Asn1, password: string): readonly SafeBag[] {
  return pkcs12.pkcs12FromAsn1(container, false, password).safeContents.flatMap(({ safeBags }) => safeBags)
}

/** The container once its MAC has been verified: without MacData node-forge decrypts only. */
function openWithoutMac(container: Asn1, password: string): readonly SafeBag[] {
  try {
    return bagsOf({ ...container, value: container.value.slice(0, 2) }, password)
  } catch (error) {
    throw new Pkcs12Refused('pkcs12-malformed', messageOf(error))
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** RSA keys come parsed, all others (P-256) as the PrivateKeyInfo they are. */
function keyOf(bag: SafeBag): Bytes | undefined {
  if (bag.type === CERTIFICATE_BAG) return undefined
  if (bag.key) return toDer(pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(bag.key)))
  return bag.asn1 === undefined ? undefined : toDer(bag.asn1)
}

function certificateOf(bag: SafeBag): Certificate | undefined {
  if (bag.type !== CERTIFICATE_BAG) return undefined
  try {
    if (bag.cert) return parseCertificate(originalOf(bag.cert))
    return bag.asn1 === undefined ? undefined : parseCertificate(toDer(bag.asn1))
  } catch (error) {
    if (error instanceof CertificateRefused || error instanceof DerRefused) return undefined
    throw error
  }
}

/** node-forge keeps what was signed but rewrites the algorithm beside it: take that from within, where it stands the same (RFC 5280 §4.1.1.2). */
function originalOf(certificate: ForgeCertificate): Bytes {
  const tbs = toDer(certificate.tbsCertificate)
  const fields = fieldsOf(readDer(tbs, TAG.sequence))
  fields.takeIf(contextTag(0))
  fields.take(TAG.integer)
  return sequence(tbs, fields.take(TAG.sequence).raw, bitString(fromBinaryString(certificate.signature)))
}

/** The certificate over a private key's public half; localKeyId, which tools set at will or not at all, is not needed. */
async function holderOf(privateKeyPkcs8: Bytes, certificates: readonly Certificate[]): Promise<Certificate> {
  for (const certificate of certificates) {
    const parameters = exchangeParametersOf(certificate)
    if (parameters === undefined) continue
    try {
      const own = await crypto.subtle.importKey('pkcs8', privateKeyPkcs8, parameters, true, ['sign'])
      const its = await crypto.subtle.importKey('spki', certificate.publicKey.spki, parameters, true, ['verify'])
      const [left, right] = [await crypto.subtle.exportKey('jwk', own), await crypto.subtle.exportKey('jwk', its)]
      if (left.n === right.n && left.x === right.x && left.y === right.y) return certificate
    } catch {
      // A key of another kind than this certificate's does not import; the next certificate may be its own.
    }
  }
  throw new Pkcs12Refused('pkcs12-no-certificate', 'no certificate in the file belongs to the private key')
}

function exchangeParametersOf({
  publicKey,
}: Certificate): { name: string; hash: string } | { name: string; namedCurve: string } | undefined {
  switch (publicKey.kind) {
    case 'rsa':
      return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
    case 'p256':
      return { name: 'ECDSA', namedCurve: 'P-256' }
    case 'p384':
      return undefined
  }
}

/** The other certificates of the file that lead upwards from this one, by name. */
function chainOf(certificate: Certificate, certificates: readonly Certificate[]): readonly Bytes[] {
  const chain: Certificate[] = []
  for (let last = certificate; !equalBytes(last.subjectDer, last.issuerDer); ) {
    const { issuerDer } = last
    const next = certificates.find((other) => equalBytes(other.subjectDer, issuerDer) && !chain.includes(other))
    if (next === undefined || next === certificate) break
    chain.push(next)
    last = next
  }
  return chain.map(({ der }) => der)
}

/** A non-extractable signing key: ECDSA P-256, or RSA as PKCS#1 v1.5 unless `pss` is asked for. Throws a RangeError for other keys. */
export function importSigningKey(input: {
  certificate: Bytes
  privateKeyPkcs8: Bytes
  padding?: 'pkcs1' | 'pss'
}): Promise<WebCryptoKey> {
  const { publicKey } = parseCertificate(input.certificate)
  const rsa = { name: input.padding === 'pss' ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const parameters = publicKey.kind === 'rsa' ? rsa : { name: 'ECDSA', namedCurve: curveOf(publicKey.kind) }
  return crypto.subtle.importKey('pkcs8', input.privateKeyPkcs8, parameters, false, ['sign'])
}

/** A non-extractable key that opens envelopes: ECDH P-256 or RSA-OAEP SHA-256. Throws a RangeError for other keys. */
export function importDecryptionKey(input: { certificate: Bytes; privateKeyPkcs8: Bytes }): Promise<WebCryptoKey> {
  const { publicKey } = parseCertificate(input.certificate)
  if (publicKey.kind === 'rsa')
    return crypto.subtle.importKey('pkcs8', input.privateKeyPkcs8, { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['decrypt'])
  const parameters = { name: 'ECDH', namedCurve: curveOf(publicKey.kind) }
  return crypto.subtle.importKey('pkcs8', input.privateKeyPkcs8, parameters, false, ['deriveBits'])
}

function curveOf(kind: 'p256' | 'p384'): string {
  if (kind !== 'p256') throw new RangeError('only keys on P-256 and RSA keys are used here')
  return 'P-256'
}

function toDer(element: Asn1): Bytes {
  return fromBinaryString(asn1.toDer(element).getBytes())
}

function toBinaryString(bytes: Bytes): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

function fromBinaryString(text: string): Bytes {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
