import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answerEvaluationQuestion } from '#shared/contracts/evaluation.ts'
import { Card } from '../../ui/card.tsx'
import { Field, TextArea } from '../../ui/field.tsx'
import { EmptyState, ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { QuestionText } from './questions.tsx'
import { SureButton } from './sure-button.tsx'
import type { Question } from './use-evaluation.ts'

/** What the committee asks one's own party, and the answers: signed, once, in time. */
export function AskedPanel({ tender, questions }: { readonly tender: string; readonly questions: readonly Question[] }) {
  const { t } = useTranslation('evaluation')
  const open = questions.filter(({ isClosed, answer }) => !isClosed && answer === null)
  return (
    <Card title={t('asked.title')}>
      <div className="stack-16">
        <StatusLine
          tone={open.length > 0 ? 'warn' : 'ok'}
          isSlim
          head={t(open.length > 0 ? 'asked.open' : 'asked.nothing', { count: open.length })}
        >
          {t('asked.lead')}
        </StatusLine>
        {questions.length === 0 && (
          <EmptyState title={t('asked.none')}>
            <p>{t('asked.noneText')}</p>
          </EmptyState>
        )}
        <ul className="entries">
          {questions.map((question) => (
            <li key={question.id} className="stack-12">
              <QuestionText question={question} />
              {!question.isClosed && question.answer === null && <Answer tender={tender} question={question} />}
            </li>
          ))}
        </ul>
      </div>
    </Card>
  )
}

function Answer({ tender, question }: { readonly tender: string; readonly question: Question }) {
  const { t } = useTranslation('evaluation')
  const [text, setText] = useState('')
  const [isConfirmed, setConfirmed] = useState<boolean>()
  const isCorrection = question.kind === 'correction'
  const answer = useDeed(() =>
    performAct(answerEvaluationQuestion, {
      params: { tender },
      subject: { tender, question: question.id },
      body: { text: text.trim(), isConfirmed: isCorrection ? isConfirmed === true : null },
    }).then(() => true),
  )
  return (
    <div className="stack-12">
      {isCorrection && (
        <fieldset>
          <legend className="b">{t('asked.confirm')}</legend>
          <div className="row flow">
            {([true, false] as const).map((each) => (
              <label key={String(each)} className="tickbox">
                <input
                  type="radio"
                  name={`confirm ${question.id}`}
                  checked={isConfirmed === each}
                  onChange={() => setConfirmed(each)}
                />
                <span>{t(each ? 'asked.yes' : 'asked.no')}</span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <Field label={t(`asked.text.${question.kind}`)} isRequired>
        {(control) => (
          <TextArea {...control} rows={4} maxLength={8000} value={text} onChange={({ target }) => setText(target.value)} />
        )}
      </Field>
      {answer.error !== undefined && <ProblemState error={answer.error} />}
      <div>
        <SureButton
          label={t('asked.send')}
          question={t('asked.question')}
          isDisabled={text.trim() === '' || (isCorrection && isConfirmed === undefined)}
          isBusy={answer.isPending}
          onSure={() => answer.run(undefined)}
        >
          {t(isCorrection ? 'asked.consequenceCorrection' : 'asked.consequence')}
        </SureButton>
      </div>
    </div>
  )
}
