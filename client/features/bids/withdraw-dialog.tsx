import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { utf8 } from '#shared/primitives/bytes.ts'
import type { VerifiedNotice } from '#shared/sealed-bid/client/notice-pack.ts'
import { parseManifest } from '#shared/sealed-bid/manifest.ts'
import { targetOfNotice } from '#shared/sealed-bid/target-of-notice.ts'
import type { Vault } from '../../crypto/vault.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { placeBid } from './job.ts'
import type { MyBid } from './my-bids.ts'

interface WithdrawDialogProps {
  readonly vault: Vault
  readonly bid: MyBid
  readonly notice: VerifiedNotice
  readonly deadlineAt: string
  readonly onClose: () => void
}

/** 撤回投标 by a new bid that wants nothing, as large as the one it withdraws (B4). The digest's first digits are typed: nothing is withdrawn by a slip. */
export function WithdrawDialog({ vault, bid, notice, deadlineAt, onClose }: WithdrawDialogProps) {
  const { t } = useTranslation('bids')
  const [typed, setTyped] = useState('')
  const short = bid.id.slice(0, 8)
  const withdraw = () => {
    onClose()
    const manifest = parseManifest(utf8(bid.keep.manifest))
    const target = targetOfNotice(notice.act, bid.lot)
    const sizes = new Map(manifest.envelopes.map(({ name, payload }) => [name, payload.size]))
    void placeBid({
      vault,
      target,
      intent: 'withdrawal',
      deadlineAt,
      purpose: t('withdraw.purpose'),
      envelopes: target.envelopes.map(({ name }) => ({
        name,
        fields: {},
        files: [],
        padToBytes: plaintextSize(sizes.get(name) ?? 0),
      })),
    })
  }
  return (
    <Dialog
      title={t('withdraw.title')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('withdraw.stay')}</Button>
          <Button className="danger" disabled={typed.trim().toLowerCase() !== short} onClick={withdraw}>
            {t('withdraw.confirm')}
          </Button>
        </>
      }
    >
      <div className="stack-12">
        <p>{t('withdraw.explain')}</p>
        <Field label={t('withdraw.type', { short })}>
          {(control) => (
            <Input
              {...control}
              className="mono"
              autoComplete="off"
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  )
}

/** Bytes of plaintext in a ciphertext of so many bytes: chunks of 16 KiB with 16 bytes of tag each, behind 56 bytes of head. */
function plaintextSize(sealedBytes: number): number {
  const body = Math.max(sealedBytes - 56, 0)
  return body - Math.ceil(body / (16 * 1024 + 16)) * 16
}
