import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useRouteError } from 'react-router'
import { ProblemError } from '#shared/contracts/client.ts'
import { ProblemState } from '../ui/page-state.tsx'
import { PageTitle } from '../ui/page-title.tsx'

/** A page that crashed: says so, offers to load it again; what was saved is safe at the server or in this browser. */
export function PageFailed() {
  const { t } = useTranslation('common', { useSuspense: false })
  const error = useRouteError()
  // As if nobody had caught it: tools and tests hear of it.
  useEffect(() => reportError(error), [error])
  const reload = () => location.reload()
  return (
    <main className="wrap" style={{ paddingTop: 40 }}>
      {error instanceof ProblemError ? (
        <ProblemState isWholePage error={error} onRetry={reload} />
      ) : (
        <div className="status bad" role="alert">
          <PageTitle title={t('state.crashed.title')} />
          <div className="grow">
            <h1 className="head">{t('state.crashed.title')}</h1>
            <p className="do">{t('state.crashed.detail')}</p>
          </div>
          <button type="button" className="btn" onClick={reload}>
            {t('action.reload')}
          </button>
        </div>
      )}
    </main>
  )
}
