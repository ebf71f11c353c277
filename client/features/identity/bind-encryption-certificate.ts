import { addEncryptionCertificate } from '#shared/contracts/identity-certificates.ts'
import { base64url } from '#shared/primitives/bytes.ts'
import type { Credentials } from './credentials.ts'
import { session } from './session.ts'
import { rereadMe } from './session-keeping.ts'
import { performAct } from './signing.ts'

/** Binds the certificate that came with the signing one to receive, where there is one and it is not bound yet. Throws ProblemError. */
export async function bindEncryptionCertificate({ signer, encryptionCertificate }: Credentials): Promise<void> {
  const current = session.get()
  if (encryptionCertificate === undefined || current.state !== 'signed-in') return
  if (base64url(encryptionCertificate) === base64url(signer.certificate)) return
  const { person } = current.actor
  await performAct(addEncryptionCertificate, {
    params: { person },
    subject: { person },
    body: { certificate: base64url(encryptionCertificate) },
  })
  await rereadMe()
}
