import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { passwordField, totpField } from '#shared/contracts/identity-fields.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field, Input } from '../../../ui/field.tsx'
import { ProblemState } from '../../../ui/page-state.tsx'
import { useDeed } from '../use-deed.ts'

/** What stands in the dialog. */
export interface PasswordAnswer {
  readonly password: string
  readonly oneTimeCode: string
  readonly newPassword: string
}

/** Asks for password and one-time code, and for a new password where one is to be set. Closes itself when it is done. */
export function PasswordConfirmation({ title, action, withNew = false, onClose, work }: PasswordConfirmationProps) {
  const { t } = useTranslation('identity')
  const [wrong, setWrong] = useState<'password' | 'oneTimeCode' | 'newPassword'>()
  const deed = useDeed(async (answer: PasswordAnswer) => {
    await work(answer)
    onClose()
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const text = (name: string) => String(data.get(name) ?? '')
    const answer = {
      password: text('password'),
      oneTimeCode: text('oneTimeCode').replaceAll(/\s/g, ''),
      newPassword: text('newPassword'),
    }
    const fault =
      answer.password === ''
        ? 'password'
        : !totpField.safeParse(answer.oneTimeCode).success
          ? 'oneTimeCode'
          : withNew && !passwordField.safeParse(answer.newPassword).success
            ? 'newPassword'
            : undefined
    setWrong(fault)
    if (fault === undefined) deed.run(answer)
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="stack-16" onSubmit={submit} noValidate>
        <Field label={t('signIn.password')} error={wrong === 'password' ? t('signIn.incomplete') : undefined}>
          {(control) => <Input {...control} name="password" type="password" autoComplete="current-password" />}
        </Field>
        <Field
          label={t('signIn.oneTimeCode')}
          help={t('signIn.oneTimeCodeHelp')}
          error={wrong === 'oneTimeCode' ? t('enrol.wrong.oneTimeCode') : undefined}
        >
          {(control) => <Input {...control} name="oneTimeCode" inputMode="numeric" autoComplete="one-time-code" />}
        </Field>
        {withNew && (
          <Field
            label={t('sessions.newPassword')}
            help={t('enrol.passwordHelp')}
            error={wrong === 'newPassword' ? t('enrol.wrong.password') : undefined}
          >
            {(control) => <Input {...control} name="newPassword" type="password" autoComplete="new-password" />}
          </Field>
        )}
        {deed.error !== undefined && <ProblemState error={deed.error} />}
        <div className="row flow" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('reason.close')}</Button>
          <Button type="submit" look="primary" isBusy={deed.isPending}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface PasswordConfirmationProps {
  readonly title: string
  readonly action: string
  readonly withNew?: boolean
  readonly onClose: () => void
  readonly work: (answer: PasswordAnswer) => Promise<unknown>
}
