import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ResultOf } from '#shared/contracts/contract.ts'
import type { listTendersContract } from '#shared/contracts/notices/public-list.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { serverNow } from '../../platform/server-time.ts'
import { beijingDay } from '../../ui/beijing-time.ts'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { SectionHead } from '../../ui/section-head.tsx'
import { TenderList } from './tender-list.tsx'

const SHOWN = 8
const DAY_MS = 86_400_000

/** What is open for bids now, nearest deadline first. */
export function HomeOpen({ open, error }: HomeOpenProps) {
  const { t } = useTranslation('notices')
  const now = serverNow()
  const today = beijingDay(instantOf(now))
  const threeDaysAgo = beijingDay(instantOf(now - 2 * DAY_MS))
  const count = open === undefined ? '' : `${open.tenders.length}${open.next === null ? '' : '+'}`
  return (
    <section aria-labelledby="open">
      <SectionHead
        id="open"
        title={t('open.title')}
        note={t('open.order')}
        extra={
          <Link className="t14" to="/tenders">
            {t('open.filter')}
          </Link>
        }
      />
      <nav className="tabs open-tabs" aria-label={t('open.quick')}>
        <Link to="/tenders?status=bidding">
          {t('open.all')}
          <span className="cnt">{count}</span>
        </Link>
        <Link to={`/tenders?status=bidding&dateKind=deadline&dateFrom=${today}&dateTo=${today}`}>{t('open.today')}</Link>
        <Link to={`/tenders?status=bidding&dateFrom=${threeDaysAgo}&dateTo=${today}&sort=newest`}>{t('open.fresh')}</Link>
        <Link to="/tenders?status=opening">{t('open.opening')}</Link>
      </nav>
      {error !== null && <ProblemState error={error} />}
      {open === undefined && error === null && <PageLoading what={t('open.loading')} />}
      {open?.tenders.length === 0 && (
        <EmptyState title={t('open.none')}>
          <Link to="/tenders?scope=all">{t('open.noneDo')}</Link>
        </EmptyState>
      )}
      {open !== undefined && open.tenders.length > 0 && (
        <>
          <TenderList tenders={open.tenders.slice(0, SHOWN)} />
          <p className="t14 more">
            <Link to="/tenders?status=bidding">{t('open.seeAll', { count })} →</Link>
          </p>
        </>
      )}
    </section>
  )
}

interface HomeOpenProps {
  readonly open: ResultOf<typeof listTendersContract> | undefined
  readonly error: Error | null
}
