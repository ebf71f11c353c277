import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import type { certificateView } from '#shared/contracts/identity-fields.ts'
import { millisOf } from '#shared/primitives/instant.ts'
import { serverNow } from '../../platform/server-time.ts'
import { DateTime } from '../../ui/date-time.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { Tag } from '../../ui/tag.tsx'
import type { Tone } from '../../ui/tone.ts'

const tones = { requested: 'warn', bound: 'ok', suspended: 'bad', refused: 'bad' } as const satisfies Record<string, Tone>
/** A certificate that ends within this time is said to. */
const SOON_MS = 30 * 86_400_000

/** A certificate as the platform knows it: whom it names, its use and state, until when it is good. Children are its buttons. */
export function CertificateCard({ certificate, isCurrent = false, children }: CertificateCardProps) {
  const { t } = useTranslation('identity')
  const left = millisOf(certificate.notAfter) - serverNow()
  return (
    <div className="row flow between g12">
      <div className="grow stack-4">
        <p className="row flow">
          <span className="b ink1">
            {[certificate.organization, certificate.commonName].filter((text) => text !== '').join(' · ')}
          </span>
          <Tag>{t(`certificates.usage.${certificate.usage}`)}</Tag>
          <Tag tone={tones[certificate.state]}>{t(`certificates.state.${certificate.state}`)}</Tag>
          {left < 0 && <Tag tone="bad">{t('fault.certificate-expired.title')}</Tag>}
          {left >= 0 && left < SOON_MS && <Tag tone="warn">{t('certificates.soon')}</Tag>}
          {isCurrent && (
            <Tag tone="blue" icon="key">
              {t('certificates.current')}
            </Tag>
          )}
        </p>
        <p className="t13 ink3">
          {t('chooser.entry', { issuer: certificate.issuer })} <DateTime at={certificate.notAfter} precision="date" />
        </p>
        <p className="row flow t13 ink3">
          <DigestChip digest={certificate.sha256} label={t('certificates.digest')} />
          <span className="mono wrap-any">{certificate.serial}</span>
        </p>
      </div>
      <div className="row flow">{children}</div>
    </div>
  )
}

interface CertificateCardProps {
  readonly certificate: z.output<typeof certificateView>
  readonly isCurrent?: boolean
  readonly children?: ReactNode
}
