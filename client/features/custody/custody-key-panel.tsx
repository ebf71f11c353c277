import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { openCustodyFile, sealCustodyFile } from '#shared/sealed-bid/client/custody-file.ts'
import { randomBytes } from '../../crypto/random.ts'
import { VaultNeedsPassphrase } from '../../crypto/vault.ts'
import { download } from '../../platform/download.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'
import { PassphraseField } from '../../ui/passphrase-field.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { useDeed } from '../identity/use-deed.ts'
import { CustodyProblem } from './custody-problem.tsx'
import { keepCustody, openKeptCustody, useCustodyKey } from './custody-store.ts'
import type { Seat } from './use-seats.ts'

/** The key of a seat: open at this page, or to be opened from this browser or from its file. */
export function CustodyKeyPanel({ seat }: { readonly seat: Seat }) {
  const { t } = useTranslation('custody')
  const custody = useCustodyKey(seat.tender, seat.i)
  return <Card title={t('keyPanel.title')}>{custody === undefined ? <OpenKey seat={seat} /> : <OpenedKey seat={seat} />}</Card>
}

function OpenedKey({ seat }: { readonly seat: Seat }) {
  const { t } = useTranslation('custody')
  const custody = useCustodyKey(seat.tender, seat.i)
  const [passphrase, setPassphrase] = useState('')
  const save = useDeed(async () => {
    if (custody === undefined || passphrase === '') return
    download(`custody-${seat.code}-${seat.i}.json`, await sealCustodyFile(custody, passphrase, randomBytes))
    setPassphrase('')
  })
  return (
    <div className="stack-16">
      <StatusLine tone="ok" isSlim head={t('keyPanel.open')} />
      <form
        className="row flow"
        style={{ alignItems: 'flex-end' }}
        onSubmit={(event) => {
          event.preventDefault()
          save.run(undefined)
        }}
      >
        <PassphraseField label={t('passphrase')} className="grow" use="new" value={passphrase} onChange={setPassphrase} />
        <Button type="submit" isBusy={save.isPending} disabled={passphrase.length < 12}>
          {t('keyPanel.saveAgain')}
        </Button>
      </form>
      {save.error !== undefined && <CustodyProblem error={save.error} />}
    </div>
  )
}

/** Opens the key of a seat: kept in this browser under the certificate, or from the file under its passphrase. */
export function OpenKey({ seat }: { readonly seat: Seat }) {
  const { t } = useTranslation('custody')
  const [passphrase, setPassphrase] = useState('')
  const [file, setFile] = useState<File>()
  const [isMissing, setMissing] = useState(false)
  const purpose = t('purpose.open')
  const here = useDeed(async (given: string) => {
    const count = await openKeptCustody(purpose, given === '' ? undefined : given)
    setMissing(count === 0)
  })
  const fromFile = useDeed(async (chosen: File) => {
    const custody = await openCustodyFile(new Uint8Array(await chosen.arrayBuffer()), passphrase)
    if (custody.tender !== seat.tender || custody.i !== seat.i || custody.origin !== location.origin) return setMissing(true)
    await keepCustody(custody, purpose, passphrase)
  })
  const needsPassphrase = here.error instanceof VaultNeedsPassphrase
  return (
    <div className="stack-16">
      <StatusLine tone="warn" isSlim head={t('keyPanel.closed')} />
      <div className="row flow">
        <Button look="line" isBusy={here.isPending} onClick={() => here.run(needsPassphrase ? passphrase : '')}>
          {t('keyPanel.fromBrowser')}
        </Button>
      </div>
      <FileDrop
        label={file?.name ?? t('keyPanel.file')}
        hint={t('keyPanel.fileHint')}
        accept=".json"
        onFiles={([chosen]) => setFile(chosen)}
      />
      {(file !== undefined || needsPassphrase) && (
        <form
          className="row flow"
          style={{ alignItems: 'flex-end' }}
          onSubmit={(event) => {
            event.preventDefault()
            if (file === undefined) here.run(passphrase)
            else fromFile.run(file)
          }}
        >
          <PassphraseField
            label={t(file === undefined ? 'keyPanel.browserPassphrase' : 'passphrase')}
            className="grow"
            use="once"
            value={passphrase}
            onChange={setPassphrase}
          />
          <Button type="submit" look="primary" isBusy={fromFile.isPending || here.isPending}>
            {t('keyPanel.openFile')}
          </Button>
        </form>
      )}
      {here.error !== undefined && !needsPassphrase && <CustodyProblem error={here.error} />}
      {fromFile.error !== undefined && <CustodyProblem error={fromFile.error} />}
      {isMissing && <StatusLine tone="warn" isSlim head={t('keyPanel.notHere')} />}
    </div>
  )
}
