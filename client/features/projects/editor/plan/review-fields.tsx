import { useTranslation } from 'react-i18next'
import { preliminaryStages, rejectionGrounds } from '#shared/scoring/rejection.ts'
import { Button } from '../../../../ui/button.tsx'
import { freshName } from '../fresh-name.ts'
import { ChoiceInput, LineInput, replaced } from './controls.tsx'
import type { PlanPartProps } from './plan-card.tsx'

/** Items of the preliminary review, each with the ground of TL 51 on which a bid that fails it is rejected (X17). */
export function ReviewFields({ plan, onChange }: PlanPartProps) {
  const { t } = useTranslation('plan')
  const { preliminary } = plan
  const set = (changed: typeof preliminary) => onChange({ preliminary: changed })
  return (
    <details>
      <summary>
        <h3 className="t16 plan-fold">{t('review.title', { count: preliminary.length })}</h3>
      </summary>
      <div className="plan-list">
        <p className="t13 ink3">{t('review.hint')}</p>
        {preliminary.map((item, index) => {
          const change = (changes: Partial<typeof item>) => set(replaced(preliminary, index, { ...item, ...changes }))
          return (
            <fieldset key={item.id} className="plan-item">
              <legend className="sr">{t('review.number', { number: index + 1 })}</legend>
              <div className="plan-grid is-named">
                <LineInput label={t('review.name')} value={item.name} onChange={(name) => change({ name })} />
                <ChoiceInput
                  label={t('review.stage')}
                  value={item.stage}
                  options={preliminaryStages.map((stage) => ({ value: stage, label: t(`stage.${stage}`) }))}
                  onChange={(stage) => change({ stage })}
                />
                <ChoiceInput
                  label={t('review.ground')}
                  value={item.ground}
                  options={rejectionGrounds.map((ground) => ({ value: ground, label: t(`ground.${ground}`) }))}
                  onChange={(ground) => change({ ground })}
                />
              </div>
              {preliminary.length > 1 && (
                <Button
                  size="sm"
                  onClick={() => set(replaced(preliminary, index))}
                  aria-label={t('criteria.removeNamed', { name: item.name })}
                >
                  {t('remove')}
                </Button>
              )}
            </fieldset>
          )
        })}
        {preliminary.length < 100 && (
          <div>
            <Button
              size="sm"
              onClick={() =>
                set([...preliminary, { id: freshName(), name: '', stage: 'responsiveness', ground: 'unresponsive' }])
              }
            >
              {t('review.add')}
            </Button>
          </div>
        )}
      </div>
    </details>
  )
}
