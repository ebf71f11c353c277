import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { useDeskTenders } from './reading.ts'
import { TenderTable } from './tenders-page.tsx'

/** The regulator's queue: notices filed and not yet decided, those whose deadline comes first on top. */
export function FilingsPage() {
  const { t } = useTranslation('projects')
  const list = useDeskTenders()
  const filed = (list.data?.pages.flatMap((page) => page.tenders) ?? [])
    .filter(({ state }) => state === 'filed')
    .sort((one, other) => ((one.publishAt ?? '') < (other.publishAt ?? '') ? -1 : 1))
  return (
    <div className="stack-16">
      <PageTitle title={t('filings.title')} />
      <h1 className="t22 ink1">{t('filings.title')}</h1>
      <p className="ink3">{t('filings.text')}</p>
      {list.isPending ? (
        <PageLoading what={t('tenders.loading')} />
      ) : list.isError ? (
        <ProblemState error={list.error} onRetry={() => void list.refetch()} />
      ) : filed.length === 0 ? (
        <EmptyState title={t('filings.empty')}>{list.hasNextPage && <p className="ink3">{t('filings.moreHint')}</p>}</EmptyState>
      ) : (
        <TenderTable tenders={filed} />
      )}
      {list.hasNextPage && (
        <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {t('more')}
        </Button>
      )}
    </div>
  )
}
