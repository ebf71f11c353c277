import { ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { Suspense } from 'react'
import { Navigate, Outlet, useLocation } from 'react-router'
import { useSession } from '../features/identity/session.ts'
import { preferences } from '../platform/preferences.ts'
import { useStore } from '../platform/store.ts'
import { themeOf } from '../theme.ts'
import { PageLoading } from '../ui/page-state.tsx'

/** The frame of the workbenches: whoever is not signed in is asked to, and comes back to where it wanted. */
export function WorkbenchLayout() {
  const session = useSession()
  const { language, isCareMode } = useStore(preferences)
  const { pathname, search } = useLocation()
  if (session.state === 'restoring') return <PageLoading />
  if (session.state !== 'signed-in')
    return (
      <Navigate
        to={`/sign-in?next=${encodeURIComponent(pathname + search)}${session.state === 'ended' ? '&ended=1' : ''}`}
        replace
      />
    )
  return (
    <ConfigProvider locale={language === 'en' ? enUS : zhCN} theme={themeOf(isCareMode)}>
      <main id="main" className="workbench wrap">
        <Suspense fallback={<PageLoading />}>
          <Outlet />
        </Suspense>
      </main>
    </ConfigProvider>
  )
}
