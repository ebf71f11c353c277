import type { ReactNode } from 'react'
import { Field, Input } from './field.tsx'

/** A labelled passphrase. `use`: a new one to be remembered by the browser, a known one it may fill in, or one it should keep out of. */
export function PassphraseField({ value, onChange, use, ...field }: PassphraseFieldProps) {
  return (
    <Field {...field}>
      {(control) => (
        <Input
          {...control}
          type="password"
          autoComplete={use === 'new' ? 'new-password' : use === 'known' ? 'current-password' : 'off'}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  )
}

interface PassphraseFieldProps {
  readonly label: ReactNode
  readonly help?: ReactNode
  readonly error?: ReactNode
  readonly className?: string
  readonly value: string
  readonly use: 'new' | 'known' | 'once'
  onChange(value: string): void
}
