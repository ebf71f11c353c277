import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountField, totpField } from '#shared/contracts/identity-fields.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { signInByPassword } from './sign-in.ts'

/** Signs the staff in by password and the code of its authenticator. Everything may be pasted (WCAG 3.3.8). */
export function PasswordForm({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const { t } = useTranslation('identity')
  const [error, setError] = useState<unknown>()
  const [isIncomplete, setIncomplete] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const text = (name: string) => String(data.get(name) ?? '')
    const input = {
      account: text('account').trim().toLowerCase(),
      password: text('password'),
      oneTimeCode: text('oneTimeCode').replaceAll(/\s/g, ''),
    }
    const isWhole =
      accountField.safeParse(input.account).success && input.password !== '' && totpField.safeParse(input.oneTimeCode).success
    setError(undefined)
    setIncomplete(!isWhole)
    if (!isWhole) return
    setBusy(true)
    try {
      await signInByPassword(input)
      onSignedIn()
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="stack-12" noValidate>
      <p className="t13 ink3">{t('signIn.staffOnly')}</p>
      <Field label={t('signIn.account')}>
        {(control) => <Input {...control} name="account" autoComplete="username" spellCheck={false} autoCapitalize="none" />}
      </Field>
      <Field label={t('signIn.password')}>
        {(control) => <Input {...control} name="password" type="password" autoComplete="current-password" />}
      </Field>
      <Field label={t('signIn.oneTimeCode')} help={t('signIn.oneTimeCodeHelp')}>
        {(control) => <Input {...control} name="oneTimeCode" inputMode="numeric" autoComplete="one-time-code" />}
      </Field>
      {isIncomplete && (
        <p className="t13 bad" role="alert">
          {t('signIn.incomplete')}
        </p>
      )}
      {error !== undefined && <ProblemState error={error} />}
      <Button type="submit" look="primary" size="lg" isBlock isBusy={isBusy}>
        {t(isBusy ? 'signIn.busy' : 'signIn.action')}
      </Button>
    </form>
  )
}
