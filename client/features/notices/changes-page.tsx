import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Tabs, useTab } from '../../ui/tabs.tsx'
import { ChangeFilters, changeFilters } from './change-filters.tsx'
import { ChangeItem } from './change-item.tsx'
import { SearchBox } from './search-box.tsx'
import { type ChangesQuery, useChanges } from './use-changes.ts'
import './search.css'
import './changes.css'

const kinds = ['all', 'amendment', 'answer'] as const

/** 澄清与变更: every amendment and every answered question of all tenders, the newest first; each leads to its place at its notice (P10). */
export function ChangesPage() {
  const { t } = useTranslation('changes')
  const [search, setSearch] = useSearchParams()
  const kind = useTab(kinds, 'kind')
  const found = changeFilters.flatMap((name) => {
    const value = search.get(name)
    return value === null || value === '' ? [] : [[name, value] as const]
  })
  const pages = useChanges({ ...Object.fromEntries(found), ...(kind === 'all' ? {} : { kind }) } as ChangesQuery)
  const [isNarrowing, setNarrowing] = useState(false)
  const count = found.filter(([name]) => name !== 'q').length
  const changes = pages.data?.pages.flatMap((page) => page.changes) ?? []
  const set = (values: Readonly<Record<string, string>>) => {
    const next = new URLSearchParams(search)
    for (const [name, value] of Object.entries(values)) {
      if (value === '') next.delete(name)
      else next.set(name, value)
    }
    setSearch(next)
  }
  return (
    <div className="wrap search-page">
      <PageTitle title={t('title')} />
      <h1 className="t28">{t('title')}</h1>
      <p className="t14 ink3">{t('lead')}</p>
      <div className="tools">
        <SearchBox key={search.get('q')} words={search.get('q') ?? ''} onSearch={(q) => set({ q })} />
        <Button
          className="only-narrow"
          aria-expanded={isNarrowing}
          aria-controls="change-filters"
          onClick={() => setNarrowing(!isNarrowing)}
        >
          <Icon name="filter" />
          {t('filters')}
          {count > 0 && <span className="badge">{count}</span>}
        </Button>
      </div>
      <Tabs
        label={t('kinds')}
        param="kind"
        current={kind}
        tabs={kinds.map((key) => ({ key, title: t(key === 'all' ? 'all' : `kind.${key}`) }))}
      />
      <div className="found">
        <section aria-label={t('list')} aria-busy={pages.isFetching}>
          {pages.isPending && <PageLoading what={t('loading')} />}
          {pages.isError && <ProblemState error={pages.error} onRetry={() => void pages.refetch()} />}
          {pages.isSuccess && changes.length === 0 && (
            <EmptyState title={t(found.length > 0 ? 'noneFound' : 'none')}>
              {found.length > 0 ? <Link to="/changes">{t('showAll')}</Link> : <Link to="/tenders">{t('toTenders')}</Link>}
            </EmptyState>
          )}
          {changes.length > 0 && (
            <>
              <ul className="changes">
                {changes.map((change) => (
                  <ChangeItem key={change.sha256} change={change} />
                ))}
              </ul>
              <Pagination
                count={changes.length}
                hasMore={pages.hasNextPage}
                isLoading={pages.isFetchingNextPage}
                onMore={() => void pages.fetchNextPage()}
              />
            </>
          )}
        </section>
        <aside aria-label={t('narrow')} id="change-filters" className={isNarrowing ? 'is-open' : 'only-wide'}>
          <ChangeFilters search={search} onChange={set} />
        </aside>
      </div>
    </div>
  )
}
