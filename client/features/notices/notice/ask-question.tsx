import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { askQuestionContract } from '#shared/contracts/notices/questions.ts'
import { visitorClient } from '../../../platform/api.ts'
import { Button } from '../../../ui/button.tsx'
import { DigestChip } from '../../../ui/digest-chip.tsx'
import { Field, TextArea } from '../../../ui/field.tsx'
import { ProblemState } from '../../../ui/page-state.tsx'
import { StatusLine } from '../../../ui/status-line.tsx'
import type { Tender } from '../use-tender.ts'
import { keepQuestion, newCode } from './asked-questions.ts'

/** Asks without a name: no session goes with the question, only the digest of a code that stays here. */
export function AskQuestion({ tender }: { readonly tender: Tender }) {
  const { t } = useTranslation('notice')
  const [text, setText] = useState('')
  const ask = useMutation({
    mutationFn: async (question: string) => {
      const { code, tokenSha256 } = newCode()
      await visitorClient().call(askQuestionContract, { body: { tender: tender.id, text: question, tokenSha256 } })
      keepQuestion({ tender: tender.id, code, text: question })
      setText('')
      return code
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '') ask.mutate(text.trim())
  }
  return (
    <form onSubmit={submit} className="stack-12">
      <Field label={t('ask.text')} help={t('ask.help')}>
        {(control) => (
          <TextArea {...control} value={text} maxLength={4000} required onChange={({ target }) => setText(target.value)} />
        )}
      </Field>
      <Button type="submit" look="primary" isBusy={ask.isPending} disabled={text.trim() === ''}>
        {t('ask.send')}
      </Button>
      {ask.isError && <ProblemState error={ask.error} />}
      {ask.isSuccess && (
        <StatusLine tone="ok" head={t('ask.sent')}>
          {t('ask.code')} <DigestChip digest={ask.data} /> {t('ask.kept')}
        </StatusLine>
      )}
    </form>
  )
}
