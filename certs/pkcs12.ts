import { createHash, createHmac, randomBytes } from 'node:crypto'
import { algorithm, context, element, integer, NULL, octetString, oid, sequence, setOf } from '#shared/pki/der-write.ts'
import type { WebCryptoKey } from '#shared/pki/keys.ts'
import { OID } from '#shared/pki/oids.ts'
import { type Bytes, concat } from '#shared/primitives/bytes.ts'

/** What goes into a PKCS#12 file. */
export interface Pkcs12Contents {
  readonly certificate: Bytes
  readonly chain: readonly Bytes[]
  readonly privateKey: WebCryptoKey
  readonly password: string
}

/** As openssl does; development keys only, real ones come from an authority's own software. */
const ITERATIONS = 2_048
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6'
const PBES2 = '1.2.840.113549.1.5.13'
const PBKDF2 = '1.2.840.113549.1.5.12'
const HMAC_SHA256 = '1.2.840.113549.2.9'
const AES256_CBC = '2.16.840.1.101.3.4.1.42'
const SHROUDED_KEY_BAG = '1.2.840.113549.1.12.10.1.2'
const CERTIFICATE_BAG = '1.2.840.113549.1.12.10.1.3'
const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1'
const LOCAL_KEY_ID = '1.2.840.113549.1.9.21'

/**
 * Packs a PKCS#12 file (RFC 7292) the modern way: PBES2 with AES-256-CBC and PBKDF2 of HMAC-SHA-256, MAC of SHA-256, all DER. pkijs
 * writes it as BER with split strings, which node-forge and several token tools refuse.
 */
export async function packPkcs12({ certificate, chain, privateKey, password }: Pkcs12Contents): Promise<Bytes> {
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey))
  const keyId = setOf([
    sequence(oid(LOCAL_KEY_ID), setOf([octetString(createHash('sha256').update(certificate).digest().subarray(0, 20))])),
  ])
  const key = await encrypt(pkcs8, password)
  const keyBag = sequence(oid(SHROUDED_KEY_BAG), context(0, sequence(key.algorithm, octetString(key.encrypted))), keyId)
  const certificateBags = [certificate, ...chain].map((der, index) =>
    sequence(
      oid(CERTIFICATE_BAG),
      context(0, sequence(oid(X509_CERTIFICATE), context(0, octetString(der)))),
      ...(index === 0 ? [keyId] : []),
    ),
  )
  const certificates = await encrypt(sequence(...certificateBags), password)
  const encryptedContent = sequence(oid(OID.data), certificates.algorithm, element(0x80, certificates.encrypted))
  const safe = sequence(
    dataInfo(sequence(keyBag)),
    sequence(oid(ENCRYPTED_DATA), context(0, sequence(integer(0), encryptedContent))),
  )
  return sequence(integer(3), dataInfo(safe), macOver(safe, password))
}

function dataInfo(content: Bytes): Bytes {
  return sequence(oid(OID.data), context(0, octetString(content)))
}

async function encrypt(content: Bytes, password: string): Promise<{ algorithm: Bytes; encrypted: Bytes }> {
  const salt = new Uint8Array(randomBytes(16))
  const iv = new Uint8Array(randomBytes(16))
  const secret = await crypto.subtle.importKey('raw', new TextEncoder().encode(password), 'PBKDF2', false, ['deriveKey'])
  const derivation = { name: 'PBKDF2', salt, iterations: ITERATIONS, hash: 'SHA-256' }
  const key = await crypto.subtle.deriveKey(derivation, secret, { name: 'AES-CBC', length: 256 }, false, ['encrypt'])
  const parameters = sequence(
    algorithm(PBKDF2, sequence(octetString(salt), integer(ITERATIONS), algorithm(HMAC_SHA256, NULL))),
    algorithm(AES256_CBC, octetString(iv)),
  )
  return {
    algorithm: algorithm(PBES2, parameters),
    encrypted: new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-CBC', iv }, key, content)),
  }
}

/** MacData with HMAC-SHA-256 under the key of RFC 7292 appendix B.2, id 3: one block is as long as the key. */
function macOver(safe: Bytes, password: string): Bytes {
  const salt = new Uint8Array(randomBytes(16))
  const text = concat(...[...password, '\0'].map((character) => bigEndianText(character)))
  let digest = createHash('sha256').update(new Uint8Array(64).fill(3)).update(repeat(salt)).update(repeat(text)).digest()
  for (let round = 1; round < ITERATIONS; round += 1) digest = createHash('sha256').update(digest).digest()
  const mac = createHmac('sha256', digest).update(safe).digest()
  return sequence(sequence(algorithm(OID.sha256, NULL), octetString(mac)), octetString(salt), integer(ITERATIONS))
}

function bigEndianText(character: string): Bytes {
  return new Uint8Array(Buffer.from(character, 'utf16le').swap16())
}

/** The bytes repeated to the next multiple of 64, SHA-256's block. */
function repeat(bytes: Bytes): Bytes {
  return Uint8Array.from({ length: Math.ceil(bytes.length / 64) * 64 }, (_, index) => bytes[index % bytes.length] ?? 0)
}
