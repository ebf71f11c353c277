import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { PassphraseField } from '../../ui/passphrase-field.tsx'
import { useVaultState } from './vault-state.ts'

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
  const { t } = useTranslation('bids')
  const is = useVaultState()
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const isWrong = is.state === 'passphrase' && is.isWrong === true && passphrase === ''
  const isGood = isKnown ? passphrase !== '' : passphrase.length >= SHORTEST && again === passphrase
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
        error={isWrong ? t('vault.wrong') : undefined}
        use={isKnown ? 'known' : 'new'}
        value={passphrase}
        onChange={setPassphrase}
      />
      {!isKnown && (
        <PassphraseField
          label={t('keep.repeat')}
          error={again !== '' && again !== passphrase ? t('keep.differs') : undefined}
          use="new"
          value={again}
          onChange={setAgain}
        />
      )}
      <Button type="submit" look="primary" disabled={!isGood}>
        {action}
      </Button>
    </form>
  )
}
