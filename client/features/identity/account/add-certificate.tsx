import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { addEncryptionCertificate, requestCertificate } from '#shared/contracts/identity-certificates.ts'
import type { readMe } from '#shared/contracts/identity-persons.ts'
import { base64url } from '#shared/primitives/bytes.ts'
import { judgeKey, trustOf } from '../../../crypto/keys.ts'
import { serverNow } from '../../../platform/server-time.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Field, Input } from '../../../ui/field.tsx'
import { StatusLine } from '../../../ui/status-line.tsx'
import { CertificateChooser } from '../certificate-chooser.tsx'
import { CertificateEntries } from '../certificate-entries.tsx'
import { KeyFileFields } from '../key-file-fields.tsx'
import { KeyProblem } from '../key-problem.tsx'
import { keysOfFiles } from '../open-keys.ts'
import { platformFacts } from '../platform-facts.ts'
import { rereadMe } from '../session-keeping.ts'
import { actAs, performAct } from '../signing.ts'
import { useDeed } from '../use-deed.ts'

/** Adds a certificate: a new signing one, which signs its own request and waits to be confirmed, or one to receive with. */
export function AddCertificate({ me }: { readonly me: ResultOf<typeof readMe> }) {
  const { t } = useTranslation('identity')
  const [what, setWhat] = useState<'sign' | 'encrypt'>()
  return (
    <Card title={t('certificates.add.title')}>
      <div className="stack-16">
        <div className="row flow">
          {(['sign', 'encrypt'] as const).map((each) => (
            <Button key={each} aria-pressed={what === each} look={what === each ? 'line' : 'plain'} onClick={() => setWhat(each)}>
              {t(`certificates.add.${each}`)}
            </Button>
          ))}
        </div>
        {what === 'sign' && <RequestSigning me={me} />}
        {what === 'encrypt' && <AddReceiving me={me} />}
      </div>
    </Card>
  )
}

function RequestSigning({ me }: { readonly me: ResultOf<typeof readMe> }) {
  const { t } = useTranslation('identity')
  const [reason, setReason] = useState('')
  const [isDone, setDone] = useState(false)
  const isWaiting = me.person.certificates.some(({ state }) => state === 'requested')
  if (isDone && isWaiting) return <StatusLine tone="ok" isSlim head={t('certificates.add.requested')} />
  return (
    <div className="chooser-narrow stack-12">
      <p className="t14">{t('certificates.add.signLead')}</p>
      <CertificateChooser
        action={t('certificates.add.request')}
        extra={
          <Field label={t('certificates.add.reason')}>
            {(control) => (
              <Input {...control} value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
            )}
          </Field>
        }
        onChosen={async (given) => {
          const actor = { party: me.party.id, person: me.person.id }
          const text = reason.trim()
          await actAs(given, actor, requestCertificate, {
            params: { person: me.person.id },
            subject: actor,
            body: { certificate: base64url(given.signer.certificate), ...(text === '' ? {} : { reason: text }) },
          })
          await rereadMe()
          setDone(true)
        }}
      />
    </div>
  )
}

function AddReceiving({ me }: { readonly me: ResultOf<typeof readMe> }) {
  const { t } = useTranslation('identity')
  const add = useDeed(async ({ files, pin }: { readonly files: readonly File[]; readonly pin: string }) => {
    const receiving = (await keysOfFiles(files, pin)).filter(({ open }) => open !== undefined)
    const trust = trustOf(await platformFacts())
    const judged = await Promise.all(receiving.map((key) => judgeKey(key, { trust, at: serverNow(), usage: 'encrypt' })))
    for (const { key, fault } of judged) {
      if (fault !== undefined) continue
      await performAct(addEncryptionCertificate, {
        params: { person: me.person.id },
        subject: { person: me.person.id },
        body: { certificate: base64url(key.certificate.der) },
      })
    }
    await rereadMe()
    return judged
  })
  const bad = add.result?.filter(({ fault }) => fault !== undefined) ?? []
  return (
    <div className="chooser-narrow stack-12">
      <p className="t14">{t('certificates.add.encryptLead')}</p>
      <KeyFileFields
        action={t('certificates.add.bind')}
        isBusy={add.isPending}
        onSubmit={(files, pin) => add.run({ files, pin })}
        onChange={add.reset}
      />
      {add.error !== undefined && <KeyProblem error={add.error} />}
      {add.result !== undefined &&
        (add.result.length === 0 ? (
          <StatusLine tone="bad" isSlim head={t('certificates.add.noneReceives')} />
        ) : bad.length > 0 ? (
          <CertificateEntries judged={bad} chosen={0} onChoose={() => undefined} />
        ) : (
          <StatusLine tone="ok" isSlim head={t('certificates.add.bound')} />
        ))}
    </div>
  )
}
