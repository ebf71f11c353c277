import type { CredentialsRequest } from './credentials.ts'

/** Chooses a PKCS#12 file and its PIN, or a local agent. */
export function ChooseCertificate({ request }: { readonly request: CredentialsRequest }) {
  return <button type="button" onClick={request.refuse} />
}
