import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { PassphraseField } from '../../ui/passphrase-field.tsx'

/** Fewest characters of a new passphrase of a vault. */
const SHORTEST = 10

/** Asks for the passphrase of a vault whose certificate only signs: the one chosen before, or a new one. */
export function VaultPassphrase({
  isKnown,
  label,
  rule,
  action,
  className = 'stack-12',
  children,
  onOpen,
}: {
  readonly isKnown: boolean
  readonly label: ReactNode
  /** What a new one must be like. */
  readonly rule: ReactNode
  readonly action: ReactNode
  readonly className?: string
  readonly children?: ReactNode
  onOpen(passphrase: string): void
}) {
  const [passphrase, setPassphrase] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onOpen(passphrase)
  }
  return (
    <form className={className} onSubmit={submit}>
      {children}
      <PassphraseField
        label={label}
        help={isKnown ? undefined : rule}
        use={isKnown ? 'known' : 'new'}
        value={passphrase}
        onChange={setPassphrase}
      />
      <Button type="submit" look="primary" disabled={passphrase.length < (isKnown ? 1 : SHORTEST)}>
        {action}
      </Button>
    </form>
  )
}
