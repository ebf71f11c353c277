import { useTranslation } from 'react-i18next'
import { declareConflict } from '#shared/contracts/evaluation.ts'
import { mayLeave } from '#shared/lifecycle/evaluation.ts'
import { useDeed } from '../identity/use-deed.ts'
import { DeedButton } from '../projects/deed-button.tsx'
import { memberAct } from './member-act.ts'
import type { Desk } from './use-evaluation.ts'

/** A member that finds itself tied to a bidder withdraws: what it judged is void, the next in the drawn order is called (X4). */
export function ConflictButton({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation('evaluation')
  const deed = useDeed((reason: string) => memberAct(declareConflict, desk, { reason }).then(() => true))
  if (!mayLeave(desk.state)) return null
  return (
    <DeedButton label={t('conflict.label')} question={t('conflict.question')} deed={deed} needsReason look="danger">
      {t('conflict.text')}
    </DeedButton>
  )
}
