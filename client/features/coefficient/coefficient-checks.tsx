import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { download } from '../../platform/download.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import type { Coefficient } from './use-coefficient.ts'

/** That anybody can draw it again: here and now by this browser, elsewhere from the bundle. */
export function CoefficientChecks({ coefficient: { tender, draw, state } }: { readonly coefficient: Coefficient }) {
  const { t } = useTranslation('coefficient')
  const checked = useQuery({
    queryKey: ['coefficient-check', draw, state],
    queryFn: async () => (await import('./coefficient-tasks.ts')).checkCoefficient(tender),
    staleTime: Infinity,
    // What has just happened stands under a signed checkpoint a moment later.
    refetchInterval: ({ state: query }) => (query.data?.ok === false && query.dataUpdateCount < 3 ? 3000 : false),
  })
  const { data } = checked
  return (
    <Card title={t('checks.title')}>
      <div className="stack-12">
        {checked.error !== null ? (
          <ProblemState error={checked.error} onRetry={() => void checked.refetch()} />
        ) : data === undefined ? (
          <PageLoading what={t('checks.loading')} />
        ) : (
          <>
            <StatusLine
              tone={data.ok ? 'ok' : 'bad'}
              isSlim
              head={t(data.ok ? (data.isDrawn ? 'checks.drawn' : 'checks.soFar') : 'checks.failed', { count: data.count })}
            >
              {data.failed.length > 0 && (
                <ul className="mono t12 wrap-any">
                  {data.failed.map(({ name, subject, why }) => (
                    <li key={`${name} ${subject ?? ''}`}>
                      {name} {why}
                    </li>
                  ))}
                </ul>
              )}
            </StatusLine>
            <p className="t13 ink3">{t('checks.how')}</p>
            <div>
              <Button size="sm" onClick={() => download(`coefficient-${tender}.json`, data.bundle)}>
                {t('checks.bundle')}
              </Button>
            </div>
          </>
        )}
      </div>
    </Card>
  )
}
