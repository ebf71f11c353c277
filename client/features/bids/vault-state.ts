import { useQuery } from '@tanstack/react-query'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { sweepStaging } from '../../crypto/opfs.ts'
import { openVault, type Vault, VaultNeedsPassphrase } from '../../crypto/vault.ts'
import { queries } from '../../platform/queries.ts'
import { createStore, useStore } from '../../platform/store.ts'
import { type Credentials, credentials, requireCredentials, SigningCancelled, useCredentials } from '../identity/credentials.ts'
import { listBids, type MyBid } from './my-bids.ts'

/** The vault of the certificate at hand, as this page knows it. */
export type VaultState =
  | { readonly state: 'locked' }
  | { readonly state: 'opening' }
  | { readonly state: 'passphrase'; readonly isKnown: boolean; readonly isWrong?: boolean }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'open'; readonly vault: Vault; readonly id: number }

const vaults = createStore<{ readonly of: Credentials | undefined; readonly is: VaultState }>({
  of: undefined,
  is: { state: 'locked' },
})
let count = 0

/** Opens the vault with the certificate; asks for one when none is at hand. A certificate that only signs needs the passphrase, too. Throws SigningCancelled. */
export async function unlockVault(purpose: string, passphrase?: string): Promise<void> {
  const held = await requireCredentials(purpose)
  const show = (is: VaultState) => vaults.set({ of: held, is })
  show({ state: 'opening' })
  try {
    const vault = await openVault(held, passphrase)
    count += 1
    show({ state: 'open', vault, id: count })
    void sweep(vault)
  } catch (error) {
    if (error instanceof VaultNeedsPassphrase) return show({ state: 'passphrase', isKnown: error.isKnown })
    // A passphrase that was mistyped is asked for again, where it was typed.
    const isWrong = error instanceof DomainProblem && error.code === 'keep-file-wrong-passphrase'
    show(isWrong ? { state: 'passphrase', isKnown: true, isWrong } : { state: 'failed', error })
  }
}

/** Opens it at somebody's press; a certificate dialog that was closed leaves it as it was. */
export function openVaultAtHand(purpose: string, passphrase?: string): void {
  void unlockVault(purpose, passphrase).catch((error: unknown) => {
    if (!(error instanceof SigningCancelled)) throw error
  })
}

/** Sealing that a reload broke off leaves ciphertext nobody can use; nothing is swept while a tab may still be at it. */
async function sweep(vault: Vault): Promise<void> {
  const needed = new Set((await listBids(vault)).flatMap(({ staging }) => staging ?? []))
  await navigator.locks?.request('kaibiao.sealing', { ifAvailable: true }, async (lock) => {
    if (lock !== null) await sweepStaging(needed)
  })
}

/** The vault, followed: locked again as soon as another certificate, or none, is at hand. */
export function useVaultState(): VaultState {
  const held = useCredentials()
  const { of, is } = useStore(vaults)
  return held !== undefined && held === of ? is : { state: 'locked' }
}

/** The open vault; undefined while it is locked. */
export function useOpenVault(): { readonly vault: Vault; readonly id: number } | undefined {
  const is = useVaultState()
  return is.state === 'open' ? is : undefined
}

/** The vault at this moment, outside of React. */
export function openedVault(): Vault | undefined {
  const { of, is } = vaults.get()
  return of !== undefined && of === credentials.get() && is.state === 'open' ? is.vault : undefined
}

/** One's own bids on a tender (or all) out of the open vault; `data` is undefined while it is locked. */
export function useBids(tender?: string) {
  const opened = useOpenVault()
  return useQuery({
    queryKey: ['vault', opened?.id ?? 0, 'bids', tender ?? ''],
    queryFn: (): Promise<MyBid[]> => (opened === undefined ? Promise.resolve([]) : listBids(opened.vault, tender)),
    enabled: opened !== undefined,
    networkMode: 'always',
    staleTime: Infinity,
    gcTime: 60_000,
  })
}

/** Whatever is shown out of the vault is read again. */
export function vaultChanged(): Promise<void> {
  return queries.invalidateQueries({ queryKey: ['vault'] })
}
