import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Outlet, ScrollRestoration } from 'react-router'
import { PageLoading } from '../ui/page-state.tsx'

/** The frame of the public pages. */
export function PublicLayout() {
  const { t } = useTranslation()
  return (
    <div className="public">
      <a className="skip" href="#main">
        {t('action.skip')}
      </a>
      <main id="main">
        <Suspense fallback={<PageLoading />}>
          <Outlet />
        </Suspense>
      </main>
      <ScrollRestoration />
    </div>
  )
}
