import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { isReReview } from '#shared/lifecycle/evaluation.ts'
import { Card } from '../../ui/card.tsx'
import { ClosesIn } from '../../ui/clock.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { type Step, StepLine, VerticalSteps } from '../../ui/steps.tsx'
import type { Progress } from './use-evaluation.ts'

const stages = ['seated', 'preliminary', 'inquiring', 'scoring', 'totalled', 'signing', 'completed'] as const

/** Stages of an evaluation whose prices are opened later: shown while it is in one of them. */
const laterStages = ['awaiting-prices', 'pricing'] as const

/** Stages of a re-review, after the report that it takes up again (X13). */
const againStages = ['re-reviewing', 're-signing'] as const

/** How far the evaluation is, as everybody may know it: no names, no opinions (X3). */
export function ProgressCard({ progress }: { readonly progress: Progress }) {
  const { t } = useTranslation('evaluation')
  const { state, tender } = progress
  return (
    <Card
      title={t('progress.title')}
      extra={
        <span className="row flow t13">
          <Link to={`/draws/${tender}`}>{t('toDraw')}</Link>
          <Link to={`/tenders/${tender}`}>{t('toNotice')}</Link>
        </span>
      }
    >
      <div className="stack-16">
        <StatusLine
          isSlim
          tone={state === 'failed' || state === 'terminated' ? 'warn' : state === 'completed' ? 'ok' : 'plain'}
          head={t(`progress.head.${state}`)}
        >
          {t('progress.secret', { count: progress.seats })}
        </StatusLine>
        {progress.reReview !== null && (
          <StatusLine isSlim tone="warn" head={t(`changeCause.${progress.reReview.ground}`)}>
            {progress.reReview.reason}
          </StatusLine>
        )}
        {progress.isSuspended && <StatusLine isSlim tone="warn" head={t('suspended')} />}
        <Stages progress={progress} />
      </div>
    </Card>
  )
}

/** The stages of an evaluation, with the clock of the one under way. */
export function Stages({ progress: { state, stepEndsAt } }: { readonly progress: Pick<Progress, 'state' | 'stepEndsAt'> }) {
  const { t } = useTranslation('evaluation')
  const isLater = (laterStages as readonly string[]).includes(state)
  const before = isLater ? [...stages.slice(0, 4), ...laterStages, ...stages.slice(4)] : stages
  const shown = isReReview(state) ? [...before, ...againStages] : before
  const at = (shown as readonly string[]).indexOf(state)
  const steps = shown.map(
    (stage, index): Step => ({
      key: stage,
      title: t(`stage.${stage}`),
      state: state === 'completed' || index < at ? 'done' : index === at ? 'now' : 'later',
      ...(index === at && stepEndsAt !== null ? { note: <ClosesIn until={stepEndsAt} /> } : {}),
    }),
  )
  return (
    <>
      <div className="only-wide">
        <StepLine label={t('progress.title')} steps={steps} />
      </div>
      <div className="only-narrow">
        <VerticalSteps label={t('progress.title')} steps={steps} />
      </div>
    </>
  )
}
