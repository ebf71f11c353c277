import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { foundParty } from '#shared/contracts/identity-parties.ts'
import { joinParty } from '#shared/contracts/identity-persons.ts'
import { base64url } from '#shared/primitives/bytes.ts'
import { randomId } from '#shared/primitives/random.ts'
import { randomBytes } from '../../crypto/random.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { bindEncryptionCertificate } from './bind-encryption-certificate.ts'
import { CertificateChooser } from './certificate-chooser.tsx'
import { ChosenCertificate } from './chosen-certificate.tsx'
import type { Credentials } from './credentials.ts'
import type { Enrolment } from './enrolment-page.tsx'
import { KeyProblem } from './key-problem.tsx'
import { PartyFields, PersonFields } from './party-fields.tsx'
import { signInByCertificate } from './sign-in.ts'
import { actAs } from './signing.ts'
import { useDeed } from './use-deed.ts'
import { usePartyDraft } from './use-party-draft.ts'

/** Takes a one-time code by certificate: founds the office or joins the party, then signs in. */
export function EnrolByCertificate({ code, enrolment, onDone }: EnrolByCertificateProps) {
  const { t } = useTranslation('identity')
  const [given, setGiven] = useState<Credentials>()
  const form = usePartyDraft({ personName: enrolment.personName ?? '' })
  const isFounding = enrolment.kind === 'found'
  const enrol = useDeed(async (credentials: Credentials) => {
    const certificate = base64url(credentials.signer.certificate)
    const person = randomId(randomBytes)
    if (isFounding) {
      const read = form.read()
      if (read === undefined) return
      const actor = { party: randomId(randomBytes), person }
      await actAs(credentials, actor, foundParty, {
        subject: actor,
        body: { code, party: read.party, person: read.person, certificate },
      })
    } else {
      const read = form.readPerson()
      if (read === undefined) return
      const actor = { party: enrolment.party?.id ?? '', person }
      await actAs(credentials, actor, joinParty, { subject: actor, body: { code, person: read, certificate } })
    }
    await signInByCertificate(credentials)
      .then(() => bindEncryptionCertificate(credentials))
      .catch(() => undefined)
    onDone()
  })
  if (given === undefined)
    return (
      <Card title={t('register.certificate')}>
        <CertificateChooser
          action={t('register.read')}
          onChosen={(chosen) => {
            setGiven(chosen)
            form.fill(chosen)
          }}
        />
      </Card>
    )
  return (
    <form
      className="stack-24"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        enrol.run(given)
      }}
    >
      <Card title={t('register.certificate')}>
        <ChosenCertificate credentials={given} onChange={() => setGiven(undefined)} />
      </Card>
      {isFounding && (
        <Card title={t('register.party')}>
          <PartyFields {...form} />
        </Card>
      )}
      <Card title={t('register.person')}>
        <PersonFields {...form} />
      </Card>
      {form.amiss.size > 0 && <StatusLine tone="bad" isSlim isUrgent head={t('form.incomplete', { count: form.amiss.size })} />}
      {enrol.error !== undefined && <KeyProblem error={enrol.error} />}
      <Button type="submit" look="primary" size="lg" isBusy={enrol.isPending}>
        {t(`enrol.sign.${isFounding ? 'found' : 'join'}`)}
      </Button>
    </form>
  )
}

interface EnrolByCertificateProps {
  readonly code: string
  readonly enrolment: Enrolment
  readonly onDone: () => void
}
