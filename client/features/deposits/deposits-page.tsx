import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { readTenderContract } from '#shared/contracts/notices/tenders.ts'
import { api } from '../../platform/api.ts'
import { Breadcrumb } from '../../ui/breadcrumb.tsx'
import { Card } from '../../ui/card.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { useMay } from '../identity/session.ts'
import { LotDeposits } from './deposits-card.tsx'
import { useDeposits } from './use-deposits.ts'

/** The bid deposits of a tender, lot by lot: at the desk of who keeps them, who has paid one, or who watches. */
export function DepositsPage() {
  const { t } = useTranslation('deposits')
  const { tender: id = '' } = useParams()
  const isReader = useMay('getDeposits')
  const tender = useQuery({ queryKey: ['tender', id], queryFn: () => api.call(readTenderContract, { params: { tender: id } }) })
  const deposits = useDeposits(id)
  if (!isReader)
    return (
      <EmptyState isWholePage title={t('notForYou')}>
        <Link to="/work">{t('toWork')}</Link>
      </EmptyState>
    )
  const error = tender.error ?? deposits.error
  if (error !== null)
    return (
      <ProblemState
        isWholePage
        error={error}
        onRetry={() => {
          void tender.refetch()
          void deposits.refetch()
        }}
      />
    )
  if (tender.data === undefined || deposits.data === undefined) return <PageLoading what={t('loading')} />
  const all = deposits.data
  const lots = all.lots.filter(({ lot, required }) => required !== null || all.deposits.some((each) => each.lot === lot))
  return (
    <div className="stack-16">
      <PageTitle title={`${t('title')} ${tender.data.title}`} />
      <Breadcrumb items={[{ to: '/work/deposits', title: t('title') }]} />
      <header className="stack-4">
        <h1 className="t22 ink1">{tender.data.title}</h1>
        <p className="row flow g16 t13 ink3">
          <span className="mono">{tender.data.code}</span>
          <Link to={`/tenders/${id}`}>{t('toNotice')}</Link>
          {tender.data.state === 'opened' && <Link to={`/work/awards/${id}`}>{t('toAward')}</Link>}
        </p>
      </header>
      {lots.length === 0 && (
        <EmptyState title={t('notAsked')}>
          <p className="ink3">{t('notAskedDo')}</p>
        </EmptyState>
      )}
      {lots.map((lot) => (
        <Card key={lot.lot} title={lot.name}>
          <LotDeposits tender={id} lot={lot} all={all} isMain />
        </Card>
      ))}
    </div>
  )
}
