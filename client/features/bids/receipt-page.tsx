import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { beijingText } from '../../ui/beijing-time.ts'
import { Button } from '../../ui/button.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { EmptyState, PageLoading } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { QrCode } from '../opening/qr-code.tsx'
import { receiptOf } from './my-bids.ts'
import { VaultGate } from './vault-gate.tsx'
import { useBids, useVaultState } from './vault-state.ts'
import './bids.css'

/** The receipt on a sheet, to print or to save as PDF by the browser. */
export function ReceiptPage() {
  const { t } = useTranslation('bids')
  const vault = useVaultState()
  const sheet = <VaultGate>{() => <Sheet />}</VaultGate>
  if (vault.state === 'open') return sheet
  return (
    <div className="stack-16">
      <PageTitle title={t('receipt.sheet')} />
      <h1 className="t22 ink1">{t('receipt.sheet')}</h1>
      {sheet}
    </div>
  )
}

function Sheet() {
  const { t } = useTranslation('bids')
  const { tender = '', bid: id = '' } = useParams()
  const bids = useBids(tender)
  if (bids.data === undefined) return <PageLoading what={t('page.reading')} />
  const bid = bids.data.find((one) => one.id === id)
  const receipt = bid === undefined ? undefined : receiptOf(bid)
  const text = bid?.keep.receipt?.receipt
  if (bid === undefined || receipt === undefined || text === undefined)
    return <EmptyState title={t('receipt.none')} isWholePage />
  return (
    <article className="receipt-sheet stack-16">
      <PageTitle title={`${t('receipt.sheet')} ${id.slice(0, 8)}`} />
      <header className="row between">
        <h1 className="t28 ink1">{t('receipt.sheet')}</h1>
        <Button className="no-print" look="primary" onClick={() => print()}>
          {t('receipt.printNow')}
        </Button>
      </header>
      <p className="t16">{t('receipt.says')}</p>
      <KeyValueList
        items={[
          { key: 'at', label: t('receipt.receivedAt'), value: `${beijingText(receipt.receivedAt as never)}${t('receipt.zone')}` },
          { key: 'digest', label: t('receipt.digest'), value: <code className="digest-whole">{id}</code> },
          { key: 'tender', label: t('receipt.tender'), value: <code>{tender}</code> },
          { key: 'lot', label: t('lot'), value: <code>{bid.lot}</code> },
          { key: 'entry', label: t('receipt.entry'), value: <code className="digest-whole">{receipt.entry}</code> },
        ]}
      />
      <div className="receipt-qr large">
        <QrCode text={`${location.origin}/verify?entry=${receipt.entry}`} label={t('receipt.qr')} />
      </div>
      <p className="t13">{t('receipt.check')}</p>
      <pre className="receipt-text">{text}</pre>
    </article>
  )
}
