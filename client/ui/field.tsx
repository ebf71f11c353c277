import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './icon.tsx'

/** What a control needs to be named and explained by its Field. */
export interface FieldControl {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

/** A labelled control with help and error: `<Field label="…">{(control) => <Input {...control} … />}</Field>`. */
export function Field({ label, help, error, isRequired = false, className = '', children }: FieldProps) {
  const { t } = useTranslation()
  const id = useId()
  const described = [help === undefined ? '' : `${id}-help`, error === undefined ? '' : `${id}-error`].filter(
    (name) => name !== '',
  )
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>
        {label}
        {isRequired && <span className="need">{t('ui.field.required')}</span>}
      </label>
      {children({
        id,
        'aria-describedby': described.length === 0 ? undefined : described.join(' '),
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {help !== undefined && (
        <div className="help" id={`${id}-help`}>
          {help}
        </div>
      )}
      {error !== undefined && (
        <div className="help bad" id={`${id}-error`} role="alert">
          <Icon name="cross-circle" size={14} />
          {error}
        </div>
      )}
    </div>
  )
}

interface FieldProps {
  readonly label: ReactNode
  readonly help?: ReactNode
  readonly error?: ReactNode
  readonly isRequired?: boolean
  readonly className?: string
  readonly children: (control: FieldControl) => ReactNode
}

/** A line of text. */
export function Input(props: InputHTMLAttributes<HTMLInputElement>) {
  return <input type="text" {...props} className={`inp ${props.className ?? ''}`} />
}

/** Several lines of text. */
export function TextArea(props: TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return <textarea rows={4} {...props} className={`inp ${props.className ?? ''}`} />
}

/** One of several. */
export function Select({ options, ...rest }: SelectProps) {
  return (
    <select {...rest} className={`inp ${rest.className ?? ''}`}>
      {options.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  )
}

interface SelectProps extends SelectHTMLAttributes<HTMLSelectElement> {
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

/** A box to tick, with its words. */
export function Checkbox({ children, ...rest }: InputHTMLAttributes<HTMLInputElement> & { readonly children: ReactNode }) {
  return (
    <label className="tickbox">
      <input {...rest} type="checkbox" />
      <span>{children}</span>
    </label>
  )
}
