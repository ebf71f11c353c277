import type { ResultOf } from '#shared/contracts/contract.ts'
import type { readMe } from '#shared/contracts/identity-persons.ts'
import type { getPlatform } from '#shared/contracts/platform.ts'
import { type Certificate, parseCertificate } from '#shared/pki/certificate.ts'
import { parseRevocationList } from '#shared/pki/crl.ts'
import { type PathRefusalCode, type TrustMaterial, validatePath } from '#shared/pki/path.ts'
import { fromBase64url } from '#shared/primitives/bytes.ts'
import type { HeldKey } from './pkcs12.ts'

/** Why a certificate will not do, found before anything is signed with it. */
export type CertificateFault =
  | PathRefusalCode
  | 'certificate-unsupported-key'
  | 'certificate-of-another-party'
  | 'certificate-not-bound'
  | 'certificate-awaits-decision'
  | 'certificate-suspended'
  | 'certificate-refused'

/** A key with what speaks against it; `undefined`: nothing. */
export interface JudgedKey {
  readonly key: HeldKey
  readonly fault?: { readonly code: CertificateFault; readonly detail: string } | undefined
}

/** What this platform trusts for persons' certificates, as it says itself; parsed once per answer. Throws CertificateRefused. */
export function trustOf(platform: ResultOf<typeof getPlatform>): TrustMaterial {
  return {
    anchors: platform.anchors.map((der) => parseCertificate(fromBase64url(der))),
    intermediates: [],
    revocation: platform.revocationLists.map((der) => parseRevocationList(fromBase64url(der))),
  }
}

/**
 * Judges a person's key as the server will: path, validity, usage and revocation at `at` (milliseconds, server time), then whether the
 * certificate is bound to whoever is signed in. Nothing is sent for it. The server decides again when something is signed.
 */
export async function judgeKey(
  key: HeldKey,
  input: {
    readonly trust: TrustMaterial
    readonly at: number
    readonly usage?: 'sign' | 'encrypt'
    /** Whoever is signed in; without it nobody is asked whose the certificate is. */
    readonly me?: ResultOf<typeof readMe> | undefined
  },
): Promise<JudgedKey> {
  const { certificate, chain } = key
  const usage = input.usage ?? 'sign'
  if (certificate.publicKey.kind === 'p384') return { key, fault: { code: 'certificate-unsupported-key', detail: 'P-384' } }
  const verdict = await validatePath({
    leaf: certificate,
    intermediates: [...input.trust.intermediates, ...chain.map(parseCertificate)],
    anchors: input.trust.anchors,
    revocation: input.trust.revocation,
    at: input.at,
    usage,
  })
  if (!verdict.ok) return { key, fault: { code: verdict.code, detail: verdict.detail } }
  if (usage === 'sign' && key.signer === undefined) return { key, fault: { code: 'certificate-wrong-usage', detail: '' } }
  const code = input.me === undefined ? undefined : bindingFault(certificate, input.me)
  return { key, fault: code === undefined ? undefined : { code, detail: certificate.subject.organization } }
}

/** Whose a certificate is not. */
function bindingFault(certificate: Certificate, me: ResultOf<typeof readMe>): CertificateFault | undefined {
  const known = me.person.certificates.find(({ sha256 }) => sha256 === certificate.sha256)
  switch (known?.state) {
    case 'bound':
      return undefined
    case 'requested':
      return 'certificate-awaits-decision'
    case 'suspended':
      return 'certificate-suspended'
    case 'refused':
      return 'certificate-refused'
    case undefined: {
      const { organization, commonName, creditCode } = certificate.subject
      const isOwnParty = (creditCode ?? me.party.creditCode) === me.party.creditCode
      return isOwnParty && (organization || commonName) === me.party.name
        ? 'certificate-not-bound'
        : 'certificate-of-another-party'
    }
  }
}
