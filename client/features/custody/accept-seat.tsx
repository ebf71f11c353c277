import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { declineCustodyContract } from '#shared/contracts/notices/custody.ts'
import { sealCustodyFile } from '#shared/sealed-bid/client/custody-file.ts'
import { acceptSeat } from '#shared/sealed-bid/client/hold-seat.ts'
import { randomBytes } from '../../crypto/random.ts'
import { download } from '../../platform/download.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Checkbox } from '../../ui/field.tsx'
import { PassphraseField } from '../../ui/passphrase-field.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { ReasonDialog } from '../identity/reason-dialog.tsx'
import { performAct, signedInPerson } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { CustodyProblem } from './custody-problem.tsx'
import { keepCustody } from './custody-store.ts'
import type { Seat } from './use-seats.ts'

const SHORTEST = 12

/**
 * Accepts a seat: a fresh key for this tender alone is made here, opens the platform's test envelope, is saved as a file under a passphrase and
 * kept encrypted in this browser; only when the custodian says that the file is saved is the acceptance signed.
 */
export function AcceptSeat({ seat }: { readonly seat: Seat }) {
  const { t } = useTranslation('custody')
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const [wrong, setWrong] = useState<'short' | 'differs'>()
  const [isSaved, setSaved] = useState(false)
  const [file, setFile] = useState<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }>()
  const [isSigning, setSigning] = useState(false)
  const [isDeclining, setDeclining] = useState(false)
  const goOn = useRef<() => void>(undefined)
  const purpose = t('purpose.accept')
  const accept = useDeed(async () => {
    const person = await signedInPerson(purpose)
    setFile(undefined)
    await acceptSeat({
      person,
      origin: location.origin,
      seat,
      logs: [],
      async keep(custody) {
        const name = `custody-${seat.code}-${seat.i}.json`
        const bytes = await sealCustodyFile(custody, passphrase, randomBytes)
        await keepCustody(custody, purpose, passphrase)
        setFile({ name, bytes })
        download(name, bytes)
        await new Promise<void>((resolve) => {
          goOn.current = resolve
        })
      },
    })
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (file !== undefined) {
      if (!isSaved) return
      setSigning(true)
      goOn.current?.()
      return
    }
    setSigning(false)
    const fault = passphrase.length < SHORTEST ? 'short' : passphrase === again ? undefined : 'differs'
    setWrong(fault)
    if (fault === undefined) accept.run(undefined)
  }
  return (
    <Card title={t('accept.title')}>
      <form className="stack-16" onSubmit={submit} noValidate>
        <p>{t('accept.lead', { k: seat.openingPolicy.k, n: seat.openingPolicy.n })}</p>
        {file === undefined ? (
          <div className="fields-2">
            <PassphraseField
              label={t('passphrase')}
              help={t('accept.passphraseHelp')}
              error={wrong === 'short' ? t('accept.short') : undefined}
              use="new"
              value={passphrase}
              onChange={setPassphrase}
            />
            <PassphraseField
              label={t('accept.again')}
              error={wrong === 'differs' ? t('accept.differs') : undefined}
              use="new"
              value={again}
              onChange={setAgain}
            />
          </div>
        ) : (
          <StatusLine
            tone="ok"
            head={t('accept.tested')}
            action={
              <Button size="sm" onClick={() => download(file.name, file.bytes)}>
                {t('accept.downloadAgain')}
              </Button>
            }
          >
            <p>{t('accept.save', { name: file.name })}</p>
            <Checkbox checked={isSaved} onChange={(event) => setSaved(event.target.checked)}>
              {t('accept.saved')}
            </Checkbox>
          </StatusLine>
        )}
        {accept.error !== undefined && <CustodyProblem error={accept.error} />}
        <div className="row flow">
          <Button
            type="submit"
            look="primary"
            isBusy={accept.isPending && (file === undefined || isSigning)}
            disabled={file !== undefined && !isSaved}
          >
            {t(file === undefined ? 'accept.make' : 'accept.sign')}
          </Button>
          {file === undefined && <Button onClick={() => setDeclining(true)}>{t('accept.decline')}</Button>}
        </div>
      </form>
      {isDeclining && (
        <ReasonDialog
          title={t('accept.declineQuestion')}
          action={t('accept.decline')}
          onClose={() => setDeclining(false)}
          work={(reason) =>
            performAct(declineCustodyContract, {
              params: { tender: seat.tender },
              subject: { tender: seat.tender, i: seat.i },
              body: { reason },
            })
          }
        />
      )}
    </Card>
  )
}
