import { createPrivateKey, createPublicKey, webcrypto } from 'node:crypto'
import { z } from 'zod'
import { type Signer, signerFitsCertificate, signerFromKey } from '#shared/pki/signer.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { type Bytes, base64url, fromBase64url } from '#shared/primitives/bytes.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import { issueCertificate, issueRevocationList } from '../pki/issue.ts'
import type { KeyFolder } from './key-folder.ts'

/** A certificate of the platform with its private key and the certificates above it. */
export interface PlatformIdentity {
  readonly certificate: Bytes
  readonly chain: readonly Bytes[]
  readonly privateKey: webcrypto.CryptoKey
}

/** What the platform signs with: receipts, acknowledgements and records; and its own time stamps. */
export interface PlatformCertificates {
  readonly signing: PlatformIdentity
  readonly signer: Signer
  readonly timestamp: PlatformIdentity
  /** The platform's own authority, the anchor a stranger checks receipts by. */
  readonly anchor: Bytes
  /** The authority's one revocation list, DER: empty, and good as long as its certificates, because its key no longer exists. */
  readonly revocationList: Bytes
}

const identitySchema = z.strictObject({ certificate: z.string(), chain: z.array(z.string()), privateKeyPem: z.string() })
const YEAR_MS = 365.25 * 86_400_000
const FILE = 'platform-certificates.json'
const fileSchema = z.strictObject({
  v: z.literal('platform-certificates/1'),
  anchor: z.string(),
  revocationList: z.string(),
  signing: identitySchema,
  timestamp: identitySchema,
})

/**
 * Reads the platform's certificates; the first start makes them: an authority of the platform's own whose key is thrown away at once,
 * a signing certificate and one for time stamps, P-256 (0.04 ms a signature where RSA-3072 takes 2.4). An operator with certificates
 * of a licensed authority (rule S4) replaces the file.
 */
export async function loadPlatformCertificates(
  folder: KeyFolder,
  about: { readonly platformName: string; readonly now: number; readonly random: RandomBytes },
): Promise<PlatformCertificates> {
  const text = await folder.readOrMake(FILE, async () => JSON.stringify(await makeCertificates(about)))
  const file = fileSchema.parse(JSON.parse(text))
  const signing = await readIdentity(file.signing)
  const timestamp = await readIdentity(file.timestamp)
  const signer = signerFromKey(signing.certificate, signing.chain, signing.privateKey)
  assertHolds(await signerFitsCertificate(signer), `${FILE}: the signing key fits its certificate`)
  return { signing, signer, timestamp, anchor: fromBase64url(file.anchor), revocationList: fromBase64url(file.revocationList) }
}

async function readIdentity(stored: z.output<typeof identitySchema>): Promise<PlatformIdentity> {
  const pkcs8 = createPrivateKey(stored.privateKeyPem).export({ type: 'pkcs8', format: 'der' })
  const privateKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])
  return { certificate: fromBase64url(stored.certificate), chain: stored.chain.map(fromBase64url), privateKey }
}

async function makeCertificates({
  platformName,
  now,
  random,
}: {
  platformName: string
  now: number
  random: RandomBytes
}): Promise<z.input<typeof fileSchema>> {
  const authorityKeys = await newKeys()
  const name = (suffix: string) => ({ commonName: `${platformName} ${suffix}`, organization: platformName })
  // An hour back: whoever checks the first receipt may have a clock that lags.
  const validity = (years: number) => ({ notBefore: now - 3_600_000, notAfter: now + years * YEAR_MS })
  const anchor = await issueCertificate({
    subject: name('platform authority'),
    publicKey: authorityKeys.publicKey,
    issuer: { self: authorityKeys.privateKey },
    serial: random(16),
    ...validity(30),
    keyUsage: ['keyCertSign', 'cRLSign'],
    authority: { pathLength: 0 },
  })
  const issue = async (
    suffix: string,
    purposes: readonly string[],
    keyUsage: readonly ('digitalSignature' | 'nonRepudiation')[],
  ) => {
    const keys = await newKeys()
    const certificate = await issueCertificate({
      subject: name(suffix),
      publicKey: keys.publicKey,
      issuer: { certificate: anchor, privateKey: authorityKeys.privateKey },
      serial: random(16),
      ...validity(15),
      keyUsage,
      ...(purposes.length === 0 ? {} : { extendedKeyUsage: { purposes, isCritical: true } }),
    })
    return { certificate: base64url(certificate), chain: [base64url(anchor)], privateKeyPem: await pemOf(keys.privateKey) }
  }
  return {
    v: 'platform-certificates/1',
    anchor: base64url(anchor),
    revocationList: base64url(
      await issueRevocationList({
        issuer: { certificate: anchor, privateKey: authorityKeys.privateKey },
        thisUpdate: now - 3_600_000,
        nextUpdate: now + 15 * YEAR_MS,
        number: 1,
        revoked: [],
      }),
    ),
    signing: await issue('platform seal', [], ['digitalSignature', 'nonRepudiation']),
    timestamp: await issue('platform time stamps', ['timeStamping'], ['digitalSignature', 'nonRepudiation']),
  }
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key))
  const pem = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  assertHolds(createPublicKey(pem).asymmetricKeyType === 'ec', 'a P-256 key')
  return pem.export({ type: 'pkcs8', format: 'pem' }).toString()
}
