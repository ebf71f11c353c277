import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { EmptyState } from '../ui/page-state.tsx'
import { PageTitle } from '../ui/page-title.tsx'

/** An address nothing stands at. */
export function PageNotFound() {
  const { t } = useTranslation()
  return (
    <div className="wrap" style={{ paddingTop: 40 }}>
      <PageTitle title={t('state.notFound')} />
      <EmptyState title={t('state.notFound')} isWholePage>
        <Link to="/">{t('action.home')}</Link>
      </EmptyState>
    </div>
  )
}
