import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { SigningCancelled } from '../identity/credentials.ts'
import { follow, listFollowed, unfollow } from './my-bids.ts'
import { openedVault, unlockVault, useOpenVault, vaultChanged } from './vault-state.ts'

/** Follows a tender in the vault of this browser: the platform is told nothing (rule B9). */
export function FollowButton({
  tender,
  title,
  code,
}: {
  readonly tender: string
  readonly title: string
  readonly code: string
}) {
  const { t } = useTranslation('bids')
  const opened = useOpenVault()
  const { data } = useQuery({
    queryKey: ['vault', opened?.id ?? 0, 'followed'],
    queryFn: () => (opened === undefined ? [] : listFollowed(opened.vault)),
    enabled: opened !== undefined,
    networkMode: 'always',
  })
  const isFollowed = data?.some((one) => one.tender === tender) === true
  const turn = async () => {
    try {
      if (openedVault() === undefined) await unlockVault(t('vault.purpose'))
    } catch (error) {
      if (error instanceof SigningCancelled) return
      throw error
    }
    const vault = openedVault()
    if (vault === undefined) return
    if (isFollowed) await unfollow(vault, tender)
    else await follow(vault, { tender, title, code, since: Date.now() })
    await vaultChanged()
  }
  return (
    <Button aria-pressed={isFollowed} onClick={() => void turn()}>
      {t(isFollowed ? 'list.unfollow' : 'list.follow')}
    </Button>
  )
}
