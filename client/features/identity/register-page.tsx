import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { registerParty } from '#shared/contracts/identity-parties.ts'
import type { Role } from '#shared/policy/roles.ts'
import { base64url } from '#shared/primitives/bytes.ts'
import { randomId } from '#shared/primitives/random.ts'
import { randomBytes } from '../../crypto/random.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { bindEncryptionCertificate } from './bind-encryption-certificate.ts'
import { CertificateChooser } from './certificate-chooser.tsx'
import { ChosenCertificate } from './chosen-certificate.tsx'
import type { Credentials } from './credentials.ts'
import { KeyProblem } from './key-problem.tsx'
import { PartyFields, PersonFields } from './party-fields.tsx'
import { CategoryChoice, RoleChoice } from './role-choice.tsx'
import { RoleTags } from './role-tags.tsx'
import { signInByCertificate } from './sign-in.ts'
import { actAs } from './signing.ts'
import { useDeed } from './use-deed.ts'
import { usePartyDraft } from './use-party-draft.ts'

/** Registration of a party by its certificate: one form, asked once, signed as a whole. Free for anyone (rule P3). */
export function RegisterPage() {
  const { t } = useTranslation('identity')
  const [given, setGiven] = useState<Credentials>()
  const [roles, setRoles] = useState<readonly Role[]>(['bidder'])
  const form = usePartyDraft()
  const register = useDeed(async (credentials: Credentials): Promise<ResultOf<typeof registerParty> | undefined> => {
    const read = form.read()
    if (read === undefined || roles.length === 0) return undefined
    const actor = { party: randomId(randomBytes), person: randomId(randomBytes) }
    const registered = await actAs(credentials, actor, registerParty, {
      subject: actor,
      body: {
        party: read.party,
        person: read.person,
        roles: [...roles],
        certificate: base64url(credentials.signer.certificate),
      },
    })
    // The party is registered from here on, whatever becomes of the rest: signing in and binding can be done again.
    await signInByCertificate(credentials)
      .then(() => bindEncryptionCertificate(credentials))
      .catch(() => undefined)
    return registered
  })
  if (register.result !== undefined) return <Registered party={register.result.party} />
  return (
    <div className="wrap entrance one">
      <PageTitle title={t('register.title')} />
      <div className="stack-24">
        <header className="stack">
          <h1 className="t28 ink1">{t('register.title')}</h1>
          <p className="t16">{t('register.lead')}</p>
        </header>
        <Card title={t('register.certificate')}>
          {given === undefined ? (
            <CertificateChooser
              action={t('register.read')}
              onChosen={(chosen) => {
                setGiven(chosen)
                form.fill(chosen)
              }}
            />
          ) : (
            <ChosenCertificate credentials={given} onChange={() => setGiven(undefined)} />
          )}
        </Card>
        {given !== undefined && (
          <form
            className="stack-24"
            noValidate
            onSubmit={(event) => {
              event.preventDefault()
              register.run(given)
            }}
          >
            <Card title={t('register.party')}>
              <PartyFields {...form} />
            </Card>
            <Card title={t('register.person')}>
              <PersonFields {...form} />
            </Card>
            <Card title={t('form.roles')} extra={<span className="t13 ink3">{t('register.rolesNote')}</span>}>
              <RoleChoice chosen={roles} onChange={setRoles} />
              {roles.length === 0 && (
                <p className="t13 bad" role="alert" style={{ marginTop: 8 }}>
                  {t('register.noRole')}
                </p>
              )}
            </Card>
            <Card title={t('form.categories')} extra={<span className="t13 ink3">{t('register.categoriesNote')}</span>}>
              <CategoryChoice chosen={form.draft.categories} onChange={(categories) => form.onChange('categories', categories)} />
            </Card>
            {form.amiss.size > 0 && (
              <StatusLine tone="bad" isSlim isUrgent head={t('form.incomplete', { count: form.amiss.size })} />
            )}
            {register.error !== undefined && <KeyProblem error={register.error} />}
            <div className="row flow g16">
              <Button type="submit" look="primary" size="lg" isBusy={register.isPending}>
                {t('register.sign')}
              </Button>
              <p className="t13 ink3 grow">{t('register.signNote')}</p>
            </div>
          </form>
        )}
        <p className="t14 ink3">
          {t('register.have')} <Link to="/sign-in">{t('signIn.title')}</Link>
        </p>
      </div>
    </div>
  )
}

/** What was registered, which roles are good now, and what waits for whom. */
function Registered({ party }: { readonly party: ResultOf<typeof registerParty>['party'] }) {
  const { t } = useTranslation('identity')
  const isWaiting = party.roles.some(({ state }) => state === 'requested')
  return (
    <div className="wrap entrance one">
      <div className="stack-24">
        <h1 className="t28 ink1">{t('register.title')}</h1>
        <StatusLine tone="ok" head={t('register.done', { name: party.name })}>
          {t(isWaiting ? 'register.doneWaiting' : 'register.doneNow')}
        </StatusLine>
        <Card title={t('form.roles')}>
          <RoleTags roles={party.roles} />
        </Card>
        <div className="row flow">
          <ButtonLink look="primary" size="lg" to="/work">
            {t('register.toWork')}
          </ButtonLink>
          <ButtonLink size="lg" to="/tenders">
            {t('register.toTenders')}
          </ButtonLink>
        </div>
      </div>
    </div>
  )
}
