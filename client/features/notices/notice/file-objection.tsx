import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { fileObjectionContract } from '#shared/contracts/notices/questions.ts'
import { Button } from '../../../ui/button.tsx'
import { Field, TextArea } from '../../../ui/field.tsx'
import { ProblemState } from '../../../ui/page-state.tsx'
import { StatusLine } from '../../../ui/status-line.tsx'
import { useActor, useMay } from '../../identity/session.ts'
import type { Tender } from '../use-tender.ts'

/** Objects to the documents by a signed act; whoever may not is told what it takes. */
export function FileObjection({ tender }: { readonly tender: Tender }) {
  const { t } = useTranslation('notice')
  const actor = useActor()
  const may = useMay('fileObjection')
  const { pathname } = useLocation()
  const client = useQueryClient()
  const [text, setText] = useState('')
  const file = useMutation({
    mutationFn: async (objection: string) => {
      // Signing is heavy and rare: it comes when it is needed.
      const { performAct } = await import('../../identity/signing.ts')
      await performAct(fileObjectionContract, {
        params: { tender: tender.id },
        subject: { tender: tender.id, notice: tender.noticeSha256 ?? '' },
        body: { text: objection },
      })
      setText('')
      await client.invalidateQueries({ queryKey: ['tender', tender.id] })
    },
  })
  if (actor === undefined)
    return (
      <p className="t14">
        {t('objections.signIn')}{' '}
        <Link to={`/sign-in?next=${encodeURIComponent(`${pathname}?tab=questions`)}`}>{t('objections.goSignIn')}</Link>
      </p>
    )
  if (!may) return <p className="t14 ink3">{t('objections.notYours')}</p>
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '') file.mutate(text.trim())
  }
  return (
    <form onSubmit={submit} className="stack-12">
      <Field label={t('objections.text')} help={t('objections.help')}>
        {(control) => (
          <TextArea {...control} value={text} maxLength={8000} required onChange={({ target }) => setText(target.value)} />
        )}
      </Field>
      <Button type="submit" isBusy={file.isPending} disabled={text.trim() === ''}>
        {t('objections.send')}
      </Button>
      {file.isError && file.error.name !== 'SigningCancelled' && <ProblemState error={file.error} />}
      {file.isSuccess && <StatusLine tone="ok" head={t('objections.sent')} />}
    </form>
  )
}
