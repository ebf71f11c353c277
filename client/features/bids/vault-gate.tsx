import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Vault } from '../../crypto/vault.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { PageLoading } from '../../ui/page-state.tsx'
import { SigningCancelled } from '../identity/credentials.ts'
import { BidProblem } from './bid-problem.tsx'
import { unlockVault, useVaultState } from './vault-state.ts'

/** What lies in the vault, once it is open. Until then: why it is closed, and how to open it. */
export function VaultGate({ children }: { readonly children: (vault: Vault) => ReactNode }) {
  const { t } = useTranslation('bids')
  const is = useVaultState()
  const open = (passphrase?: string) =>
    void unlockVault(t('vault.purpose'), passphrase).catch((error: unknown) => {
      if (!(error instanceof SigningCancelled)) throw error
    })
  switch (is.state) {
    case 'open':
      return children(is.vault)
    case 'opening':
      return <PageLoading what={t('vault.opening')} />
    case 'passphrase':
      return <PassphraseForm isKnown={is.isKnown} onOpen={open} />
    case 'locked':
    case 'failed':
      return (
        <section className="card vault-gate">
          <header>
            <h2>{t('vault.title')}</h2>
          </header>
          <div className="in stack-12">
            {is.state === 'failed' && <BidProblem error={is.error} />}
            <p>{t('vault.explain')}</p>
            <p className="t13 ink3">{t('vault.nowhere')}</p>
            <Button look="primary" onClick={() => open()}>
              {t('vault.open')}
            </Button>
          </div>
        </section>
      )
  }
}

function PassphraseForm({ isKnown, onOpen }: { readonly isKnown: boolean; readonly onOpen: (passphrase: string) => void }) {
  const { t } = useTranslation('bids')
  const [passphrase, setPassphrase] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onOpen(passphrase)
  }
  return (
    <section className="card vault-gate">
      <header>
        <h2>{t('vault.title')}</h2>
      </header>
      <form className="in stack-12" onSubmit={submit}>
        <p>{t(isKnown ? 'vault.passphraseKnown' : 'vault.passphraseNew')}</p>
        <Field label={t('vault.passphrase')} help={isKnown ? undefined : t('keep.rule')}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete={isKnown ? 'current-password' : 'new-password'}
              value={passphrase}
              onChange={({ target }) => setPassphrase(target.value)}
            />
          )}
        </Field>
        <Button type="submit" look="primary" disabled={passphrase.length < (isKnown ? 1 : 10)}>
          {t('vault.open')}
        </Button>
      </form>
    </section>
  )
}
