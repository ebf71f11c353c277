import { useTranslation } from 'react-i18next'
import { beijingText } from '../../ui/beijing-time.ts'
import { VerticalSteps } from '../../ui/steps.tsx'
import type { HallStep } from './hall-steps.ts'

/** The steps of the opening, down: driven by the state table. */
export function StepList({ steps, hasHeading = true }: { readonly steps: readonly HallStep[]; readonly hasHeading?: boolean }) {
  const { t } = useTranslation('opening')
  return (
    <nav aria-label={t('steps.label')}>
      {hasHeading && <h2 className="steps-h">{t('steps.label')}</h2>}
      <VerticalSteps
        label={t('steps.label')}
        steps={steps.map(({ state, progress, at, count }) => ({
          key: state,
          title: t(`steps.${state}.title`),
          state: progress,
          note: noteOf(t, { state, progress, at, count }),
        }))}
      />
    </nav>
  )
}

function noteOf(t: ReturnType<typeof useTranslation<'opening'>>['t'], { state, at, count }: HallStep): string {
  const time = at === undefined ? undefined : beijingText(at).slice(11)
  const counted = count === undefined ? undefined : t(`steps.${state}.count`, { done: count.done, of: count.of })
  return [counted, time].filter((part) => part !== undefined).join(' · ') || t(`steps.${state}.note`)
}
