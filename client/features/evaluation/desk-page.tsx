import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { areScoresShown } from '#shared/lifecycle/evaluation.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { Tag } from '../../ui/tag.tsx'
import { CommitteeCard } from './committee-card.tsx'
import { ConflictButton } from './conflict-button.tsx'
import { PricesPanel } from './prices-panel.tsx'
import { Stages } from './progress-card.tsx'
import { Questions } from './questions.tsx'
import { ConcludePanel, ReReviewPanel } from './re-review-panel.tsx'
import { ReportPanel } from './report-panel.tsx'
import { ReviewPanel } from './review-panel.tsx'
import { ScoringPanel } from './scoring-panel.tsx'
import { SeatedPanel } from './seated-panel.tsx'
import { TotalsPanel } from './totals-panel.tsx'
import type { Desk, Progress } from './use-evaluation.ts'
import { whatNext } from './what-next.ts'

/** A member's desk, or the regulator's view of it: what is to be done now stands first. */
export function DeskPage({ desk, progress }: { readonly desk: Desk; readonly progress: Progress }) {
  const { t } = useTranslation('evaluation')
  const next = whatNext(desk)
  const isScoring = desk.state === 'scoring' && desk.seat !== null
  return (
    <div className={`stack-16 desk ${isScoring ? 'desk-wide' : ''}`}>
      <PageTitle title={`${t('title')} · ${desk.title}`} />
      <header className="row between flow">
        <div>
          <h1>{t('titleOf', { title: desk.title })}</h1>
          <p className="t13 ink3">
            <span className="mono">{desk.code}</span> · {t('round', { round: desk.round })} ·{' '}
            <Link to={`/tenders/${desk.tender}`}>{t('toNotice')}</Link> · <Link to={`/draws/${desk.tender}`}>{t('toDraw')}</Link>
          </p>
        </div>
        <span className="row flow">
          {desk.plan.isBlind && <Tag icon="eye-off">{t('blind')}</Tag>}
          {desk.seat !== null && (
            <Tag tone="blue" icon="person">
              {t('ownSeat', { seat: desk.seat })}
            </Tag>
          )}
          {desk.seat === null && <Tag icon="shield">{t('watching')}</Tag>}
          {desk.seat !== null && <ConflictButton desk={desk} />}
        </span>
      </header>
      {progress.isSuspended && <StatusLine tone="warn" isSlim head={t('suspended')} />}
      <StatusLine tone={next.tone} isSlim head={t(`next.${next.key}.head`, next.facts)}>
        {t(`next.${next.key}.do`, next.facts)}
      </StatusLine>
      {!isScoring && <Stages progress={progress} />}
      {desk.state === 'seated' && <SeatedPanel desk={desk} />}
      {desk.state === 'preliminary' && <ReviewPanel desk={desk} />}
      {isScoring && <ScoringPanel desk={desk} />}
      {desk.reReview !== null && <ReReviewPanel desk={desk} reReview={desk.reReview} />}
      {areScoresShown(desk.state) && <TotalsPanel desk={desk} />}
      {desk.reReview !== null && <ConcludePanel desk={desk} reReview={desk.reReview} />}
      {desk.state === 'pricing' && <PricesPanel desk={desk} />}
      {desk.report !== null && <ReportPanel desk={desk} report={desk.report} />}
      {desk.state !== 'seated' && <Questions desk={desk} />}
      <CommitteeCard desk={desk} />
    </div>
  )
}
