import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Button } from '../../ui/button.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { Money } from '../../ui/money.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Table } from '../../ui/table.tsx'
import { useResults } from './use-results.ts'
import './awards.css'

/** Every published result, the newest first: who won what from whom, at which price (A7). */
export function ResultsPage() {
  const { t } = useTranslation('results')
  const list = useResults(20)
  const results = list.data?.pages.flatMap((page) => page.results) ?? []
  return (
    <div className="wrap awards">
      <PageTitle title={t('pageTitle')} />
      <header className="stack-4 award-head">
        <h1 className="ink1">{t('pageTitle')}</h1>
        <p className="t14 ink3">{t('lead')}</p>
      </header>
      {list.isPending && <PageLoading what={t('loading')} />}
      {list.isError && <ProblemState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data !== undefined && results.length === 0 && (
        <EmptyState title={t('empty')}>
          <p className="ink3">{t('emptyDo')}</p>
        </EmptyState>
      )}
      {results.length > 0 && (
        <div className="award-part">
          <div className="boxed">
            <Table
              label={t('pageTitle')}
              rows={results}
              keyOf={({ tender, lot }) => tender + lot}
              columns={[
                {
                  key: 'tender',
                  title: t('tender'),
                  isHead: true,
                  cell: ({ tender, lot, title, code, lotName }) => (
                    <div>
                      <Link to={`/awards/${tender}?lot=${lot}`}>{title}</Link>
                      <div className="t12 ink3">
                        {code} · {lotName}
                      </div>
                    </div>
                  ),
                },
                { key: 'winner', title: t('winner'), cell: ({ winner }) => <b>{winner}</b> },
                { key: 'price', title: t('price'), isRight: true, cell: ({ price }) => <Money amount={price} /> },
                { key: 'tenderer', title: t('tenderer'), cell: ({ tendererName }) => tendererName },
                { key: 'at', title: t('at'), cell: ({ at }) => <DateTime at={at} precision="minute" hasZone={false} /> },
              ]}
            />
          </div>
        </div>
      )}
      {list.hasNextPage && (
        <p className="results-more">
          <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('more')}
          </Button>
        </p>
      )}
    </div>
  )
}
