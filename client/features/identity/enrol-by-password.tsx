import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountField, passwordField, totpField } from '#shared/contracts/identity-fields.ts'
import { beginPassword, finishPassword } from '#shared/contracts/identity-persons.ts'
import { visitorClient } from '../../platform/api.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { AuthenticatorSecret } from './authenticator-secret.tsx'
import type { Enrolment } from './enrolment-page.tsx'
import { PartyFields, PersonFields } from './party-fields.tsx'
import { useDeed } from './use-deed.ts'
import { usePartyDraft } from './use-party-draft.ts'

/** Takes a one-time code of the staff by password and authenticator: the account, the secret with its QR code, then the first code of it. */
export function EnrolByPassword({ code, enrolment, onDone }: EnrolByPasswordProps) {
  const { t } = useTranslation('identity')
  const form = usePartyDraft({ personName: enrolment.personName ?? '' })
  const [account, setAccount] = useState('')
  const [password, setPassword] = useState('')
  const [oneTimeCode, setOneTimeCode] = useState('')
  const [wrong, setWrong] = useState<'account' | 'password' | 'oneTimeCode'>()
  const begin = useDeed(async () => {
    if (!accountField.safeParse(account).success) return void setWrong('account')
    setWrong(undefined)
    return visitorClient().call(beginPassword, { body: { code, account } })
  })
  const finish = useDeed(async () => {
    const read = enrolment.kind === 'found' ? form.read() : undefined
    const person = read?.person ?? (enrolment.kind === 'join' ? form.readPerson() : undefined)
    const isMissing = (enrolment.kind === 'found' && read === undefined) || (enrolment.kind === 'join' && person === undefined)
    const fault = passwordField.safeParse(password).success
      ? totpField.safeParse(oneTimeCode).success
        ? undefined
        : 'oneTimeCode'
      : 'password'
    setWrong(fault)
    if (isMissing || fault !== undefined) return
    await visitorClient().call(finishPassword, {
      body: {
        code,
        account,
        password,
        oneTimeCode,
        ...(person === undefined ? {} : { person }),
        ...(read === undefined ? {} : { party: read.party }),
      },
    })
    onDone(account)
  })
  return (
    <form
      className="stack-24"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (begin.result === undefined) begin.run(undefined)
        else finish.run(undefined)
      }}
    >
      <Card title={t('enrol.account')}>
        <div className="stack-16">
          <Field
            label={t('signIn.account')}
            help={t('enrol.accountHelp')}
            error={wrong === 'account' ? t('enrol.wrong.account') : undefined}
          >
            {(control) => (
              <Input
                {...control}
                value={account}
                readOnly={begin.result !== undefined}
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                onChange={(event) => setAccount(event.target.value.trim().toLowerCase())}
              />
            )}
          </Field>
          {begin.error !== undefined && <ProblemState error={begin.error} />}
          {begin.result === undefined && (
            <Button type="submit" look="primary" isBusy={begin.isPending}>
              {t('enrol.begin')}
            </Button>
          )}
        </div>
      </Card>
      {begin.result !== undefined && (
        <>
          <Card title={t('enrol.authenticator')}>
            <AuthenticatorSecret secret={begin.result.secret} uri={begin.result.uri} />
          </Card>
          {enrolment.kind === 'found' && (
            <Card title={t('register.party')}>
              <PartyFields {...form} />
            </Card>
          )}
          {enrolment.kind !== 'reset' && (
            <Card title={t('register.person')}>
              <PersonFields {...form} />
            </Card>
          )}
          <Card title={t('enrol.password')}>
            <div className="fields-2">
              <Field
                label={t('signIn.password')}
                help={t('enrol.passwordHelp')}
                error={wrong === 'password' ? t('enrol.wrong.password') : undefined}
              >
                {(control) => (
                  <Input
                    {...control}
                    type="password"
                    value={password}
                    autoComplete="new-password"
                    onChange={(event) => setPassword(event.target.value)}
                  />
                )}
              </Field>
              <Field
                label={t('signIn.oneTimeCode')}
                help={t('signIn.oneTimeCodeHelp')}
                error={wrong === 'oneTimeCode' ? t('enrol.wrong.oneTimeCode') : undefined}
              >
                {(control) => (
                  <Input
                    {...control}
                    value={oneTimeCode}
                    inputMode="numeric"
                    autoComplete="one-time-code"
                    onChange={(event) => setOneTimeCode(event.target.value.replaceAll(/\s/g, ''))}
                  />
                )}
              </Field>
            </div>
          </Card>
          {form.amiss.size > 0 && (
            <StatusLine tone="bad" isSlim isUrgent head={t('form.incomplete', { count: form.amiss.size })} />
          )}
          {finish.error !== undefined && <ProblemState error={finish.error} />}
          <Button type="submit" look="primary" size="lg" isBusy={finish.isPending}>
            {t(`enrol.finish.${enrolment.kind}`)}
          </Button>
        </>
      )}
    </form>
  )
}

interface EnrolByPasswordProps {
  readonly code: string
  readonly enrolment: Enrolment
  readonly onDone: (account: string) => void
}
