import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type TenderState, tenderStates } from '#shared/lifecycle/tender.ts'
import { Card } from '../../ui/card.tsx'
import { ClosesIn } from '../../ui/clock.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { type DeskTender, useDeskTenders } from './reading.ts'
import { TenderStateTag } from './state-tags.tsx'
import './overview.css'

const live: readonly TenderState[] = ['filed', 'approved', 'published', 'closed', 'opening']

/** All trades at a glance, by stage; each a square that leads to its signed history. Shape and word tell the stage, colour only helps. */
export function OverviewPage() {
  const { t } = useTranslation('projects')
  const list = useDeskTenders()
  const tenders = list.data?.pages.flatMap((page) => page.tenders) ?? []
  const running = tenders
    .filter(({ state, deadlineAt }) => live.includes(state) && deadlineAt !== null)
    .sort((one, other) => ((one.deadlineAt ?? '') < (other.deadlineAt ?? '') ? -1 : 1))
  if (list.isPending) return <PageLoading what={t('tenders.loading')} />
  if (list.isError) return <ProblemState isWholePage error={list.error} onRetry={() => void list.refetch()} />
  return (
    <div className="stack-16">
      <PageTitle title={t('overview.title')} />
      <h1 className="t22 ink1">{t('overview.title')}</h1>
      {tenders.length === 0 && <EmptyState title={t('overview.empty')} />}
      <div className="overview">
        {tenderStates.map((state) => (
          <Stage key={state} state={state} tenders={tenders.filter((tender) => tender.state === state)} />
        ))}
      </div>
      {running.length > 0 && (
        <Card title={t('overview.clocks')}>
          <ul className="stack">
            {running.slice(0, 12).map((tender) => (
              <li key={tender.id} className="row between flow">
                <Link to={`/work/tenders/${tender.id}`}>{tender.title}</Link>
                <span className="row">
                  <TenderStateTag state={tender.state} isSuspended={tender.isSuspended} />
                  {tender.deadlineAt !== null && <ClosesIn until={tender.deadlineAt} />}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {list.hasNextPage && (
        <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {t('more')}
        </Button>
      )}
    </div>
  )
}

function Stage({ state, tenders }: { readonly state: TenderState; readonly tenders: readonly DeskTender[] }) {
  const { t } = useTranslation('projects')
  if (tenders.length === 0) return null
  return (
    <section className="overview-stage">
      <h2>
        {t(`tenderState.${state}`)} <span className="ink3">{tenders.length}</span>
      </h2>
      <ul>
        {tenders.map((tender) => (
          <li key={tender.id}>
            <Link
              className={`overview-trade ${state} ${tender.isSuspended ? 'stopped' : ''}`}
              to={`/work/tenders/${tender.id}`}
              title={tender.title}
              aria-label={`${tender.title}${tender.isSuspended ? ` · ${t('suspended')}` : ''}`}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
