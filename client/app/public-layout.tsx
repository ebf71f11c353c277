import { Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Outlet, ScrollRestoration } from 'react-router'
import { DemoBanner } from '../features/frame/demo-banner.tsx'
import { OfflineBar } from '../features/frame/offline-bar.tsx'
import { PageLoading } from '../ui/page-state.tsx'
import { Footer } from './footer.tsx'
import { Masthead } from './masthead.tsx'
import './frame.css'

/** The frame of the public pages. */
export function PublicLayout() {
  const { t } = useTranslation()
  useEffect(() => {
    document.body.classList.add('public')
    return () => document.body.classList.remove('public')
  }, [])
  return (
    <div className="frame">
      <a className="skip" href="#main">
        {t('action.skip')}
      </a>
      <DemoBanner />
      <OfflineBar />
      <Masthead />
      <main id="main" tabIndex={-1}>
        <Suspense fallback={<PageLoading />}>
          <Outlet />
        </Suspense>
      </main>
      <Footer />
      <ScrollRestoration />
    </div>
  )
}
