import { useTranslation } from 'react-i18next'
import { requestMoreTime } from '#shared/contracts/evaluation.ts'
import { useDeed } from '../identity/use-deed.ts'
import { DeedButton } from '../projects/deed-button.tsx'
import { memberAct } from './member-act.ts'
import type { Desk } from './use-evaluation.ts'

/** Too little time to read or to re-review: when more than a third of the committee say so, the limit moves by its own length (TL 48, X16). */
export function MoreTime({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation('evaluation')
  const ask = useDeed((reason: string) => memberAct(requestMoreTime, desk, { reason }).then(() => true))
  return (
    <div className="row flow">
      {ask.result !== true && (
        <DeedButton label={t('moreTime.label')} question={t('moreTime.question')} deed={ask} needsReason>
          {t('moreTime.text')}
        </DeedButton>
      )}
      <span className="t13 ink3" role="status">
        {t(ask.result === true ? 'moreTime.given' : 'moreTime.note')}
      </span>
    </div>
  )
}
