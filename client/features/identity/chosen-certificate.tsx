import { useTranslation } from 'react-i18next'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { Button } from '../../ui/button.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { Icon } from '../../ui/icon.tsx'
import type { Credentials } from './credentials.ts'

/** The certificate that was chosen, and a way to choose another. */
export function ChosenCertificate({
  credentials,
  onChange,
}: {
  readonly credentials: Credentials
  readonly onChange: () => void
}) {
  const { t } = useTranslation('identity')
  const { subject, issuer, notAfter } = parseCertificate(credentials.signer.certificate)
  return (
    <div className="row top g12">
      <Icon name="check-circle" size={20} className="ok" />
      <div className="grow">
        <p className="b ink1 wrap-any">{[subject.organization, subject.commonName].filter((text) => text !== '').join(' · ')}</p>
        <p className="t13 ink3 wrap-any">
          {t('chooser.entry', { issuer: issuer.commonName || issuer.organization })}{' '}
          <DateTime at={instantOf(notAfter)} precision="date" />
        </p>
        <p className="t13 ink3">{t(credentials.open === undefined ? 'chosen.signOnly' : 'chosen.signAndReceive')}</p>
      </div>
      <Button size="sm" onClick={onChange}>
        {t('chosen.change')}
      </Button>
    </div>
  )
}
