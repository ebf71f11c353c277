import { useStore } from '../../platform/store.ts'
import { lazyPart } from '../../ui/lazy-part.tsx'
import { credentialsRequest } from './credentials.ts'

const ChooseCertificate = lazyPart(() =>
  import('./choose-certificate.tsx').then(({ ChooseCertificate }) => ({ default: ChooseCertificate })),
)

/** Asks for the person's certificate whenever something is to be signed and no key is at hand; loaded only then. */
export function CertificateDialog() {
  const request = useStore(credentialsRequest)
  return request === undefined ? null : <ChooseCertificate request={request} />
}
