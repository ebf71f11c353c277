import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Vault } from '../../crypto/vault.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { PageLoading } from '../../ui/page-state.tsx'
import { VaultPassphrase } from '../bids/vault-passphrase.tsx'
import { openVaultAtHand, unlockVault, useVaultState } from '../bids/vault-state.ts'
import { useCredentials } from '../identity/credentials.ts'
import { KeyProblem } from '../identity/key-problem.tsx'

/** Work that is kept encrypted in this browser until it is signed. With the certificate at hand it opens by itself; else it asks for it. */
export function DraftGate({ children }: { readonly children: (vault: Vault | undefined) => ReactNode }) {
  const { t } = useTranslation('evaluation')
  const held = useCredentials()
  const is = useVaultState()
  const [isUnsaved, setUnsaved] = useState(false)
  const purpose = t('draft.purpose')
  const open = (passphrase?: string) => openVaultAtHand(purpose, passphrase)
  const isClosed = is.state === 'locked'
  useEffect(() => {
    if (held !== undefined && isClosed) void unlockVault(purpose).catch(() => undefined)
  }, [held, isClosed, purpose])
  if (isUnsaved) return children(undefined)
  if (is.state === 'open') return children(is.vault)
  if (is.state === 'opening') return <PageLoading what={t('draft.opening')} />
  return (
    <Card title={t('draft.title')}>
      <div className="stack-12">
        {is.state === 'failed' && <KeyProblem error={is.error} />}
        <p>{t('draft.explain')}</p>
        {is.state === 'passphrase' ? (
          <VaultPassphrase
            isKnown={is.isKnown}
            label={t(is.isKnown ? 'draft.passphrase' : 'draft.newPassphrase')}
            rule={t('draft.rule')}
            action={t('draft.open')}
            onOpen={open}
          />
        ) : (
          <div className="row flow">
            <Button look="primary" onClick={() => open()}>
              {t('draft.open')}
            </Button>
            {is.state === 'failed' && <Button onClick={() => setUnsaved(true)}>{t('draft.without')}</Button>}
          </div>
        )}
      </div>
    </Card>
  )
}
