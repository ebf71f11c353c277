import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ProblemError } from '#shared/contracts/client.ts'
import { EmptyState, ProblemState } from '../../ui/page-state.tsx'

/** Why there is nothing to show: mostly that the committee has not reported yet. */
export function AwardsProblem({ tender, error, onRetry }: AwardsProblemProps) {
  const { t } = useTranslation('awards')
  if (!(error instanceof ProblemError && error.problem.code === 'award-not-begun'))
    return <ProblemState isWholePage error={error} onRetry={onRetry} />
  return (
    <EmptyState title={t('notBegun')} isWholePage>
      <p className="ink3">{t('notBegunDo')}</p>
      <p className="row flow">
        <Link to={`/tenders/${tender}`}>{t('toNotice')}</Link>
        <Link to={`/openings/${tender}`}>{t('toRecord')}</Link>
      </p>
    </EmptyState>
  )
}

interface AwardsProblemProps {
  readonly tender: string
  readonly error: unknown
  readonly onRetry: () => void
}
