import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useRouteError } from 'react-router'
import { ProblemError } from '#shared/contracts/client.ts'
import { PartNotLoaded } from '../ui/lazy-part.tsx'
import { ProblemState } from '../ui/page-state.tsx'
import { PageTitle } from '../ui/page-title.tsx'

/** A page that crashed: says so, offers to load it again; what was saved is safe at the server or in this browser. */
export function PageFailed() {
  const { t } = useTranslation('common', { useSuspense: false })
  const error = useRouteError()
  const isNotLoaded = error instanceof PartNotLoaded
  useEffect(() => {
    // As if nobody had caught it: tools and tests hear of it. That the network broke off is nobody's fault.
    if (!(error instanceof PartNotLoaded)) reportError(error)
  }, [error])
  const reload = () => location.reload()
  const said = isNotLoaded ? 'notLoaded' : 'crashed'
  return (
    <main className="wrap" style={{ paddingTop: 40 }}>
      {error instanceof ProblemError ? (
        <ProblemState isWholePage error={error} onRetry={reload} />
      ) : (
        <div className="status bad" role="alert">
          <PageTitle title={t(`state.${said}.title`)} />
          <div className="grow">
            <h1 className="head">{t(`state.${said}.title`)}</h1>
            <p className="do">{t(`state.${said}.detail`)}</p>
          </div>
          <button type="button" className="btn" onClick={reload}>
            {t('action.reload')}
          </button>
        </div>
      )}
    </main>
  )
}
