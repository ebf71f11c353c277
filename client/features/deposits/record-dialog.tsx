import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { recordDeposits } from '#shared/contracts/deposits.ts'
import { Checkbox } from '../../ui/field.tsx'
import { performAct } from '../identity/signing.ts'
import { DepositDialog } from './deposit-dialog.tsx'
import { newPayment, PaymentFields, paymentOf, type TypedPayment } from './payment-fields.tsx'
import type { Deposit, DepositLot } from './use-deposits.ts'

/** Whose deposit may be recorded: a bidder of the lot, or a party that has claimed there; with what is known of its payment. */
export interface Payer {
  readonly party: string
  readonly name: string
  readonly known?: Deposit['receipt'] | undefined
}

/** The keeper signs what it received, of as many bidders at once as it ticks. */
export function RecordDialog({
  tender,
  lot,
  payers,
  onClose,
  onDone,
}: {
  readonly tender: string
  readonly lot: DepositLot
  readonly payers: readonly Payer[]
  readonly onClose: () => void
  readonly onDone: () => void
}) {
  const { t } = useTranslation('deposits')
  const isOne = payers.length === 1
  const [typed, setTyped] = useState<Readonly<Record<string, TypedPayment & { readonly isTicked: boolean }>>>(() =>
    Object.fromEntries(
      payers.map(({ party, known }) => [party, { ...(known ?? newPayment(lot.required?.amount)), isTicked: isOne }]),
    ),
  )
  const ticked = payers.flatMap(({ party }) => {
    const found = typed[party]
    return found?.isTicked === true ? [{ party, payment: paymentOf(found) }] : []
  })
  const set = (party: string, change: Partial<TypedPayment & { readonly isTicked: boolean }>) =>
    setTyped((before) => {
      const found = before[party]
      return found === undefined ? before : { ...before, [party]: { ...found, ...change } }
    })
  const params = { tender, lot: lot.lot }
  return (
    <DepositDialog
      isWide
      title={t('act.record.question')}
      action={t('act.record.do', { count: ticked.length })}
      isReady={ticked.length > 0 && ticked.every(({ payment }) => payment !== undefined)}
      onClose={onClose}
      onDone={onDone}
      work={() =>
        performAct(recordDeposits, {
          params,
          subject: params,
          body: { deposits: ticked.flatMap(({ party, payment }) => (payment === undefined ? [] : [{ party, ...payment }])) },
        })
      }
    >
      <p className="t14">{t('act.record.lead')}</p>
      {payers.map(({ party, name }) => {
        const value = typed[party]
        if (value === undefined) return null
        return (
          <fieldset key={party} className="deposit-payer">
            <legend className="sr">{name}</legend>
            {isOne ? (
              <p className="b ink1">{name}</p>
            ) : (
              <Checkbox checked={value.isTicked} onChange={({ target }) => set(party, { isTicked: target.checked })}>
                <b>{name}</b>
              </Checkbox>
            )}
            {value.isTicked && (
              <PaymentFields value={value} dayLabel={t('receivedOn')} onChange={(payment) => set(party, payment)} />
            )}
          </fieldset>
        )
      })}
    </DepositDialog>
  )
}
