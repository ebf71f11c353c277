import { type Bytes, equalBytes } from '../primitives/bytes.ts'
import { ecdsaToDer } from './algorithms.ts'
import { parseCertificate } from './certificate.ts'
import { verifySignature, type WebCryptoKey } from './keys.ts'

/** What can sign for a certificate: a key in memory here; a token's agent may be another. It is handed what is to be signed, never a digest. */
export interface Signer {
  /** DER of the signer's certificate. */
  readonly certificate: Bytes
  /** DER of the authorities above it, nearest first; the anchor may be left out. */
  readonly chain: readonly Bytes[]
  /** Signs SHA-256 of these bytes. ECDSA gives the DER SEQUENCE of r and s. */
  sign(tbs: Bytes): Promise<Bytes>
  readonly algorithm: 'ecdsa-p256' | 'rsa-pkcs1' | 'rsa-pss'
  /**
   * Present on a signer that signs documents only, such as a token's agent that reads and shows what it signs: gives the whole detached
   * CAdES-BES over this content, and its `sign` refuses. Throws when it does not know the kind of document.
   */
  signDocument?(content: Bytes): Promise<Bytes>
}

/**
 * A signer over a WebCrypto private key with usage `sign` (ECDSA P-256, RSASSA-PKCS1-v1_5 or RSA-PSS, the RSA ones with SHA-256).
 * Throws a RangeError when the key's algorithm is none of these or is not the certificate's.
 */
export function signerFromKey(certificate: Bytes, chain: readonly Bytes[], key: WebCryptoKey): Signer {
  const algorithm = signerAlgorithmOf(key)
  const { kind } = parseCertificate(certificate).publicKey
  if (kind !== (algorithm === 'ecdsa-p256' ? 'p256' : 'rsa'))
    throw new RangeError(`a ${key.algorithm.name} key beside a certificate for ${kind}`)
  return {
    certificate,
    chain: chain.filter((other) => !equalBytes(other, certificate)),
    algorithm,
    async sign(tbs) {
      switch (algorithm) {
        case 'ecdsa-p256':
          return ecdsaToDer(new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, tbs)))
        case 'rsa-pkcs1':
          return new Uint8Array(await crypto.subtle.sign('RSASSA-PKCS1-v1_5', key, tbs))
        case 'rsa-pss':
          return new Uint8Array(await crypto.subtle.sign({ name: 'RSA-PSS', saltLength: 32 }, key, tbs))
      }
    },
  }
}

/** Whether a signer's key belongs to its certificate: signs a fixed text and verifies it. Ask once, when a key is loaded. */
export async function signerFitsCertificate(signer: Signer): Promise<boolean> {
  const probe = new TextEncoder().encode('kaibiao signer self-check')
  const kind = signer.algorithm === 'ecdsa-p256' ? 'ecdsa' : signer.algorithm
  const { publicKey } = parseCertificate(signer.certificate)
  return verifySignature(publicKey, { kind, hash: 'SHA-256' }, await signer.sign(probe), probe)
}

function signerAlgorithmOf(key: WebCryptoKey): Signer['algorithm'] {
  const parameters: { name: string; namedCurve?: string; hash?: { name: string } } = key.algorithm
  if (parameters.name === 'ECDSA' && parameters.namedCurve === 'P-256') return 'ecdsa-p256'
  if (parameters.hash?.name === 'SHA-256') {
    if (parameters.name === 'RSASSA-PKCS1-v1_5') return 'rsa-pkcs1'
    if (parameters.name === 'RSA-PSS') return 'rsa-pss'
  }
  throw new RangeError(`a key that cannot sign here: ${parameters.name}`)
}
