import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'react-router'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { readEnrolment } from '#shared/contracts/identity-persons.ts'
import { visitorClient } from '../../platform/api.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { EnrolByCertificate } from './enrol-by-certificate.tsx'
import { EnrolByPassword } from './enrol-by-password.tsx'
import './identity.css'

/** What a one-time code is good for. */
export type Enrolment = ResultOf<typeof readEnrolment>

/** Behind a one-time link (`/setup#code`, `/join#code`): founds an office, joins a party, or sets a password anew. The code never reaches a server log. */
export function EnrolmentPage() {
  const { t } = useTranslation('identity')
  const { hash, pathname } = useLocation()
  const [typed, setTyped] = useState('')
  const code = typed === '' ? hash.slice(1) : typed
  const [done, setDone] = useState<{ readonly account?: string }>()
  const reading = useQuery({
    queryKey: ['enrolment', code],
    queryFn: () => visitorClient().call(readEnrolment, { body: { code } }),
    enabled: code !== '' && done === undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const enrolment = reading.data
  const title = t(
    enrolment === undefined ? `enrol.title.${pathname === '/setup' ? 'found' : 'join'}` : `enrol.title.${enrolment.kind}`,
  )
  return (
    <div className="wrap entrance one">
      <PageTitle title={title} />
      <div className="stack-24">
        <h1 className="t28 ink1">{title}</h1>
        {code === '' && <CodeForm onCode={setTyped} />}
        {reading.isLoading && <PageLoading what={t('enrol.reading')} />}
        {reading.error !== null && done === undefined && (
          <>
            <ProblemState error={reading.error} />
            <CodeForm onCode={setTyped} />
          </>
        )}
        {done !== undefined && (
          <StatusLine
            tone="ok"
            head={t(done.account === undefined ? 'enrol.doneCertificate' : 'enrol.donePassword', { account: done.account })}
            action={
              <ButtonLink look="primary" to={done.account === undefined ? '/work' : '/sign-in?as=centre'}>
                {t(done.account === undefined ? 'register.toWork' : 'signIn.title')}
              </ButtonLink>
            }
          >
            {t(done.account === undefined ? 'enrol.doneCertificateNext' : 'enrol.donePasswordNext')}
          </StatusLine>
        )}
        {enrolment !== undefined && done === undefined && <Enrol code={code} enrolment={enrolment} onDone={setDone} />}
      </div>
    </div>
  )
}

function Enrol({ code, enrolment, onDone }: EnrolProps) {
  const { t } = useTranslation('identity')
  const [first] = enrolment.ways
  const [way, setWay] = useState(first ?? 'certificate')
  const role = enrolment.role === undefined ? '' : t(`role.${enrolment.role}`)
  return (
    <>
      <div className="stack">
        <p className="t16">
          {t(`enrol.lead.${enrolment.kind}`, { role, party: enrolment.party?.name ?? '', person: enrolment.personName ?? '' })}
        </p>
        <p className="t13 ink3">
          {t('enrol.until')} <DateTime at={enrolment.expiresAt} precision="minute" />
        </p>
      </div>
      {enrolment.ways.length > 1 && (
        <fieldset className="plain chips">
          <legend className="sr">{t('signIn.by')}</legend>
          {enrolment.ways.map((each) => (
            <button key={each} type="button" className="chip" aria-pressed={way === each} onClick={() => setWay(each)}>
              {t(`enrol.ways.${each}`)}
            </button>
          ))}
        </fieldset>
      )}
      {way === 'certificate' ? (
        <EnrolByCertificate code={code} enrolment={enrolment} onDone={() => onDone({})} />
      ) : (
        <EnrolByPassword code={code} enrolment={enrolment} onDone={(account) => onDone({ account })} />
      )}
    </>
  )
}

interface EnrolProps {
  readonly code: string
  readonly enrolment: Enrolment
  readonly onDone: (done: { readonly account?: string }) => void
}

/** For a code that came without its link, or was cut. */
function CodeForm({ onCode }: { readonly onCode: (code: string) => void }) {
  const { t } = useTranslation('identity')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const text = String(new FormData(event.currentTarget).get('code') ?? '').trim()
    onCode(text.slice(text.lastIndexOf('#') + 1))
  }
  return (
    <Card title={t('enrol.code')}>
      <form className="stack-12" onSubmit={submit}>
        <Field label={t('enrol.codeLabel')} help={t('enrol.codeHelp')}>
          {(control) => <Input {...control} name="code" className="mono" autoComplete="off" spellCheck={false} />}
        </Field>
        <Button type="submit" look="primary">
          {t('enrol.codeUse')}
        </Button>
      </form>
    </Card>
  )
}
