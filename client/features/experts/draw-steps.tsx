import { useTranslation } from 'react-i18next'
import { DateTime } from '../../ui/date-time.tsx'
import { StepLine, VerticalSteps } from '../../ui/steps.tsx'
import { seatsOf, stepsOf } from './draw-view.ts'
import type { Draw } from './use-draw.ts'

/** How far a draw has come: across, or down on a narrow screen. `firstAt`: when each event first happened, once the chain has been read. */
export function DrawSteps({
  draw,
  firstAt = new Map(),
}: {
  readonly draw: Draw
  readonly firstAt?: ReadonlyMap<string, string> | undefined
}) {
  const { t } = useTranslation('experts')
  const { accepted, drawn } = seatsOf(draw)
  const steps = stepsOf(
    draw,
    (step) => t(`step.${step}`),
    (step, at) => {
      if (step === 'calling' && draw.calls.length > 0) return t('draw.seatCount', { accepted, drawn })
      return at === undefined ? undefined : <DateTime at={at} precision="month-minute" hasZone={false} />
    },
    firstAt,
  )
  return (
    <>
      <div className="draw-steps only-wide">
        <StepLine label={t('draw.steps')} steps={steps} />
      </div>
      <div className="only-narrow">
        <div className="draw-vsteps">
          <VerticalSteps label={t('draw.steps')} steps={steps} />
        </div>
      </div>
    </>
  )
}
