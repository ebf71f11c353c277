import { useTranslation } from 'react-i18next'
import { instantOf } from '#shared/primitives/instant.ts'
import type { JudgedKey } from '../../crypto/keys.ts'
import { DateTime } from '../../ui/date-time.tsx'
import { Icon } from '../../ui/icon.tsx'

/** Certificates with whom they name, until when they are good, and what speaks against each in words. Only good ones can be chosen. */
export function CertificateEntries({ judged, chosen, onChoose }: CertificateEntriesProps) {
  const { t } = useTranslation('identity')
  const hasChoice = judged.filter(({ fault }) => fault === undefined).length > 1
  return (
    <ul className="entries">
      {judged.map(({ key: { certificate }, fault }, index) => {
        const { organization, commonName } = certificate.subject
        const facts = (
          <span className="grow">
            <span className="b ink1">{[organization, commonName].filter((text) => text !== '').join(' · ')}</span>
            <span className="t12 ink3 wrap-any">
              {t('chooser.entry', { issuer: certificate.issuer.commonName || certificate.issuer.organization })}{' '}
              <DateTime at={instantOf(certificate.notAfter)} precision="date" />
            </span>
          </span>
        )
        return (
          <li key={certificate.sha256} className={fault === undefined ? '' : 'faulty'}>
            {fault === undefined && hasChoice ? (
              <label>
                <input type="radio" name="certificate" checked={chosen === index} onChange={() => onChoose(index)} />
                {facts}
              </label>
            ) : (
              <div className="row top">
                <Icon
                  name={fault === undefined ? 'check-circle' : 'cross-circle'}
                  size={20}
                  className={fault === undefined ? 'ok' : 'bad'}
                />
                {facts}
              </div>
            )}
            {fault !== undefined && (
              <div className="fault">
                <p className="b bad">{t(`fault.${fault.code}.title`)}</p>
                <p>{t(`fault.${fault.code}.do`, { holder: organization || commonName, detail: fault.detail })}</p>
              </div>
            )}
          </li>
        )
      })}
    </ul>
  )
}

interface CertificateEntriesProps {
  readonly judged: readonly JudgedKey[]
  readonly chosen: number
  readonly onChoose: (index: number) => void
}
