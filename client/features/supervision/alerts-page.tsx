import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { alertStates } from '#shared/lifecycle/alert.ts'
import { DateTime } from '../../ui/date-time.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Table } from '../../ui/table.tsx'
import { Tabs, useTab } from '../../ui/tabs.tsx'
import { AlertStateTag } from './state-tag.tsx'
import { useAlerts } from './use-alerts.ts'

const tabs = ['all', ...alertStates] as const

/** The regulator's clues, newest first, with how many opened lots they came from: a rate, so that nobody takes a clue for a verdict. */
export function AlertsPage() {
  const { t } = useTranslation('supervision')
  const current = useTab(tabs, 'state')
  const list = useAlerts(current === 'all' ? undefined : current)
  const [first] = list.data?.pages ?? []
  const alerts = list.data?.pages.flatMap((page) => page.alerts) ?? []
  return (
    <div className="stack-16">
      <PageTitle title={t('title')} />
      <h1 className="t22 ink1">{t('title')}</h1>
      <p className="ink3">{t('lead')}</p>
      {first !== undefined && <p className="t14">{t('rate', { count: first.lotsAssessed, alerted: first.lotsAlerted })}</p>}
      <Tabs
        label={t('byState')}
        param="state"
        current={current}
        tabs={tabs.map((key) => ({ key, title: key === 'all' ? t('all') : t(`state.${key}`) }))}
      />
      {list.isPending ? (
        <PageLoading what={t('loadingList')} />
      ) : list.isError ? (
        <ProblemState error={list.error} onRetry={() => void list.refetch()} />
      ) : alerts.length === 0 ? (
        <EmptyState title={t('empty')}>
          <p className="ink3">{t('emptyWhy')}</p>
        </EmptyState>
      ) : (
        <>
          <Table
            label={t('title')}
            rows={alerts}
            keyOf={({ id }) => id}
            columns={[
              {
                key: 'title',
                title: t('column.title'),
                isHead: true,
                cell: ({ id, title, lotName }) => (
                  <Link to={`/work/alerts/${id}`}>
                    {title} · {lotName}
                  </Link>
                ),
              },
              {
                key: 'notable',
                title: t('column.notable'),
                cell: ({ notable }) => notable.map((id) => t(`indicator.${id}.name`)).join('、'),
              },
              { key: 'strength', title: t('column.strength'), cell: ({ strength }) => t(`strength.${strength}`) },
              {
                key: 'raisedAt',
                title: t('column.raisedAt'),
                cell: ({ raisedAt }) => <DateTime at={raisedAt} precision="minute" />,
              },
              { key: 'state', title: t('column.state'), cell: ({ state }) => <AlertStateTag state={state} /> },
            ]}
          />
          <Pagination
            count={alerts.length}
            hasMore={list.hasNextPage}
            isLoading={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
          />
        </>
      )}
    </div>
  )
}
