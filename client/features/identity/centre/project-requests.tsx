import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listProjectsContract } from '#shared/contracts/projects.ts'
import { api } from '../../../platform/api.ts'
import { DateTime } from '../../../ui/date-time.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../../ui/page-state.tsx'
import { Pagination } from '../../../ui/pagination.tsx'
import { useQueue } from './use-queue.ts'

/** Projects that wait for the centre; each is looked at and decided on its own page. */
export function ProjectRequests() {
  const { t } = useTranslation('identity')
  const queue = useQueue(['projects', 'registered'], async (after) => {
    const query = { state: 'registered' as const, ...(after === undefined ? {} : { after }) }
    const { projects, next } = await api.call(listProjectsContract, { query })
    return { items: projects, next }
  })
  if (queue.error !== null) return <ProblemState error={queue.error} onRetry={queue.retry} />
  if (queue.items === undefined) return <PageLoading what={t('centre.loading')} />
  if (queue.items.length === 0) return <EmptyState title={t('centre.none.projects')} />
  return (
    <div className="stack-16">
      <ul className="entries">
        {queue.items.map(({ id, name, tendererName, agencyName, regionName, registeredAt }) => (
          <li key={id}>
            <Link className="b" to={`/work/projects/${id}`}>
              {name}
            </Link>
            <p className="t13 ink3">
              {[tendererName, agencyName, regionName].filter(Boolean).join(' · ')} · {t('centre.askedAt')}{' '}
              <DateTime at={registeredAt} precision="minute" />
            </p>
          </li>
        ))}
      </ul>
      <Pagination count={queue.items.length} hasMore={queue.hasMore} isLoading={queue.isLoading} onMore={queue.more} />
    </div>
  )
}
