import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'

/** Asks for the next page of a list that is read by cursor; says how much is shown and when there is no more. */
export function Pagination({ count, hasMore, isLoading, onMore }: PaginationProps) {
  const { t } = useTranslation()
  return (
    <div className="pager">
      <span className="t13 ink3" role="status">
        {t(hasMore ? 'ui.pager.shown' : 'ui.pager.all', { count })}
      </span>
      {hasMore && (
        <Button onClick={onMore} isBusy={isLoading}>
          {t(isLoading ? 'ui.pager.loading' : 'ui.pager.more')}
        </Button>
      )}
    </div>
  )
}

interface PaginationProps {
  /** Rows shown so far. */
  readonly count: number
  readonly hasMore: boolean
  readonly isLoading: boolean
  readonly onMore: () => void
}
