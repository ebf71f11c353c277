import { type Certificate, parseCertificate } from '#shared/pki/certificate.ts'
import { openEnvelope } from '#shared/pki/cms-envelope.ts'
import { type Signer, signerFitsCertificate, signerFromKey } from '#shared/pki/signer.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'

/** A key of a person with its certificate, wherever the private half is: in the memory of this page, or in a token. */
export interface HeldKey {
  readonly certificate: Certificate
  /** DER of the authorities above it, nearest first. */
  readonly chain: readonly Bytes[]
  /** Present when the certificate is for signing and its key can. */
  readonly signer?: Signer
  /** Present when the certificate is for receiving: opens a CMS envelope addressed to it. Throws EnvelopeRefused. */
  readonly open?: (envelope: Bytes) => Promise<Bytes>
  /** The key that opens, where it is in memory here. Not extractable. */
  readonly decryptionKey?: CryptoKey
}

/**
 * Reads a PKCS#12 file in this page (node-forge is loaded now, not before). Private keys become non-extractable WebCrypto keys in memory; the
 * file, the PIN and the keys never leave the page. A key of a kind that cannot be used here gives an entry without signer.
 * Throws Pkcs12Refused.
 */
export async function openKeyFile(file: Bytes, pin: string): Promise<HeldKey[]> {
  const { openPkcs12, importSigningKey, importDecryptionKey } = await import('#shared/pki/pkcs12.ts')
  const held: HeldKey[] = []
  for (const entry of await openPkcs12(file, pin)) {
    const certificate = parseCertificate(entry.certificate)
    const { chain } = entry
    const signer = maySign(certificate) ? signerFromKey(certificate.der, chain, await importSigningKey(entry)) : undefined
    const decryptionKey = mayReceive(certificate) ? await importDecryptionKey(entry) : undefined
    entry.privateKeyPkcs8.fill(0)
    held.push({
      certificate,
      chain,
      ...(signer !== undefined && (await signerFitsCertificate(signer)) ? { signer } : {}),
      ...(decryptionKey === undefined ? {} : { decryptionKey, open: opener(certificate, decryptionKey) }),
    })
  }
  return held
}

/** Whether a certificate says that its key signs (RFC 5280 §4.2.1.3). */
export function maySign({ keyUsage, publicKey }: Certificate): boolean {
  return publicKey.kind !== 'p384' && (keyUsage.has('digitalSignature') || keyUsage.has('nonRepudiation'))
}

/** Whether a certificate says that keys may be sealed to it. */
export function mayReceive({ keyUsage, publicKey }: Certificate): boolean {
  return publicKey.kind !== 'p384' && keyUsage.has(publicKey.kind === 'rsa' ? 'keyEncipherment' : 'keyAgreement')
}

function opener(certificate: Certificate, decryptionKey: CryptoKey): (envelope: Bytes) => Promise<Bytes> {
  return (envelope) => openEnvelope({ envelope, recipient: { certificate: certificate.der, decryptionKey } })
}
