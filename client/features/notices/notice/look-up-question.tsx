import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lookUpQuestionContract } from '#shared/contracts/notices/questions.ts'
import { visitorClient } from '../../../platform/api.ts'
import { useStore } from '../../../platform/store.ts'
import { Button } from '../../../ui/button.tsx'
import { Field, Input } from '../../../ui/field.tsx'
import { ProblemState } from '../../../ui/page-state.tsx'
import { askedQuestions } from './asked-questions.ts'

/** What became of a question, for whoever holds its code: those kept in this browser, or one typed in. */
export function LookUpQuestion({ tender }: { readonly tender: string }) {
  const { t } = useTranslation('notice')
  const mine = useStore(askedQuestions).filter((question) => question.tender === tender)
  const [code, setCode] = useState('')
  const look = useMutation({
    mutationFn: (token: string) => visitorClient().call(lookUpQuestionContract, { body: { token } }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    look.mutate(code.trim().toLowerCase())
  }
  return (
    <div className="look-up stack-12">
      {mine.length > 0 && (
        <ul className="mine" aria-label={t('lookUp.mine')}>
          {mine.map((question) => (
            <li key={question.code}>
              <span className="grow">{question.text}</span>
              <Button size="sm" onClick={() => look.mutate(question.code)}>
                {t('lookUp.see')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={submit} className="row look-up-form">
        <Field label={t('lookUp.code')} className="grow">
          {(control) => (
            <Input
              {...control}
              value={code}
              pattern="\s*[0-9a-fA-F]{64}\s*"
              maxLength={80}
              required
              autoComplete="off"
              onChange={({ target }) => setCode(target.value)}
            />
          )}
        </Field>
        <Button type="submit" isBusy={look.isPending}>
          {t('lookUp.send')}
        </Button>
      </form>
      {look.isError && <ProblemState error={look.error} />}
      {look.isSuccess && (
        <div className="card in-card" role="status">
          <p className="q">{look.data.text}</p>
          <p className="a">{look.data.answered?.answer ?? t('lookUp.waiting')}</p>
        </div>
      )}
    </div>
  )
}
