import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { useHasRole, useMay } from '../identity/session.ts'
import { AskedPanel } from './asked-panel.tsx'
import { DeskPage } from './desk-page.tsx'
import { ProgressCard } from './progress-card.tsx'
import { QualificationPanel } from './qualification-panel.tsx'
import { isProblem, useAsked, useDesk, useProgress, useQualification } from './use-evaluation.ts'
import './evaluation.css'

/** One evaluation: a member's desk, the check of qualification of those who run the tender (G6), a bidder's questions, or how far it is for whoever may know no more. */
export function EvaluationPage() {
  const { t } = useTranslation('evaluation')
  const { tender = '' } = useParams()
  const progress = useProgress(tender)
  const isBegun = progress.data !== undefined
  const mayHaveDesk = useMay('getEvaluationDesk')
  const isBidder = useHasRole('bidder')
  const desk = useDesk(tender, isBegun && mayHaveDesk)
  const mayCheck = useMay('qualifyBidders')
  const checked = useQualification(tender, useMay('getQualification') && isBegun)
  const asked = useAsked(tender, isBegun && isBidder)
  if (isProblem(progress.error, 'evaluation-not-begun'))
    return (
      <EmptyState title={t('notBegun.title')} isWholePage>
        <p>{t('notBegun.text')}</p>
        <Link to={`/draws/${tender}`}>{t('toDraw')}</Link>
      </EmptyState>
    )
  if (progress.error !== null) return <ProblemState isWholePage error={progress.error} onRetry={() => void progress.refetch()} />
  if (progress.data === undefined || desk.isLoading || asked.isLoading || checked.isLoading)
    return <PageLoading what={t('loading')} />
  const isOutside = isProblem(desk.error, 'not-on-committee') || isProblem(desk.error, 'forbidden')
  const qualification = checked.data === undefined ? null : <QualificationPanel checked={checked.data} mayCheck={mayCheck} />
  if (desk.data !== undefined)
    return (
      <div className="stack-16">
        <DeskPage desk={desk.data} progress={progress.data} />
        {qualification}
      </div>
    )
  if (desk.error !== null && !isOutside)
    return <ProblemState isWholePage error={desk.error} onRetry={() => void desk.refetch()} />
  return (
    <div className="stack-16">
      <PageTitle title={t('title')} />
      <h1>{t('title')}</h1>
      {asked.error !== null && <ProblemState error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.data !== undefined && <AskedPanel tender={tender} questions={asked.data.questions} />}
      {checked.error !== null && !isProblem(checked.error, 'not-a-participant') && (
        <ProblemState error={checked.error} onRetry={() => void checked.refetch()} />
      )}
      {qualification}
      <ProgressCard progress={progress.data} />
    </div>
  )
}
