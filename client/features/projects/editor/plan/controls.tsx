import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lineField } from '#shared/contracts/fields.ts'
import { isDecimal } from '#shared/scoring/points.ts'
import { Field, Input, Select } from '../../../../ui/field.tsx'
import { Tag } from '../../../../ui/tag.tsx'
import type { EditedFault } from './plan-state.ts'

interface Controlled<T> {
  readonly label: string
  readonly value: T
  readonly onChange: (value: T) => void
  readonly help?: string
}

/** A line of text; trimmed when it is left. */
export function LineInput({ label, value, onChange, help }: Controlled<string>) {
  const { t } = useTranslation('plan')
  return (
    <Field
      label={label}
      {...(help !== undefined && { help })}
      {...(!lineField.safeParse(value.trim()).success && { error: t('control.line') })}
    >
      {(control) => (
        <Input
          {...control}
          maxLength={200}
          value={value}
          onChange={({ target }) => onChange(target.value)}
          onBlur={() => value !== tidy(value) && onChange(tidy(value))}
        />
      )}
    </Field>
  )
}

/** A decimal such as 4.5: points, percent, a coefficient. */
export function DecimalInput({ label, value, onChange, help }: Controlled<string>) {
  const { t } = useTranslation('plan')
  return (
    <Field label={label} {...(help !== undefined && { help })} {...(!isDecimal(value) && { error: t('control.decimal') })}>
      {(control) => (
        <Input
          {...control}
          inputMode="decimal"
          maxLength={11}
          value={value}
          onChange={({ target }) => onChange(target.value.trim())}
        />
      )}
    </Field>
  )
}

/** A whole number between bounds. While it is none, what is typed stays here and the value is not a number. */
export function WholeInput({ label, value, onChange, help, min = 0, max }: WholeInputProps) {
  const { t } = useTranslation('plan')
  const [typed, setTyped] = useState<string>()
  const shown = typed ?? (Number.isInteger(value) ? String(value) : '')
  const isSound = Number.isInteger(value) && value >= min && value <= max
  return (
    <Field label={label} {...(help !== undefined && { help })} {...(!isSound && { error: t('control.whole', { min, max }) })}>
      {(control) => (
        <Input
          {...control}
          inputMode="numeric"
          maxLength={10}
          value={shown}
          onChange={({ target }) => {
            const text = target.value.trim()
            setTyped(text)
            onChange(/^\d+$/.test(text) ? Number(text) : Number.NaN)
          }}
          onBlur={() => setTyped(undefined)}
        />
      )}
    </Field>
  )
}

interface WholeInputProps extends Controlled<number> {
  readonly min?: number
  readonly max: number
}

/** One of several; what is chosen stays shown though it is not among them any more. */
export function ChoiceInput<T extends string>({ label, value, onChange, help, options }: ChoiceInputProps<T>) {
  const isThere = options.some((option) => option.value === value)
  return (
    <Field label={label} {...(help !== undefined && { help })}>
      {(control) => (
        <Select
          {...control}
          value={value}
          options={isThere ? options : [{ value, label: value === '' ? '—' : value }, ...options]}
          onChange={({ target }) => {
            const chosen = options.find((option) => option.value === target.value)
            if (chosen !== undefined) onChange(chosen.value)
          }}
        />
      )}
    </Field>
  )
}

interface ChoiceInputProps<T extends string> extends Controlled<T> {
  readonly options: readonly { readonly value: T; readonly label: string }[]
}

/** A fault in words, next to what it concerns. */
export function FaultNote({ fault, children }: { readonly fault: EditedFault; readonly children?: ReactNode }) {
  const { t } = useTranslation('plan')
  return (
    <div role="alert" className="row flow t13 plan-fault">
      <Tag tone="bad">{t('fault.title')}</Tag>
      <span>{t(`fault.${fault}`)}</span>
      {children}
    </div>
  )
}

/** A list with the item at an index replaced, or left out. */
export function replaced<T>(list: readonly T[], index: number, item?: T): T[] {
  return list.flatMap((each, at) => (at !== index ? [each] : item === undefined ? [] : [item]))
}

function tidy(text: string): string {
  return text.normalize('NFC').trim()
}
