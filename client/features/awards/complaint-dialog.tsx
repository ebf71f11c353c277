import { useState } from 'react'
import { decideComplaint } from '#shared/contracts/awards.ts'
import { Field, TextArea } from '../../ui/field.tsx'
import { performAct } from '../identity/signing.ts'
import { ActDialog, type ActProps } from './act-dialog.tsx'
import { useWords } from './use-words.ts'

type Decision = 'accepted' | 'refused' | 'dismissed' | 'upheld'

/** The regulator accepts or refuses a complaint, then dismisses or upholds it (A6). */
export function ComplaintDialog({ award, complaint: id, onClose, onDone }: ActProps & { readonly complaint: string }) {
  const t = useWords(award)
  const [decision, setDecision] = useState<Decision>()
  const [finding, setFinding] = useState('')
  const complaint = award.complaints.find((each) => each.id === id)
  const choices: readonly Decision[] = complaint?.state === 'filed' ? ['accepted', 'refused'] : ['dismissed', 'upheld']
  const { tender, lot, version } = award
  return (
    <ActDialog
      title={t('act.judge.question')}
      action={t('act.judge.do')}
      isReady={decision !== undefined && finding.trim() !== ''}
      onClose={onClose}
      onDone={onDone}
      work={() =>
        performAct(decideComplaint, {
          params: { tender, lot },
          subject: { tender, lot, version },
          // The button is disabled until one is chosen.
          body: { complaint: id, decision: decision ?? 'refused', finding: finding.trim() },
        })
      }
    >
      <blockquote className="pre t14 ink3">{complaint?.text}</blockquote>
      <fieldset>
        <legend className="lab">{t('act.judge.decision')}</legend>
        {choices.map((choice) => (
          <label key={choice} className="choice">
            <input type="radio" name="decision" checked={decision === choice} onChange={() => setDecision(choice)} />
            <span>
              <b className="ink1">{t(`complaints.state.${choice}`)}</b>
              <span className="t13 ink3"> {t(`act.judge.means.${choice}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Field label={t('complaints.finding')} help={t('act.judge.help')} isRequired>
        {(control) => (
          <TextArea {...control} rows={5} value={finding} maxLength={8000} onChange={({ target }) => setFinding(target.value)} />
        )}
      </Field>
    </ActDialog>
  )
}
