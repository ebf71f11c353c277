import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { lazyPart } from '../../ui/lazy-part.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { FilterChips } from './filter-chips.tsx'
import { SavedSearches } from './saved-searches-card.tsx'
import { SearchBox } from './search-box.tsx'
import { filtersOf, narrowing, withFilters, withoutFilters } from './search-state.ts'
import { SearchTools } from './search-tools.tsx'
import { TenderList } from './tender-list.tsx'
import { useTenderPages } from './use-tender-pages.ts'
import './search.css'

const FilterPanel = lazyPart(() => import('./filter-panel.tsx').then(({ FilterPanel }) => ({ default: FilterPanel })))

const channels = ['active', 'bidding', 'closed', 'opening', 'opened', 'failed', 'terminated', 'all'] as const

/** The list of tenders with every filter the server knows; what is chosen stands in the address. */
export function SearchPage() {
  const { t } = useTranslation(['search', 'notices'])
  const [search, setSearch] = useSearchParams()
  const [isPanelOpen, setPanelOpen] = useState(false)
  const pages = useTenderPages(filtersOf(search))
  const tenders = pages.data?.pages.flatMap((page) => page.tenders) ?? []
  const count = narrowing(search).length
  const current = search.get('status') ?? (search.get('scope') === 'all' ? 'all' : 'active')
  const isNamed = current === 'opened' || current === 'failed' || current === 'terminated'
  const title = t(isNamed ? `search.titleOf.${current}` : 'search.title')
  return (
    <div className="wrap search-page">
      <PageTitle title={title} />
      <h1 className="t28">{title}</h1>
      <div className="tools">
        <SearchBox key={search.get('q')} words={search.get('q') ?? ''} onSearch={(q) => setSearch(withFilters(search, { q }))} />
        <Button onClick={() => setPanelOpen(true)} aria-haspopup="dialog">
          <Icon name="filter" />
          {t('search.filters')}
          {count > 0 && <span className="badge">{count}</span>}
        </Button>
      </div>
      <nav className="tabs" aria-label={t('search.channels')}>
        {channels.map((channel) => {
          const isScope = channel === 'active' || channel === 'all'
          const next = withFilters(search, {
            status: isScope ? '' : channel,
            scope: channel === 'all' ? 'all' : '',
          })
          return (
            <Link key={channel} to={{ search: next.toString() }} aria-current={current === channel ? 'page' : undefined}>
              {isScope ? t(`search.scope.${channel}`) : t(`state.${channel}`, { ns: 'notices' })}
            </Link>
          )
        })}
      </nav>
      <FilterChips search={search} />
      <div className="found">
        <section aria-label={t('search.results')} aria-busy={pages.isFetching}>
          {pages.isPending && <PageLoading what={t('search.loading')} />}
          {pages.isError && <ProblemState error={pages.error} onRetry={() => void pages.refetch()} />}
          {pages.isSuccess && tenders.length === 0 && (
            <EmptyState title={t('search.none')}>
              <p>{t(current === 'active' ? 'search.noneActive' : 'search.noneDo')}</p>
              <p className="row">
                {current === 'active' && (
                  <Link to={{ search: withFilters(search, { scope: 'all' }).toString() }}>{t('search.lookEverywhere')}</Link>
                )}
                {count > 0 && <Link to={{ search: withoutFilters(search).toString() }}>{t('search.clear')}</Link>}
              </p>
            </EmptyState>
          )}
          {tenders.length > 0 && (
            <>
              <TenderList tenders={tenders} newSince={search.get('since') ?? undefined} />
              <Pagination
                count={tenders.length}
                hasMore={pages.hasNextPage}
                isLoading={pages.isFetchingNextPage}
                onMore={() => void pages.fetchNextPage()}
              />
            </>
          )}
        </section>
        <aside aria-label={t('search.aside')}>
          <SearchTools search={search} onSort={(sort) => setSearch(withFilters(search, { sort }))} />
          <SavedSearches search={search} />
        </aside>
      </div>
      {isPanelOpen && (
        <Suspense fallback={<PageLoading />}>
          <FilterPanel
            search={search}
            onClose={() => setPanelOpen(false)}
            onApply={(next) => {
              setSearch(next)
              setPanelOpen(false)
            }}
          />
        </Suspense>
      )}
    </div>
  )
}
