import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { PageLoading } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { AskBinding } from './ask-binding.tsx'
import { CertificateChooser } from './certificate-chooser.tsx'
import type { Credentials } from './credentials.ts'
import { DemoPersons } from './demo-persons.tsx'
import { PasswordForm } from './password-form.tsx'
import { useSession } from './session.ts'
import { endSession } from './session-keeping.ts'
import { type Holder, holderOf, nextPath, signInByCertificate } from './sign-in.ts'
import './identity.css'

const wordings = ['bidder', 'tenderer', 'agency', 'regulator', 'centre', 'custodian'] as const
const staff: readonly (typeof wordings)[number][] = ['regulator', 'centre']

/** Signing in: by certificate first, the staff by password second; then back to where one wanted to go. `?as=` words it for a role. */
export function SignInPage() {
  const { t } = useTranslation('identity')
  const [search] = useSearchParams()
  const navigate = useNavigate()
  const session = useSession()
  const [way, setWay] = useState<'certificate' | 'password'>('certificate')
  const [unbound, setUnbound] = useState<{ readonly credentials: Credentials; readonly holder: Holder }>()
  const as = wordings.find((role) => role === search.get('as'))
  const next = nextPath(search.get('next'))
  const goOn = () => navigate(next, { replace: true })
  const title = as === undefined ? t('signIn.title') : t('signIn.titleAs', { role: t(`signIn.as.${as}`) })
  if (session.state === 'restoring') return <PageLoading />
  return (
    <div className="wrap entrance">
      <PageTitle title={title} />
      <section className="stack-16" aria-labelledby="sign-in-title">
        <h1 className="t28 ink1" id="sign-in-title">
          {title}
        </h1>
        {search.get('ended') === '1' && session.state !== 'signed-in' && (
          <StatusLine tone="warn" isSlim head={t('signIn.ended')} />
        )}
        {session.state === 'signed-in' ? (
          <div className="stack-12">
            <StatusLine
              tone="ok"
              isSlim
              head={t('signIn.already', { party: session.me.party.name, person: session.me.person.name })}
            />
            <div className="row flow">
              <Link className="btn primary lg" to={next}>
                {t('signIn.continue')}
              </Link>
              <button type="button" className="btn lg" onClick={() => void endSession()}>
                {t('signIn.switch')}
              </button>
            </div>
          </div>
        ) : (
          <>
            <p className="t14">{t('signIn.lead')}</p>
            {(as === undefined || staff.includes(as)) && (
              <fieldset className="chips plain">
                <legend className="sr">{t('signIn.by')}</legend>
                {(['certificate', 'password'] as const).map((each) => (
                  <button key={each} type="button" className="chip" aria-pressed={way === each} onClick={() => setWay(each)}>
                    {t(`signIn.ways.${each}`)}
                  </button>
                ))}
              </fieldset>
            )}
            {way === 'certificate' ? (
              <CertificateChooser
                action={t('signIn.action')}
                onChosen={async (given) => {
                  setUnbound(undefined)
                  try {
                    await signInByCertificate(given)
                  } catch (error) {
                    const holder = holderOf(error)
                    if (holder !== undefined) return setUnbound({ credentials: given, holder })
                    throw error
                  }
                  await goOn()
                }}
              />
            ) : (
              <PasswordForm onSignedIn={goOn} />
            )}
            {way === 'certificate' && unbound !== undefined && (
              <AskBinding key={unbound.holder.person} credentials={unbound.credentials} holder={unbound.holder} />
            )}
          </>
        )}
      </section>
      <aside className="stack-24">
        {session.state !== 'signed-in' && <DemoPersons onSignedIn={goOn} />}
        <section className="stack">
          <h2 className="t18 ink1">{t('signIn.newHere')}</h2>
          <p className="t14">{t('signIn.registerLead')}</p>
          <p className="row flow g16 t14">
            <Link className="btn line" to="/register">
              {t('signIn.register')}
            </Link>
            <Link to="/help/environment">{t('signIn.environment')}</Link>
          </p>
          <p className="t13 ink3">{t('signIn.invited')}</p>
        </section>
        <section className="stack">
          <h2 className="t18 ink1">{t('signIn.lost')}</h2>
          <p className="t14">{t('signIn.lostLead')}</p>
        </section>
      </aside>
    </div>
  )
}
