import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { listExpertReadings } from '#shared/contracts/experts-library.ts'
import { api } from '../../platform/api.ts'
import { Card } from '../../ui/card.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Table } from '../../ui/table.tsx'
import { useMay } from '../identity/session.ts'

/** Who read the library, when, from where and what for: for the regulator (X6). */
export function Readings() {
  const { t } = useTranslation('experts')
  const mayRead = useMay('listExpertReadings')
  const read = useInfiniteQuery({
    queryKey: ['expert-readings'],
    queryFn: ({ pageParam }) => api.call(listExpertReadings, { query: pageParam === undefined ? {} : { after: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    enabled: mayRead,
  })
  if (!mayRead) return null
  if (read.error !== null) return <ProblemState error={read.error} onRetry={() => void read.refetch()} />
  if (read.data === undefined) return <PageLoading what={t('readings.loading')} />
  const items = read.data.pages.flatMap((page) => page.items)
  return (
    <Card title={t('readings.title')}>
      {items.length === 0 ? (
        <EmptyState title={t('readings.none')}>
          <p>{t('readings.noneText')}</p>
        </EmptyState>
      ) : (
        <>
          <Table
            label={t('readings.title')}
            rows={items}
            keyOf={({ id }) => id}
            columns={[
              { key: 'at', title: t('readings.at'), isHead: true, cell: ({ at }) => <DateTime at={at} /> },
              { key: 'who', title: t('readings.who'), cell: ({ person }) => <span className="mono">{person.slice(0, 8)}</span> },
              { key: 'address', title: t('readings.address'), cell: ({ address }) => <span className="mono">{address}</span> },
              { key: 'purpose', title: t('readings.purpose'), cell: ({ purpose }) => purpose },
              { key: 'count', title: t('readings.count'), isRight: true, cell: ({ count }) => count },
            ]}
          />
          <Pagination
            count={items.length}
            hasMore={read.hasNextPage}
            isLoading={read.isFetchingNextPage}
            onMore={() => void read.fetchNextPage()}
          />
        </>
      )}
    </Card>
  )
}
