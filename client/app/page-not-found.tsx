import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { EmptyState } from '../ui/page-state.tsx'

/** An address nothing stands at. */
export function PageNotFound() {
  const { t } = useTranslation()
  return (
    <div className="wrap" style={{ paddingTop: 40 }}>
      <EmptyState title={t('state.notFound')}>
        <Link to="/">{t('action.home')}</Link>
      </EmptyState>
    </div>
  )
}
