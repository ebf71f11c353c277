import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ClosesIn } from '../../ui/clock.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { VerticalSteps } from '../../ui/steps.tsx'
import { OpenKey } from './custody-key-panel.tsx'
import { CustodyProblem } from './custody-problem.tsx'
import { useCustodyKey } from './custody-store.ts'
import { type OpeningsSeen, stepState, stepsOf, useCustodianStep } from './use-custodian-step.ts'
import type { Seat } from './use-seats.ts'

/** What is waited for: where a stage opens later, first its act, then its own steps. */
function waitingKey({ opening, stage }: OpeningsSeen): string {
  if (stage !== undefined) return stage.state
  const isKept = opening?.state === 'recorded' && opening.laterStages?.some(({ state }) => state === null) === true
  return isKept ? 'kept' : (opening?.state ?? 'closed')
}

/**
 * A custodian at an opening: three acts, one for each step and all bids, and one for each stage that opens later. Before anything leaves this page its own client walks the public chain
 * and decides; what it keeps back, it says why.
 */
export function CustodianStepPanel({ seat }: { readonly seat: Seat }) {
  const { t } = useTranslation('custody')
  const { tender, i } = seat
  const custody = useCustodyKey(tender, i)
  const { seen, isBegun, isLoading, error, due, take, isLooking } = useCustodianStep(tender, i)
  if (error !== null && error !== undefined) return <ProblemState error={error} />
  if (isLoading) return <PageLoading what={t('loading')} />
  const { result } = take
  const { opening, stage } = seen
  const endsAt = (stage ?? opening)?.stepEndsAt
  return (
    <Card title={t('step.title')} extra={due !== undefined && endsAt != null ? <ClosesIn until={endsAt} hasIcon /> : undefined}>
      <div className="stack-16">
        <StatusLine
          tone={due === undefined ? 'plain' : 'warn'}
          isSlim
          icon={due === undefined ? 'clock' : 'unlock'}
          head={due !== undefined ? t(`step.due.${due}`) : t(isBegun ? `step.waiting.${waitingKey(seen)}` : 'step.notBegun')}
        />
        <VerticalSteps
          label={t('step.title')}
          steps={stepsOf(opening).map((step) => ({
            key: step,
            title: t(`step.name.${step}`),
            note: t(`step.note.${step}`),
            state: stepState(seen, i, step),
          }))}
        />
        {custody === undefined ? (
          <OpenKey seat={seat} />
        ) : (
          <>
            {due !== undefined && (
              <Button look="primary" size="lg" isBusy={take.isPending} onClick={() => take.run(custody)}>
                {t(isLooking && take.isPending ? 'step.looking' : `step.action.${due}`)}
              </Button>
            )}
            {isLooking && take.isPending && <p className="t13 ink3">{t('step.lookingWhy')}</p>}
          </>
        )}
        {take.error !== undefined && <CustodyProblem error={take.error} />}
        {result?.refusal !== undefined && (
          <StatusLine tone="bad" isUrgent head={t('refusal.head')}>
            <p>{t(`refusal.${result.refusal}`)}</p>
          </StatusLine>
        )}
        {result !== undefined && result.done !== 'nothing' && (
          <StatusLine tone="ok" isSlim head={t(`step.done.${result.stage ?? result.done}`, { count: result.bids })}>
            {result.unreadable.length > 0 && <p>{t('step.unreadable', { count: result.unreadable.length })}</p>}
          </StatusLine>
        )}
      </div>
    </Card>
  )
}
