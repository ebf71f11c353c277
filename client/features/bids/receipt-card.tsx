import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sealKeepFile } from '#shared/sealed-bid/keep-file.ts'
import { randomBytes } from '../../crypto/random.ts'
import type { Vault } from '../../crypto/vault.ts'
import { beijingText } from '../../ui/beijing-time.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { MiniSeal } from '../../ui/mini-seal.tsx'
import { Tag } from '../../ui/tag.tsx'
import { QrCode } from '../opening/qr-code.tsx'
import { BidProblem } from './bid-problem.tsx'
import { saveCiphertext } from './ciphertext-copy.ts'
import { saveFile } from './format.ts'
import { changeBid, type MyBid, receiptOf } from './my-bids.ts'
import { vaultChanged } from './vault-state.ts'

interface ReceiptCardProps {
  readonly vault: Vault
  readonly bid: MyBid
  readonly version: number
  readonly isLive: boolean
  /** Whether the platform still gives the ciphertext back. */
  readonly isReadable?: boolean
  /** Withdraws; absent where it cannot be done. */
  readonly onWithdraw?: (() => void) | undefined
}

/** 回执: when the platform had the whole, by what digest it is known, and how anyone checks it. */
export function ReceiptCard({ vault, bid, version, isLive, isReadable = false, onWithdraw }: ReceiptCardProps) {
  const { t } = useTranslation('bids')
  const [saving, setSaving] = useState<{ readonly error?: unknown }>()
  const [isKeeping, setKeeping] = useState(false)
  const receipt = receiptOf(bid)
  if (receipt === undefined) return null
  const short = bid.id.slice(0, 8)
  const saveCopy = async () => {
    setSaving({})
    setSaving(
      await saveCiphertext(bid).then(
        () => undefined,
        (error: unknown) => ({ error }),
      ),
    )
  }
  return (
    <section className="card receipt" aria-label={t('receipt.title', { version })}>
      <header>
        <MiniSeal state="shut" />
        <h2>{t('receipt.title', { version })}</h2>
        <span className="mono t12 ink3 grow">{short}</span>
        <Tag tone={isLive ? 'ok' : 'plain'} {...(isLive && { icon: 'check' as const })}>
          {t(isLive ? (bid.keep.intent === 'bid' ? 'receipt.live' : 'receipt.withdrawal') : 'receipt.replaced')}
        </Tag>
      </header>
      <div className="receipt-top">
        <div className="receipt-qr">
          <QrCode text={`${location.origin}/verify?entry=${receipt.entry}`} label={t('receipt.qr')} />
        </div>
        <div>
          <p className="t12 ink3">{t('receipt.receivedAt')}</p>
          <p className="b ink1">{beijingText(receipt.receivedAt as never)}</p>
          <p className="t12 ink3">{t('receipt.anyone')}</p>
        </div>
      </div>
      <div className="in stack-12">
        <KeyValueList
          items={[
            { key: 'digest', label: t('receipt.digest'), value: <code className="digest-whole">{bid.id}</code> },
            { key: 'entry', label: t('receipt.entry'), value: <DigestChip digest={receipt.entry} /> },
            {
              key: 'stamp',
              label: t('receipt.stamp'),
              value: t(bid.keep.receipt?.timestamp === undefined ? 'receipt.noStamp' : 'receipt.stamped'),
            },
          ]}
        />
        <div className="row flow">
          <Button
            size="sm"
            onClick={() => saveFile(`receipt-${short}.json`, JSON.stringify(bid.keep.receipt), 'application/json')}
          >
            {t('receipt.save')}
          </Button>
          <ButtonLink size="sm" to={`/work/bids/${bid.tender}/receipt/${bid.id}`}>
            {t('receipt.print')}
          </ButtonLink>
          <Button size="sm" look={bid.isKept ? 'plain' : 'primary'} onClick={() => setKeeping(true)}>
            {t(bid.isKept ? 'keep.again' : 'keep.save')}
          </Button>
          {bid.keep.intent === 'bid' && (isReadable || bid.staging !== undefined) && (
            <Button size="sm" isBusy={saving !== undefined && saving.error === undefined} onClick={() => void saveCopy()}>
              {t('ciphertext.save')}
            </Button>
          )}
          <ButtonLink size="sm" to="/verify">
            {t('receipt.verify')}
          </ButtonLink>
          {onWithdraw !== undefined && (
            <Button size="sm" onClick={onWithdraw}>
              {t('withdraw.open')}
            </Button>
          )}
        </div>
        {saving?.error !== undefined && <BidProblem error={saving.error} />}
        <p className={`t12 ${bid.isKept ? 'ink3' : 'warn'}`}>{t(bid.isKept ? 'keep.kept' : 'keep.missing')}</p>
      </div>
      {isKeeping && <KeepDialog vault={vault} bid={bid} onClose={() => setKeeping(false)} />}
    </section>
  )
}

/** Saves the keep-file under a passphrase. */
export function KeepDialog({
  vault,
  bid,
  onClose,
}: {
  readonly vault: Vault
  readonly bid: MyBid
  readonly onClose: () => void
}) {
  const { t } = useTranslation('bids')
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const [isBusy, setBusy] = useState(false)
  const isGood = passphrase.length >= 10 && passphrase === again
  const save = async () => {
    setBusy(true)
    const file = await sealKeepFile(bid.keep, passphrase, randomBytes)
    saveFile(`${bid.id.slice(0, 8)}.keep`, file)
    await changeBid(vault, bid, (kept) => ({ ...kept, isKept: true }))
    await vaultChanged()
    onClose()
  }
  return (
    <Dialog
      title={t('keep.title')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look="primary" disabled={!isGood} isBusy={isBusy} onClick={() => void save()}>
            {t('keep.save')}
          </Button>
        </>
      }
    >
      <div className="stack-12">
        <p>{t('keep.explain')}</p>
        <Field label={t('keep.passphrase')} help={t('keep.rule')}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="new-password"
              value={passphrase}
              onChange={({ target }) => setPassphrase(target.value)}
            />
          )}
        </Field>
        <Field label={t('keep.repeat')} {...(again !== '' && again !== passphrase && { error: t('keep.differs') })}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="new-password"
              value={again}
              onChange={({ target }) => setAgain(target.value)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  )
}
