import { useQueries } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { getAwards } from '#shared/contracts/awards.ts'
import { api } from '../../platform/api.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Table } from '../../ui/table.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useDeskTenders } from '../projects/reading.ts'

/** The desk's tenders that have been opened, with where each lot stands. */
export function DesksPage() {
  const { t } = useTranslation('awards')
  const list = useDeskTenders()
  const all = list.data?.pages.flatMap((page) => page.tenders) ?? []
  const tenders = all.filter(({ state }) => state === 'opened' || state === 'failed')
  const awards = useQueries({
    queries: tenders.map(({ id }) => ({
      queryKey: ['awards', id],
      queryFn: async () => (await api.call(getAwards, { params: { tender: id } })).awards,
    })),
  })
  if (list.isPending) return <PageLoading what={t('loading')} />
  if (list.isError) return <ProblemState isWholePage error={list.error} onRetry={() => void list.refetch()} />
  return (
    <div className="stack-16">
      <PageTitle title={t('desks.title')} />
      <h1 className="t22 ink1">{t('desks.title')}</h1>
      <p className="t13 ink3">{t('desks.note')}</p>
      {tenders.length === 0 ? (
        <EmptyState title={t('desks.empty')}>
          <p className="ink3">{t('desks.emptyDo')}</p>
        </EmptyState>
      ) : (
        <Table
          label={t('desks.title')}
          rows={tenders}
          keyOf={({ id }) => id}
          columns={[
            {
              key: 'tender',
              title: t('desks.tender'),
              isHead: true,
              cell: ({ id, title, code }) => (
                <>
                  <Link to={`/work/awards/${id}`}>{title}</Link>
                  <div className="t12 ink3">{code}</div>
                </>
              ),
            },
            { key: 'tenderer', title: t('sheet.tenderer'), cell: ({ tenderer }) => tenderer.name },
            {
              key: 'lots',
              title: t('desks.lots'),
              cell: (_, index) => {
                const found = awards[index]
                if (found?.data === undefined) return <span className="ink3">{found?.isError ? t('notBegun') : '…'}</span>
                return (
                  <span className="row flow">
                    {found.data.map(({ lot, name, state, procedure }) => (
                      <Tag key={lot} tone={state === 'objected' ? 'warn' : state === 'contracted' ? 'ok' : 'plain'}>
                        {name} · {t(`state.${state}`, { context: procedure })}
                      </Tag>
                    ))}
                  </span>
                )
              },
            },
          ]}
        />
      )}
      {list.hasNextPage && (
        <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('desks.more')}
        </Button>
      )}
    </div>
  )
}
