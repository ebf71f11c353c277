import { ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Navigate, Outlet, ScrollRestoration, useLocation } from 'react-router'
import { DemoBanner } from '../features/frame/demo-banner.tsx'
import { OfflineBar } from '../features/frame/offline-bar.tsx'
import { useSession } from '../features/identity/session.ts'
import { preferences } from '../platform/preferences.ts'
import { useStore } from '../platform/store.ts'
import { themeOf } from '../theme.ts'
import { Icon } from '../ui/icon.tsx'
import { Logo } from '../ui/logo.tsx'
import { PageLoading } from '../ui/page-state.tsx'
import { ServerClock } from '../ui/server-clock.tsx'
import { PersonMenu } from './person-menu.tsx'
import { CareSwitch, LanguageSwitch } from './preference-switches.tsx'
import { SessionWatch } from './session-watch.tsx'
import { SideNav } from './side-nav.tsx'
import './frame.css'

/** The frame of the workbenches: whoever is not signed in is asked to, and comes back to where it wanted. */
export function WorkbenchLayout() {
  const { t } = useTranslation()
  const session = useSession()
  const { language, isCareMode } = useStore(preferences)
  const { pathname, search, key } = useLocation()
  const [openAt, setOpenAt] = useState<string>()
  if (session.state === 'restoring') return <PageLoading />
  if (session.state !== 'signed-in')
    return (
      <Navigate
        to={`/sign-in?next=${encodeURIComponent(pathname + search)}${session.state === 'ended' ? '&ended=1' : ''}`}
        replace
      />
    )
  const isOpen = openAt === key
  return (
    <ConfigProvider button={{ autoInsertSpace: false }} locale={language === 'en' ? enUS : zhCN} theme={themeOf(isCareMode)}>
      <div className="frame work">
        <a className="skip" href="#main">
          {t('action.skip')}
        </a>
        <DemoBanner />
        <OfflineBar />
        <header className="bar">
          <div className="bar-in">
            <button
              type="button"
              className="btn ghost work-menu"
              aria-expanded={isOpen}
              aria-controls="places"
              onClick={() => setOpenAt(isOpen ? undefined : key)}
            >
              <Icon name={isOpen ? 'cross' : 'menu'} size={20} />
              <span className="sr">{t('frame.menu')}</span>
            </button>
            <Link className="brand" to="/" aria-label={t('work.toPortal')}>
              <Logo />
              <b className="only-wide">{t('brand.name')}</b>
            </Link>
            <span className="t13 ink3 only-wide party">{session.me.party.name}</span>
            <span className="grow" />
            <span className="t13 ink3 only-wide when-broad">
              <ServerClock />
            </span>
            <span className="only-wide row g12 t13">
              <CareSwitch />
              <Link to="/help">{t('channel.help')}</Link>
              <LanguageSwitch />
            </span>
            <PersonMenu />
          </div>
        </header>
        <div className="work-in">
          <div id="places" className={`work-side ${isOpen ? 'open' : ''}`}>
            <SideNav />
            <div className="row flow only-narrow">
              <CareSwitch />
              <Link to="/help">{t('channel.help')}</Link>
              <LanguageSwitch />
            </div>
          </div>
          <main id="main" className="workbench" tabIndex={-1}>
            <SessionWatch />
            <Suspense fallback={<PageLoading />}>
              <Outlet />
            </Suspense>
          </main>
        </div>
        <ScrollRestoration />
      </div>
    </ConfigProvider>
  )
}
