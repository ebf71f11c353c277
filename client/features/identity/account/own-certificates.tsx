import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { confirmOwnCertificate, decideCertificate, reportOwnLoss } from '#shared/contracts/identity-certificates.ts'
import type { readMe } from '#shared/contracts/identity-persons.ts'
import { api } from '../../../platform/api.ts'
import { Button } from '../../../ui/button.tsx'
import { EmptyState } from '../../../ui/page-state.tsx'
import { StatusLine } from '../../../ui/status-line.tsx'
import { CertificateCard } from '../certificate-card.tsx'
import { KeyProblem } from '../key-problem.tsx'
import { ReasonDialog } from '../reason-dialog.tsx'
import { useMay } from '../session.ts'
import { rereadMe } from '../session-keeping.ts'
import { performAct } from '../signing.ts'
import { useDeed } from '../use-deed.ts'
import { AddCertificate } from './add-certificate.tsx'
import { PasswordConfirmation } from './password-confirmation.tsx'

type Certificate = ResultOf<typeof readMe>['person']['certificates'][number]

/** One's own certificates: adding, renewing, confirming a new one by the old one, reporting one lost. No bid depends on any of this. */
export function OwnCertificates({ me }: { readonly me: ResultOf<typeof readMe> }) {
  const { t } = useTranslation('identity')
  const { certificates, id: person } = me.person
  const [lost, setLost] = useState<Certificate>()
  const [confirming, setConfirming] = useState<Certificate>()
  const hasBound = certificates.some(({ usage, state }) => usage === 'sign' && state === 'bound')
  const mayConfirm = useMay('confirmOwnCertificate') && me.person.hasPassword && !hasBound
  const decide = useDeed(async ({ certificate, decision }: { certificate: Certificate; decision: 'approve' | 'refuse' }) => {
    const { sha256 } = certificate
    await performAct(decideCertificate, { params: { sha256 }, subject: { person, certSha256: sha256 }, body: { decision } })
    await rereadMe()
  })
  return (
    <div className="stack-24">
      <StatusLine tone="ok" isSlim head={t('certificates.safe')} />
      {certificates.length === 0 && <EmptyState title={t('certificates.none')} />}
      <ul className="entries">
        {certificates.map((certificate) => (
          <li key={certificate.sha256}>
            <CertificateCard certificate={certificate} isCurrent={certificate.sha256 === me.certSha256}>
              {certificate.state === 'requested' && hasBound && (
                <>
                  <Button
                    size="sm"
                    look="line"
                    isBusy={decide.isPending}
                    onClick={() => decide.run({ certificate, decision: 'approve' })}
                  >
                    {t('certificates.confirm')}
                  </Button>
                  <Button size="sm" isBusy={decide.isPending} onClick={() => decide.run({ certificate, decision: 'refuse' })}>
                    {t('certificates.refuse')}
                  </Button>
                </>
              )}
              {certificate.state === 'requested' && mayConfirm && (
                <Button size="sm" look="line" onClick={() => setConfirming(certificate)}>
                  {t('certificates.confirmByPassword')}
                </Button>
              )}
              {certificate.state === 'bound' && (
                <Button size="sm" onClick={() => setLost(certificate)}>
                  {t('certificates.reportLoss')}
                </Button>
              )}
            </CertificateCard>
          </li>
        ))}
      </ul>
      {decide.error !== undefined && <KeyProblem error={decide.error} />}
      <AddCertificate me={me} />
      {lost !== undefined && (
        <ReasonDialog
          title={t('certificates.lossQuestion', { name: lost.commonName })}
          action={t('certificates.reportLoss')}
          onClose={() => setLost(undefined)}
          work={async (reason) => {
            await api.call(reportOwnLoss, { params: { sha256: lost.sha256 }, body: { reason } })
            await rereadMe().catch(() => undefined)
          }}
        >
          <p>{t('certificates.lossEffect')}</p>
        </ReasonDialog>
      )}
      {confirming !== undefined && (
        <PasswordConfirmation
          title={t('certificates.confirmByPassword')}
          action={t('certificates.confirm')}
          onClose={() => setConfirming(undefined)}
          work={async ({ password, oneTimeCode }) => {
            await api.call(confirmOwnCertificate, {
              params: { sha256: confirming.sha256 },
              body: { password, oneTimeCode },
            })
            await rereadMe()
          }}
        />
      )}
    </div>
  )
}
