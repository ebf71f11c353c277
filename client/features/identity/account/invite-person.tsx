import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { invitePerson } from '#shared/contracts/identity-persons.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { DateTime } from '../../../ui/date-time.tsx'
import { Checkbox, Field, Input } from '../../../ui/field.tsx'
import { StatusLine } from '../../../ui/status-line.tsx'
import { KeyProblem } from '../key-problem.tsx'
import { performAct } from '../signing.ts'
import { useDeed } from '../use-deed.ts'

/** Invites a person to the party by a signed act; the link is shown once, to be handed over by a way the two trust. */
export function InvitePerson({ party }: { readonly party: string }) {
  const { t } = useTranslation('identity')
  const [name, setName] = useState('')
  const [isAdministrator, setAdministrator] = useState(false)
  const [isMissing, setMissing] = useState(false)
  const invite = useDeed(() =>
    performAct(invitePerson, { params: { party }, subject: { party }, body: { name: name.trim(), isAdministrator } }),
  )
  return (
    <Card title={t('persons.invite.title')}>
      <form
        className="stack-12"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setMissing(name.trim() === '')
          if (name.trim() !== '') invite.run(undefined)
        }}
      >
        <div className="fields-2">
          <Field label={t('form.personName')} isRequired error={isMissing ? t('form.amiss.personName') : undefined}>
            {(control) => (
              <Input {...control} value={name} autoComplete="off" onChange={(event) => setName(event.target.value)} />
            )}
          </Field>
          <Checkbox checked={isAdministrator} onChange={(event) => setAdministrator(event.target.checked)}>
            {t('persons.invite.administrator')}
          </Checkbox>
        </div>
        {invite.error !== undefined && <KeyProblem error={invite.error} />}
        <Button type="submit" look="primary" isBusy={invite.isPending}>
          {t('persons.invite.action')}
        </Button>
        {invite.result !== undefined && <OneTimeLink code={invite.result.code} expiresAt={invite.result.expiresAt} />}
      </form>
    </Card>
  )
}

/** A one-time link, shown once: whoever has it may use it. */
export function OneTimeLink({ code, expiresAt }: { readonly code: string; readonly expiresAt: string }) {
  const { t } = useTranslation('identity')
  const link = `${location.origin}/join#${code}`
  return (
    <StatusLine tone="ok" head={t('persons.link.head')}>
      <p className="mono wrap-any" data-one-time-link>
        {link}
      </p>
      <p className="row flow" style={{ marginTop: 8 }}>
        <Button size="sm" onClick={() => void navigator.clipboard.writeText(link)}>
          {t('persons.link.copy')}
        </Button>
        <span className="t13 ink3">
          {t('persons.link.note')} <DateTime at={expiresAt} precision="minute" />
        </span>
      </p>
    </StatusLine>
  )
}
