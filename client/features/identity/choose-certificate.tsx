import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { CertificateChooser } from './certificate-chooser.tsx'
import type { CredentialsRequest } from './credentials.ts'
import { useSession } from './session.ts'

/** Asks for the certificate of whoever is signed in, saying what it is to sign. Closing it signs nothing. */
export function ChooseCertificate({ request }: { readonly request: CredentialsRequest }) {
  const { t } = useTranslation('identity')
  const session = useSession()
  return (
    <Dialog
      title={t('dialog.title')}
      onClose={request.refuse}
      footer={<Button onClick={request.refuse}>{t('dialog.cancel')}</Button>}
    >
      <div className="stack-12">
        <p>
          {t('dialog.purpose')} <b className="ink1">{request.purpose}</b>
        </p>
        {session.state === 'signed-in' && (
          <p className="t13 ink3">{t('dialog.who', { party: session.me.party.name, person: session.me.person.name })}</p>
        )}
        <CertificateChooser action={t('dialog.sign')} isMine onChosen={request.give} />
      </div>
    </Dialog>
  )
}
