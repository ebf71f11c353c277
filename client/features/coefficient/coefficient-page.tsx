import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { instantOf } from '#shared/primitives/instant.ts'
import { liveState } from '../../platform/live.ts'
import { useServerNow } from '../../platform/server-time.ts'
import { useStore } from '../../platform/store.ts'
import { beijingText } from '../../ui/beijing-time.ts'
import { shortDigest } from '../../ui/digest-chip.tsx'
import { Logo } from '../../ui/logo.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { StepLine, VerticalSteps } from '../../ui/steps.tsx'
import { DemoBanner } from '../frame/demo-banner.tsx'
import { OfflineBar } from '../frame/offline-bar.tsx'
import { useActor } from '../identity/session.ts'
import { useTender } from '../notices/use-tender.ts'
import { LanguageSwitch } from '../opening/hall-bar.tsx'
import { CoefficientChecks } from './coefficient-checks.tsx'
import { CoefficientStatus } from './coefficient-status.tsx'
import { Contributors } from './contributors.tsx'
import { CustodianPart } from './custodian-part.tsx'
import { LotCoefficients } from './lot-coefficients.tsx'
import { OwnPart } from './own-part.tsx'
import { type Coefficient, useCoefficient } from './use-coefficient.ts'
import '../experts/draw.css'
import './coefficient.css'

/** The publicly drawn coefficient, live and for everybody: who has committed, who has revealed, and what was drawn. */
export function CoefficientPage() {
  const { t } = useTranslation('coefficient')
  const { tender = '' } = useParams()
  const described = useTender(tender)
  const query = useCoefficient(tender)
  const error = described.error ?? query.error
  const title = described.data?.title ?? ''
  return (
    <div className="frame">
      <PageTitle title={`${t('title')} · ${title}`} />
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <DemoBanner />
      <OfflineBar />
      <Bar title={title} draw={query.data?.draw} />
      <main className="draw-shell" id="main" tabIndex={-1}>
        {error !== null ? (
          <ProblemState error={error} onRetry={() => void Promise.all([described.refetch(), query.refetch()])} />
        ) : query.data === undefined ? (
          <PageLoading what={t('loading')} />
        ) : query.data === null ? (
          <EmptyState title={t('none')}>
            <Link to={`/tenders/${tender}`}>{t('toNotice')}</Link>
          </EmptyState>
        ) : (
          <LiveCoefficient coefficient={query.data} custodians={described.data?.custodians ?? []} />
        )}
      </main>
    </div>
  )
}

function LiveCoefficient({
  coefficient,
  custodians,
}: {
  readonly coefficient: Coefficient
  readonly custodians: readonly { readonly i: number; readonly keySpki: string }[]
}) {
  const { t } = useTranslation('coefficient')
  const actor = useActor()
  const order = ['committing', 'confirming', 'revealing', 'drawn'] as const
  const now = coefficient.state === 'void' ? order.length : order.indexOf(coefficient.state)
  const steps = order.map((step, index) => ({
    key: step,
    title: t(`step.${step}`),
    state:
      coefficient.state === 'void'
        ? ('later' as const)
        : index < now || coefficient.state === 'drawn'
          ? ('done' as const)
          : index === now
            ? ('now' as const)
            : ('later' as const),
  }))
  return (
    <>
      {coefficient.isSuspended && <StatusLine isSlim tone="warn" head={t('suspended')} />}
      <CoefficientStatus coefficient={coefficient} />
      <div className="draw-steps only-wide">
        <StepLine label={t('steps')} steps={steps} />
      </div>
      <div className="only-narrow">
        <VerticalSteps label={t('steps')} steps={steps} />
      </div>
      <div className="draw-main">
        <div className="stack-24">
          {actor !== undefined && custodians.length > 0 && (
            <OwnPart coefficient={coefficient} party={actor.party} custodians={custodians} />
          )}
          {actor?.roles.includes('custodian') === true && <CustodianPart coefficient={coefficient} />}
          <LotCoefficients coefficient={coefficient} />
          <Contributors coefficient={coefficient} />
        </div>
        <CoefficientChecks coefficient={coefficient} />
      </div>
    </>
  )
}

function Bar({ title, draw }: { readonly title: string; readonly draw: string | undefined }) {
  const { t } = useTranslation('coefficient')
  const now = useServerNow()
  const live = useStore(liveState)
  return (
    <header className="bar">
      <div className="bar-in draw-bar">
        <Link className="brand" to="/" aria-label={t('home')}>
          <Logo />
        </Link>
        <div className="ttl grow">
          <h1 className="t14 b">{t('titleOf', { title })}</h1>
          <span>
            {draw !== undefined && <span className="mono">{shortDigest(draw)}</span>} {t('public')}
          </span>
        </div>
        {live === 'lost' && (
          <span className="tag warn" role="status">
            {t('lost')}
          </span>
        )}
        <LanguageSwitch />
        <div className="tm">
          <b>{beijingText(instantOf(now)).slice(11)}</b>
          <span>{t('serverTime')}</span>
        </div>
      </div>
    </header>
  )
}
