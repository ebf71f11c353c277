import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { readTenderContract } from '#shared/contracts/notices/tenders.ts'
import { api } from '../../platform/api.ts'
import { useLive } from '../../platform/live.ts'
import { queries } from '../../platform/queries.ts'
import { Clock } from '../../ui/clock.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { BidDesk } from './bid-desk.tsx'
import { VaultGate } from './vault-gate.tsx'
import './bids.css'

/** One's own bid on a tender: letter, envelopes, sealing, receipt. */
export function BidPage() {
  const { t } = useTranslation('bids')
  const { tender = '' } = useParams()
  const query = useQuery({
    queryKey: ['tender', tender],
    queryFn: () => api.call(readTenderContract, { params: { tender } }),
    refetchInterval: 60_000,
  })
  useLive(`tender:${tender}`, () => void queries.invalidateQueries({ queryKey: ['tender', tender] }))
  if (query.isPending) return <PageLoading what={t('page.loading')} />
  if (query.isError) return <ProblemState isWholePage error={query.error} onRetry={() => void query.refetch()} />
  const { title, code, deadlineAt } = query.data
  return (
    <div className="bid-page stack-16">
      <PageTitle title={`${t('page.title')} · ${title}`} />
      <header className="row between flow bid-head">
        <div>
          <h1 className="t18 ink1 b">
            <Link to={`/tenders/${tender}`}>{title}</Link>
          </h1>
          <p className="t12 ink3">
            {code} · {t('page.title')}
          </p>
        </div>
        {deadlineAt !== null && (
          <div className="right">
            <Clock until={deadlineAt} label={t('page.deadline')}>
              {t('page.over')}
            </Clock>
            <p className="t12 ink3">
              {t('page.deadline')} <DateTime at={deadlineAt} /> · {t('page.byServer')}
            </p>
          </div>
        )}
      </header>
      <VaultGate>{(vault) => <BidDesk key={tender} vault={vault} tender={query.data} />}</VaultGate>
    </div>
  )
}
