import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { orderReReview } from '#shared/contracts/awards.ts'
import { getEvaluation } from '#shared/contracts/evaluation.ts'
import { type ChangeCause, changeCauses } from '#shared/scoring/changes.ts'
import { api } from '../../platform/api.ts'
import { Field, TextArea } from '../../ui/field.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { performAct } from '../identity/signing.ts'
import { ActDialog, type ActProps } from './act-dialog.tsx'
import { useWords } from './use-words.ts'

/** Tenderer or agency has the original committee re-review its signed report: on one of four grounds, with a reason everybody reads (X13). */
export function ReReviewDialog({ award, onClose, onDone }: ActProps) {
  const t = useWords(award)
  const [ground, setGround] = useState<ChangeCause>()
  const [reason, setReason] = useState('')
  const { tender, lot, version } = award
  const evaluation = useQuery({
    queryKey: ['evaluation', tender, 'progress'],
    queryFn: () => api.call(getEvaluation, { params: { tender } }),
  })
  const round = evaluation.data?.round
  return (
    <ActDialog
      title={t('act.reReview.question')}
      action={t('act.reReview.do')}
      isReady={ground !== undefined && round !== undefined && reason.trim() !== ''}
      onClose={onClose}
      onDone={onDone}
      work={() =>
        performAct(orderReReview, {
          params: { tender, lot },
          // The button is disabled until a ground is chosen and the round is known.
          subject: { tender, lot, version, round: round ?? 0 },
          body: { ground: ground ?? 'sum-error', reason: reason.trim() },
        })
      }
    >
      <p className="t14">{t('act.reReview.lead')}</p>
      {evaluation.error !== null && <ProblemState error={evaluation.error} onRetry={() => void evaluation.refetch()} />}
      {evaluation.isLoading && <PageLoading what={t('act.reReview.loading')} />}
      <fieldset>
        <legend className="lab">{t('act.reReview.ground')}</legend>
        {changeCauses.map((cause) => (
          <label key={cause} className="choice">
            <input type="radio" name="ground" checked={ground === cause} onChange={() => setGround(cause)} />
            <span>{t(`changeCause.${cause}`)}</span>
          </label>
        ))}
      </fieldset>
      <Field label={t('act.reReview.text')} help={t('act.reReview.help')} isRequired>
        {(control) => (
          <TextArea {...control} rows={4} value={reason} maxLength={4000} onChange={({ target }) => setReason(target.value)} />
        )}
      </Field>
    </ActDialog>
  )
}
