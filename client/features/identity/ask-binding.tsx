import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { requestCertificate } from '#shared/contracts/identity-certificates.ts'
import { base64url } from '#shared/primitives/bytes.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import type { Credentials } from './credentials.ts'
import { KeyProblem } from './key-problem.tsx'
import type { Holder } from './sign-in.ts'
import { actAs } from './signing.ts'
import { useDeed } from './use-deed.ts'

/**
 * For somebody whose old certificate is lost or has ended: the new one, which names a person the platform knows, asks to be bound by an act it signs
 * itself. The old certificate or the centre confirms; until then nobody is signed in.
 */
export function AskBinding({ credentials, holder }: { readonly credentials: Credentials; readonly holder: Holder }) {
  const { t } = useTranslation('identity')
  const [reason, setReason] = useState('')
  const ask = useDeed(async (text: string) => {
    await actAs(credentials, holder, requestCertificate, {
      params: { person: holder.person },
      subject: { party: holder.party, person: holder.person },
      body: { certificate: base64url(credentials.signer.certificate), ...(text === '' ? {} : { reason: text }) },
    })
    return true
  })
  if (ask.result === true)
    return (
      <StatusLine tone="ok" head={t('askBinding.done')}>
        {t('askBinding.doneNext')}
      </StatusLine>
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.run(reason.trim())
  }
  return (
    <section className="card">
      <form className="in stack-12" onSubmit={submit} noValidate>
        <StatusLine isSlim isUrgent tone="warn" head={t('askBinding.head')}>
          {t('askBinding.do')}
        </StatusLine>
        <Field label={t('certificates.add.reason')}>
          {(control) => <Input {...control} value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        {ask.error !== undefined && <KeyProblem error={ask.error} />}
        <Button type="submit" look="line" isBlock isBusy={ask.isPending}>
          {t('certificates.add.request')}
        </Button>
      </form>
    </section>
  )
}
