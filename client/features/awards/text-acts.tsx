import { useState } from 'react'
import { answerAwardObjection, complainOfAward, failAward, objectToCandidates } from '#shared/contracts/awards.ts'
import { Field, TextArea } from '../../ui/field.tsx'
import { performAct } from '../identity/signing.ts'
import { ActDialog, type ActProps } from './act-dialog.tsx'
import type { Award } from './use-awards.ts'
import { useWords } from './use-words.ts'

/** A bidder objects to the candidates: the publicity's clock stops (A2). */
export function ObjectDialog(props: ActProps) {
  const params = { tender: props.award.tender, lot: props.award.lot }
  return (
    <TextDialog
      {...props}
      kind="object"
      maxLength={8000}
      send={(text) => performAct(objectToCandidates, { params, subject: params, body: { text } })}
    />
  )
}

/** A bidder complains to the regulator after its objection (A6). */
export function ComplainDialog(props: ActProps) {
  const params = { tender: props.award.tender, lot: props.award.lot }
  return (
    <TextDialog
      {...props}
      kind="complain"
      maxLength={8000}
      send={(text) => performAct(complainOfAward, { params, subject: params, body: { text } })}
    />
  )
}

/** The tenderer answers an objection; with the last answer the publicity goes on (A2). */
export function AnswerDialog({ objection, ...props }: ActProps & { readonly objection: string }) {
  const { tender, lot, version, objections } = props.award
  return (
    <TextDialog
      {...props}
      kind="answer"
      maxLength={8000}
      quote={objections.find(({ id }) => id === objection)?.text}
      send={(text) =>
        performAct(answerAwardObjection, {
          params: { tender, lot },
          subject: { tender, lot, version },
          body: { objection, text },
        })
      }
    />
  )
}

/** The tenderer ends the award without a winner, with a reason that everybody reads. */
export function FailDialog(props: ActProps) {
  const { tender, lot, version } = props.award
  return (
    <TextDialog
      {...props}
      kind="fail"
      maxLength={4000}
      send={(reason) => performAct(failAward, { params: { tender, lot }, subject: { tender, lot, version }, body: { reason } })}
    />
  )
}

function TextDialog({ kind, maxLength, quote, send, award, onClose, onDone }: TextDialogProps) {
  const t = useWords(award)
  const [text, setText] = useState('')
  return (
    <ActDialog
      title={t(`act.${kind}.question`)}
      action={t(`act.${kind}.do`)}
      isReady={text.trim() !== ''}
      onClose={onClose}
      onDone={onDone}
      work={() => send(text.trim())}
    >
      {quote !== undefined && <blockquote className="pre t14 ink3">{quote}</blockquote>}
      <p className="t14">{t(`act.${kind}.lead`)}</p>
      <Field label={t(`act.${kind}.text`)} help={t(`act.${kind}.help`)} isRequired>
        {(control) => (
          <TextArea {...control} rows={6} value={text} maxLength={maxLength} onChange={({ target }) => setText(target.value)} />
        )}
      </Field>
    </ActDialog>
  )
}

interface TextDialogProps extends ActProps {
  readonly kind: 'object' | 'complain' | 'answer' | 'fail'
  readonly maxLength: number
  /** What is answered. */
  readonly quote?: string | undefined
  readonly send: (text: string) => Promise<Award>
}
