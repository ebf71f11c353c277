import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { DemoBanner } from '../frame/demo-banner.tsx'
import { OfflineBar } from '../frame/offline-bar.tsx'
import { useTender } from '../notices/use-tender.ts'
import { CommitteeCard } from './committee-card.tsx'
import { DrawBar } from './draw-bar.tsx'
import { DrawChecks } from './draw-checks.tsx'
import { DrawFunnel } from './draw-funnel.tsx'
import { DrawParties } from './draw-parties.tsx'
import { DrawRanks } from './draw-ranks.tsx'
import { DrawStatus } from './draw-status.tsx'
import { DrawSteps } from './draw-steps.tsx'
import { EarlierNames } from './earlier-names.tsx'
import { type Draw, type DrawLine, useDraw, useDraws } from './use-draw.ts'
import './draw.css'

/** The draw of a committee, live and for everybody: what is fixed, who has committed, who is called by rank, and that it can be checked. */
export function DrawPage() {
  const { t } = useTranslation('experts')
  const { tender = '' } = useParams()
  const [search] = useSearchParams()
  const described = useTender(tender)
  const draws = useDraws(tender)
  const wanted = Number(search.get('attempt'))
  const line = draws.data?.find(({ attempt }) => attempt === wanted) ?? draws.data?.at(-1)
  const draw = useDraw(tender, line?.draw)
  const error = described.error ?? draws.error ?? draw.error
  const title = described.data?.title ?? ''
  return (
    <div className="frame">
      <PageTitle title={`${t('draw.title')} · ${title}`} />
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <DemoBanner />
      <OfflineBar />
      <DrawBar title={title} draw={draw.data} tender={tender} />
      <main className="draw-shell" id="main" tabIndex={-1}>
        {error !== null ? (
          <ProblemState error={error} onRetry={() => void Promise.all([described.refetch(), draws.refetch(), draw.refetch()])} />
        ) : draws.data === undefined || draw.isLoading ? (
          <PageLoading what={t('draw.loading')} />
        ) : draw.data === undefined ? (
          <EmptyState title={t('draw.none')}>
            <p>{t('draw.noneText')}</p>
            <Link to={`/tenders/${tender}`}>{t('draw.toNotice')}</Link>
          </EmptyState>
        ) : (
          <LiveDraw
            draw={draw.data}
            attempts={draws.data}
            isStill={draws.isStill}
            isSuspended={described.data?.isSuspended === true}
          />
        )}
      </main>
    </div>
  )
}

function LiveDraw({
  draw,
  attempts,
  isStill,
  isSuspended,
}: {
  readonly draw: Draw
  readonly attempts: readonly DrawLine[]
  readonly isStill: boolean
  readonly isSuspended: boolean
}) {
  const { t } = useTranslation('experts')
  const isPooled = draw.state !== 'proposed'
  const completed = attempts.find((line) => line.draw === draw.completes)
  const checked = useQuery({
    // Once for each step: a full hall does not fetch everything with every call.
    queryKey: ['draw-check', draw.draw, draw.state],
    queryFn: async () => (await import('./draw-tasks.ts')).checkDraw(draw.draw),
    enabled: isPooled,
    staleTime: Infinity,
    // What has just happened stands under a signed checkpoint a moment later.
    refetchInterval: ({ state }) => (state.data?.ok === false && state.dataUpdateCount < 3 ? 3000 : false),
  })
  return (
    <>
      {isSuspended && <StatusLine isSlim tone="warn" head={t('draw.suspended')} />}
      <DrawStatus draw={draw} checked={checked.data} />
      <EarlierNames draw={draw} lines={attempts} />
      {attempts.length > 1 && (
        <nav className="row flow t13" aria-label={t('draw.attempts')}>
          {attempts.map(({ attempt, state, completes }) => (
            <Link
              key={attempt}
              to={{ search: `?attempt=${attempt}` }}
              aria-current={attempt === draw.attempt ? 'page' : undefined}
            >
              {t(completes === null ? 'draw.attempt' : 'supplement.attempt', { attempt })} · {t(`drawState.${state}`)}
            </Link>
          ))}
          {draw.reason !== null && (
            <span className="ink3">
              {t(draw.completes === null ? 'draw.reason' : 'supplement.reasonOf', { reason: draw.reason })}
            </span>
          )}
        </nav>
      )}
      {completed !== undefined && (
        <p className="t13">
          {t('supplement.of', { attempt: completed.attempt })}{' '}
          <Link to={{ search: `?attempt=${completed.attempt}` }}>{t('supplement.toFirst')}</Link>
        </p>
      )}
      <DrawSteps draw={draw} firstAt={checked.data?.firstAt} />
      <div className="draw-main">
        <div>
          <DrawParties draw={draw} checked={checked.data} isStill={isStill} />
          <DrawFunnel draw={draw} />
          <DrawRanks draw={draw} isStill={isStill} />
          <CommitteeCard draw={draw} lines={attempts} />
        </div>
        <DrawChecks
          draw={draw}
          checked={checked.data}
          isChecking={checked.isFetching}
          error={checked.error}
          onAgain={() => void checked.refetch()}
        />
      </div>
    </>
  )
}
