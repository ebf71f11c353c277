import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { claimDeposit } from '#shared/contracts/deposits.ts'
import { claimGrounds } from '#shared/deposits/grounds.ts'
import { Field, Select, TextArea } from '../../ui/field.tsx'
import { performAct } from '../identity/signing.ts'
import { DepositDialog } from './deposit-dialog.tsx'
import { newPayment, PaymentFields, paymentOf, type TypedPayment } from './payment-fields.tsx'
import type { Deposit, DepositLot } from './use-deposits.ts'

/** A bidder asks for its deposit by itself: the written notice its days run from, where it had withdrawn (B8, G11). */
export function ClaimDialog({
  tender,
  lot,
  own,
  onClose,
  onDone,
}: {
  readonly tender: string
  readonly lot: DepositLot
  /** The reader's own, if it is recorded: then it asks because it does not extend its bid. */
  readonly own: Deposit | undefined
  readonly onClose: () => void
  readonly onDone: () => void
}) {
  const { t } = useTranslation('deposits')
  const isHeld = own !== undefined
  const [ground, setGround] = useState<(typeof claimGrounds)[number]>(isHeld ? 'extension-refused' : 'withdrawn')
  const [typed, setTyped] = useState<TypedPayment>(() => own?.receipt ?? newPayment(lot.required?.amount))
  const [refundTo, setRefundTo] = useState('')
  const payment = paymentOf(typed)
  const grounds = isHeld ? (['extension-refused'] as const) : claimGrounds
  const params = { tender, lot: lot.lot }
  return (
    <DepositDialog
      isWide
      title={t('act.claim.question')}
      action={t('act.claim.do')}
      isReady={payment !== undefined && refundTo.trim() !== ''}
      onClose={onClose}
      onDone={onDone}
      work={async () => {
        if (payment === undefined) return
        await performAct(claimDeposit, { params, subject: params, body: { ...payment, ground, refundTo: refundTo.trim() } })
      }}
    >
      <p className="t14">{t('act.claim.lead')}</p>
      <Field label={t('claimGround')} help={t(`claimGrounds.${ground}.help`)} isRequired>
        {(control) => (
          <Select
            {...control}
            value={ground}
            options={grounds.map((each) => ({ value: each, label: t(`claimGrounds.${each}.name`) }))}
            onChange={({ target }) => setGround(claimGrounds.find((each) => each === target.value) ?? 'withdrawn')}
          />
        )}
      </Field>
      <PaymentFields value={typed} dayLabel={t('paidOn')} onChange={setTyped} />
      <Field label={t('refundTo')} help={t('refundToHelp')} isRequired>
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            maxLength={1000}
            value={refundTo}
            onChange={({ target }) => setRefundTo(target.value)}
          />
        )}
      </Field>
    </DepositDialog>
  )
}
