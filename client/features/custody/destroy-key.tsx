import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { destroyCustodyKeyContract } from '#shared/contracts/notices/custody.ts'
import { VaultNeedsPassphrase } from '../../crypto/vault.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Checkbox } from '../../ui/field.tsx'
import { PassphraseField } from '../../ui/passphrase-field.tsx'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { CustodyProblem } from './custody-problem.tsx'
import { destroyKept } from './custody-store.ts'
import type { Seat } from './use-seats.ts'

/** When a tender is over: the key is forgotten here first, the file by the custodian's own hand, then that it is gone is signed. */
export function DestroyKey({ seat }: { readonly seat: Seat }) {
  const { t } = useTranslation('custody')
  const [isFileGone, setFileGone] = useState(false)
  const [passphrase, setPassphrase] = useState('')
  const destroy = useDeed(async () => {
    await destroyKept(seat.tender, seat.i, t('purpose.destroy'), passphrase === '' ? undefined : passphrase)
    await performAct(destroyCustodyKeyContract, {
      params: { tender: seat.tender },
      subject: { tender: seat.tender, i: seat.i },
      body: { keySha256: seat.keySha256 ?? '' },
    })
  })
  const needsPassphrase = destroy.error instanceof VaultNeedsPassphrase
  return (
    <Card title={t('destroy.title')}>
      <div className="stack-16">
        <p>{t('destroy.lead')}</p>
        <Checkbox checked={isFileGone} onChange={(event) => setFileGone(event.target.checked)}>
          {t('destroy.file')}
        </Checkbox>
        {needsPassphrase && (
          <PassphraseField label={t('keyPanel.browserPassphrase')} use="once" value={passphrase} onChange={setPassphrase} />
        )}
        {destroy.error !== undefined && !needsPassphrase && <CustodyProblem error={destroy.error} />}
        <Button look="primary" disabled={!isFileGone} isBusy={destroy.isPending} onClick={() => destroy.run(undefined)}>
          {t('destroy.sign')}
        </Button>
      </div>
    </Card>
  )
}
