import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { openKeepFile } from '#shared/sealed-bid/keep-file.ts'
import type { Vault } from '../../crypto/vault.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'
import { BidProblem } from './bid-problem.tsx'
import { bidOfKeep, type MyBid, putBid } from './my-bids.ts'
import { vaultChanged } from './vault-state.ts'

interface ImportKeepProps {
  /** The vault it goes into; absent, it is only handed on. */
  readonly vault?: Vault | undefined
  readonly onClose: () => void
  readonly onOpened?: (bid: MyBid) => void
}

/** Takes in a keep-file: from another computer, or for a bid the command line placed. */
export function ImportKeep({ vault, onClose, onOpened }: ImportKeepProps) {
  const { t } = useTranslation('bids')
  const [file, setFile] = useState<File>()
  const [passphrase, setPassphrase] = useState('')
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const open = async (event: FormEvent) => {
    event.preventDefault()
    if (file === undefined) return
    setBusy(true)
    setError(undefined)
    try {
      const keep = await openKeepFile(new Uint8Array(await file.arrayBuffer()), passphrase)
      const bid = bidOfKeep(keep, { sealedAt: file.lastModified, isKept: true })
      if (vault !== undefined) {
        await putBid(vault, bid)
        await vaultChanged()
      }
      onOpened?.(bid)
      onClose()
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog title={t('import.title')} onClose={onClose}>
      <form className="stack-12" onSubmit={(event) => void open(event)}>
        <p>{t('import.explain')}</p>
        <FileDrop label={file?.name ?? t('import.file')} accept=".keep" onFiles={([first]) => setFile(first)} />
        <Field label={t('keep.passphrase')}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="off"
              value={passphrase}
              onChange={({ target }) => setPassphrase(target.value)}
            />
          )}
        </Field>
        {error !== undefined && <BidProblem error={error} />}
        <div className="row">
          <Button type="submit" look="primary" isBusy={isBusy} disabled={file === undefined || passphrase === ''}>
            {t('import.open')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
