import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { TenderState } from '#shared/lifecycle/tender.ts'
import { Card } from '../../ui/card.tsx'
import { ClosesIn } from '../../ui/clock.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Table } from '../../ui/table.tsx'
import { useMay } from '../identity/session.ts'
import { type DeskTender, useDeskTenders } from './reading.ts'
import { TenderStateTag } from './state-tags.tsx'

/** States in which the one who prepares the tender has something to do. */
const waitsForDesk: readonly TenderState[] = ['draft', 'returned', 'failed', 'closed', 'opening']

/** The desk's tenders: what waits for one's own hand first, by deadline, then everything. */
export function TendersPage() {
  const { t } = useTranslation('projects')
  const list = useDeskTenders()
  const mayPrepare = useMay('startTender')
  const tenders = list.data?.pages.flatMap((page) => page.tenders) ?? []
  const due = mayPrepare ? tenders.filter(({ state }) => waitsForDesk.includes(state)) : []
  return (
    <div className="stack-16">
      <header className="row between flow">
        <PageTitle title={t('tenders.title')} />
        <h1 className="t22 ink1">{t('tenders.title')}</h1>
        {mayPrepare && (
          <Link to="/work/projects?state=accepted">
            <Button type="primary">{t('tenders.start')}</Button>
          </Link>
        )}
      </header>
      {list.isPending ? (
        <PageLoading what={t('tenders.loading')} />
      ) : list.isError ? (
        <ProblemState error={list.error} onRetry={() => void list.refetch()} />
      ) : tenders.length === 0 ? (
        <EmptyState title={t('tenders.empty')}>{mayPrepare && <p className="ink3">{t('tenders.emptyHint')}</p>}</EmptyState>
      ) : (
        <>
          {due.length > 0 && (
            <Card title={t('tenders.due')}>
              <ul className="stack">
                {due.map((tender) => (
                  <li key={tender.id} className="row between flow">
                    <Link to={`/work/tenders/${tender.id}`}>{tender.title}</Link>
                    <span className="t13 ink3">{t(`tenderNext.${tender.state}`)}</span>
                  </li>
                ))}
              </ul>
            </Card>
          )}
          <TenderTable tenders={tenders} />
        </>
      )}
      {list.hasNextPage && (
        <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {t('more')}
        </Button>
      )}
    </div>
  )
}

/** Tenders of a desk as a table. */
export function TenderTable({ tenders }: { readonly tenders: readonly DeskTender[] }) {
  const { t } = useTranslation('projects')
  return (
    <Table<DeskTender>
      label={t('tenders.title')}
      keyOf={({ id }) => id}
      rows={tenders}
      columns={[
        {
          key: 'tender',
          title: t('field.tender'),
          isHead: true,
          cell: (tender) => (
            <>
              <Link to={`/work/tenders/${tender.id}`}>{tender.title}</Link>
              <div className="t12 ink3">
                {tender.code} · {t('project.round', { round: tender.round })}
              </div>
            </>
          ),
        },
        { key: 'tenderer', title: t('field.tenderer'), cell: ({ tenderer }) => tenderer.name },
        {
          key: 'state',
          title: t('field.state'),
          cell: (tender) => <TenderStateTag state={tender.state} isSuspended={tender.isSuspended} />,
        },
        {
          key: 'deadline',
          title: t('field.deadline'),
          // A clock that stands still counts nothing down.
          cell: ({ deadlineAt, state, isSuspended }) =>
            deadlineAt === null || isSuspended || !['approved', 'published'].includes(state) ? (
              '–'
            ) : (
              <ClosesIn until={deadlineAt} />
            ),
        },
      ]}
    />
  )
}
