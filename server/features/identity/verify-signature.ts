import type { Certificate } from '#shared/pki/certificate.ts'
import { CmsRefused, verifyCms } from '#shared/pki/cms-signature.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { IdentityTrust } from './deps.ts'
import { assertTrusted } from './trusted-path.ts'

/**
 * Verifies a detached CAdES-BES signature over attacker-controlled bytes and the trust in its signer at `at` (milliseconds), whoever
 * it is: what submissions without an account need. Gives the signer's certificate. Throws `signature-invalid`, or the certificate's problem.
 */
export async function verifySignature(
  deps: Pick<IdentityTrust, 'trust'>,
  input: { readonly content: Bytes; readonly p7s: Bytes; readonly at: number },
): Promise<Certificate> {
  const { signer, chain } = await verifyCms(input).catch((error: unknown) => {
    if (error instanceof CmsRefused) throw new DomainProblem('signature-invalid', { detail: error.detail, rule: error.code })
    throw error
  })
  await assertTrusted(deps.trust, { leaf: signer, intermediates: chain, at: input.at, usage: 'sign' })
  return signer
}
