import { useTranslation } from 'react-i18next'
import type { BeijingDay } from '#shared/calendar/beijing.ts'
import { type DepositForm, depositForms } from '#shared/deposits/grounds.ts'
import { parseYuan, type Yuan } from '#shared/primitives/money.ts'
import { serverNow } from '../../platform/server-time.ts'
import { beijingDay } from '../../ui/beijing-time.ts'
import { capitalYuan } from '../../ui/capital-numerals.ts'
import { Field, Input, Select } from '../../ui/field.tsx'
import { typedYuan } from '../../ui/typed-yuan.ts'

/** A payment as it is typed. */
export interface TypedPayment {
  readonly form: DepositForm
  readonly amount: string
  readonly receivedOn: string
  readonly reference: string
}

/** The payment that was typed; undefined while something is missing. */
export function paymentOf({ form, amount, receivedOn, reference }: TypedPayment) {
  const yuan = typedYuan(amount)
  if (yuan === undefined || parseYuan(yuan) === 0n || receivedOn === '' || reference.trim() === '') return undefined
  return { form, amount: yuan, receivedOn: receivedOn as BeijingDay, reference: reference.trim() }
}

/** What a payment begins with: the amount asked for, today. */
export function newPayment(amount: Yuan | undefined): TypedPayment {
  return { form: 'transfer', amount: amount ?? '', receivedOn: today(), reference: '' }
}

/** Today on Beijing's calendar, by the server's clock. */
export function today(): string {
  return beijingDay(new Date(serverNow()).toISOString())
}

/** Form, amount, day, and the payer's account or the guarantee's number. */
export function PaymentFields({
  value,
  onChange,
  dayLabel,
}: {
  readonly value: TypedPayment
  readonly onChange: (value: TypedPayment) => void
  readonly dayLabel: string
}) {
  const { t } = useTranslation('deposits')
  const amount = typedYuan(value.amount)
  return (
    <>
      <div className="row flow g16 deposit-payment">
        <Field label={t('form')} isRequired>
          {(control) => (
            <Select
              {...control}
              value={value.form}
              options={depositForms.map((form) => ({ value: form, label: t(`forms.${form}`) }))}
              onChange={({ target }) =>
                onChange({ ...value, form: depositForms.find((form) => form === target.value) ?? 'transfer' })
              }
            />
          )}
        </Field>
        <Field label={t('amount')} isRequired help={amount === undefined ? undefined : capitalYuan(amount)}>
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              value={value.amount}
              onChange={({ target }) => onChange({ ...value, amount: target.value })}
            />
          )}
        </Field>
        <Field label={dayLabel} isRequired>
          {(control) => (
            <Input
              {...control}
              type="date"
              max={today()}
              value={value.receivedOn}
              onChange={({ target }) => onChange({ ...value, receivedOn: target.value })}
            />
          )}
        </Field>
      </div>
      <Field label={t(value.form === 'guarantee' ? 'guaranteeNumber' : 'payerAccount')} help={t('referenceHelp')} isRequired>
        {(control) => (
          <Input
            {...control}
            maxLength={200}
            value={value.reference}
            onChange={({ target }) => onChange({ ...value, reference: target.value })}
          />
        )}
      </Field>
    </>
  )
}
