import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Vault } from '../../crypto/vault.ts'
import { Button } from '../../ui/button.tsx'
import { PageLoading } from '../../ui/page-state.tsx'
import { BidProblem } from './bid-problem.tsx'
import { VaultPassphrase } from './vault-passphrase.tsx'
import { openVaultAtHand, useVaultState } from './vault-state.ts'

/** What lies in the vault, once it is open. Until then: why it is closed, and how to open it. */
export function VaultGate({ children }: { readonly children: (vault: Vault) => ReactNode }) {
  const { t } = useTranslation('bids')
  const is = useVaultState()
  const open = (passphrase?: string) => openVaultAtHand(t('vault.purpose'), passphrase)
  switch (is.state) {
    case 'open':
      return children(is.vault)
    case 'opening':
      return <PageLoading what={t('vault.opening')} />
    case 'passphrase':
      return (
        <section className="card vault-gate">
          <header>
            <h2>{t('vault.title')}</h2>
          </header>
          <VaultPassphrase
            className="in stack-12"
            isKnown={is.isKnown}
            label={t('vault.passphrase')}
            rule={t('keep.rule')}
            action={t(is.isKnown ? 'vault.openKnown' : 'vault.openNew')}
            onOpen={open}
          >
            <p>{t(is.isKnown ? 'vault.passphraseKnown' : 'vault.passphraseNew')}</p>
          </VaultPassphrase>
        </section>
      )
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
