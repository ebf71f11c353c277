import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { decideCertificate, listCertificateRequests } from '#shared/contracts/identity-certificates.ts'
import { api } from '../../../platform/api.ts'
import { Button } from '../../../ui/button.tsx'
import { DateTime } from '../../../ui/date-time.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../../ui/page-state.tsx'
import { Pagination } from '../../../ui/pagination.tsx'
import { CertificateCard } from '../certificate-card.tsx'
import { ReasonDialog } from '../reason-dialog.tsx'
import { useMay } from '../session.ts'
import { performAct } from '../signing.ts'
import { useQueue } from './use-queue.ts'

type Request = ResultOf<typeof listCertificateRequests>['items'][number]
type Asked = { readonly request: Request; readonly decision: 'approve' | 'refuse' }

/** New certificates whose holders no longer have the old one: the centre looks at papers and confirms by a signed act, or refuses. */
export function CertificateRequests() {
  const { t } = useTranslation('identity')
  const mayDecide = useMay('decideCertificate')
  const queue = useQueue(['certificate-requests'], (after) =>
    api.call(listCertificateRequests, { query: { limit: 50, ...(after === undefined ? {} : { after }) } }),
  )
  const [asked, setAsked] = useState<Asked>()
  if (queue.error !== null) return <ProblemState error={queue.error} onRetry={queue.retry} />
  if (queue.items === undefined) return <PageLoading what={t('centre.loading')} />
  if (queue.items.length === 0) return <EmptyState title={t('centre.none.certificates')} />
  const decide = ({ request, decision }: Asked, reason: string) =>
    performAct(decideCertificate, {
      params: { sha256: request.certificate.sha256 },
      subject: { person: request.person.id, certSha256: request.certificate.sha256 },
      body: { decision, ...(reason === '' ? {} : { reason }) },
    })
  return (
    <div className="stack-16">
      <ul className="entries">
        {queue.items.map((request) => (
          <li key={request.certificate.sha256} className="stack-12">
            <p>
              <Link className="b" to={`/work/parties/${request.party.id}`}>
                {request.party.name}
              </Link>{' '}
              {request.person.name}{' '}
              <span className="t13 ink3">
                {t('centre.askedAt')} <DateTime at={request.requestedAt} precision="minute" />
              </span>
            </p>
            {request.reason !== undefined && <p className="t13">{t('roleState.reason', { reason: request.reason })}</p>}
            <CertificateCard certificate={request.certificate}>
              {mayDecide && (
                <>
                  <Button size="sm" look="line" onClick={() => setAsked({ request, decision: 'approve' })}>
                    {t('centre.confirm')}
                  </Button>
                  <Button size="sm" onClick={() => setAsked({ request, decision: 'refuse' })}>
                    {t('centre.refuse')}
                  </Button>
                </>
              )}
            </CertificateCard>
          </li>
        ))}
      </ul>
      <Pagination count={queue.items.length} hasMore={queue.hasMore} isLoading={queue.isLoading} onMore={queue.more} />
      {asked !== undefined && (
        <ReasonDialog
          title={t(`centre.certificateQuestion.${asked.decision}`, {
            party: asked.request.party.name,
            person: asked.request.person.name,
          })}
          action={t(asked.decision === 'approve' ? 'centre.confirm' : 'centre.refuse')}
          isOptional={asked.decision === 'approve'}
          onClose={() => setAsked(undefined)}
          work={(reason) => decide(asked, reason)}
        >
          <p>{t('centre.certificatePapers')}</p>
        </ReasonDialog>
      )}
    </div>
  )
}
