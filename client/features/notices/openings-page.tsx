import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { instantOf } from '#shared/primitives/instant.ts'
import { serverNow, useServerNow } from '../../platform/server-time.ts'
import { beijingDay, beijingText } from '../../ui/beijing-time.ts'
import { ClosesIn } from '../../ui/clock.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { MiniSeal } from '../../ui/mini-seal.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { StateTag } from './state-tag.tsx'
import { sealsOfState, shownState, type TenderRow } from './tender-state.ts'
import { useTenderPages } from './use-tender-pages.ts'
import './openings.css'

/** Openings of today and of the days to come, or from a day that the address names (`?from=2026-11-22`), with the way into each hall. */
export function OpeningsPage() {
  const { t } = useTranslation('search')
  const [search, setSearch] = useSearchParams()
  const today = beijingDay(instantOf(serverNow()))
  const from = /^\d{4}-\d{2}-\d{2}$/.exec(search.get('from') ?? '')?.[0] ?? today
  const pages = useTenderPages({ scope: 'all', dateKind: 'deadline', dateFrom: from, sort: 'closing', limit: 50 })
  const tenders = pages.data?.pages.flatMap((page) => page.tenders) ?? []
  const days = byDay(tenders)
  return (
    <div className="wrap openings">
      <PageTitle title={t('openings.title')} />
      <div className="row between flow">
        <div>
          <h1 className="t28">{t('openings.title')}</h1>
          <p className="t14 ink3">{t('openings.note')}</p>
        </div>
        <Field label={t('openings.from')}>
          {(control) => (
            <Input
              {...control}
              type="date"
              value={from}
              onChange={({ target }) => setSearch(target.value === '' || target.value === today ? {} : { from: target.value })}
            />
          )}
        </Field>
      </div>
      {pages.isPending && <PageLoading what={t('openings.loading')} />}
      {pages.isError && <ProblemState error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.isSuccess && tenders.length === 0 && (
        <EmptyState title={t('openings.none')}>
          <Link to="/tenders?status=opened">{t('openings.noneDo')}</Link>
        </EmptyState>
      )}
      {days.map(([day, ofDay]) => (
        <section key={day} aria-labelledby={`day-${day}`}>
          <h2 id={`day-${day}`} className="t18">
            {day} {day === today && <span className="t13 ink3">{t('openings.today')}</span>}
          </h2>
          <ul>
            {ofDay.map((tender) => (
              <Opening key={tender.id} tender={tender} />
            ))}
          </ul>
        </section>
      ))}
      {tenders.length > 0 && (
        <Pagination
          count={tenders.length}
          hasMore={pages.hasNextPage}
          isLoading={pages.isFetchingNextPage}
          onMore={() => void pages.fetchNextPage()}
        />
      )}
    </div>
  )
}

/** The server lists what is still running first; here a day is a day. */
function byDay(tenders: readonly TenderRow[]): readonly (readonly [string, readonly TenderRow[]])[] {
  const days = new Map<string, TenderRow[]>()
  for (const tender of tenders) {
    const day = beijingDay(tender.deadlineAt)
    days.set(day, [...(days.get(day) ?? []), tender])
  }
  return [...days].sort(([left], [right]) => left.localeCompare(right))
}

function Opening({ tender }: { readonly tender: TenderRow }) {
  const { t } = useTranslation('search')
  const state = shownState(tender, useServerNow())
  const hasHall = state !== 'bidding' && state !== 'suspended' && state !== 'terminated'
  return (
    <li>
      <time dateTime={tender.deadlineAt}>{beijingText(tender.deadlineAt, 'time')}</time>
      <MiniSeal {...sealsOfState[state]} size={24} />
      <div className="grow">
        <Link className="ttl" to={`/tenders/${tender.id}`}>
          {tender.title}
        </Link>
        <p className="t13 ink3">
          {tender.tendererName} · {tender.regionName} · {tender.code}
        </p>
      </div>
      <StateTag state={state} />
      <span className="when">
        {state === 'bidding' ? (
          <ClosesIn until={tender.deadlineAt} />
        ) : hasHall ? (
          <Link to={`/openings/${tender.id}`}>
            {t(state === 'opened' ? 'openings.record' : state === 'failed' ? 'openings.see' : 'openings.hall')}
          </Link>
        ) : null}
      </span>
    </li>
  )
}
