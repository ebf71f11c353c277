import { useQuery } from '@tanstack/react-query'
import { fetchNoticePack, type VerifiedNotice, verifyNoticePack } from '#shared/sealed-bid/client/notice-pack.ts'
import { trustOf } from '../../crypto/keys.ts'
import type { Vault } from '../../crypto/vault.ts'
import { platformFacts } from '../identity/platform-facts.ts'
import { anonymousClient } from './anonymous.ts'
import { knownLogs, putKnownLogs } from './my-bids.ts'
import { useOpenVault } from './vault-state.ts'

/**
 * The notice in force as this browser has verified it: its signature, its place under a checkpoint consistent with the newest one seen before,
 * and the acceptance of every custodian (formats: “Before sealing”). Throws ChainRefused, DomainProblem, ProblemError.
 */
export async function verifiedNotice(vault: Vault, tender: string): Promise<VerifiedNotice> {
  const pack = await fetchNoticePack({
    client: anonymousClient(),
    origin: location.origin,
    tender,
    knownLogs: await knownLogs(vault),
  })
  const verified = await verifyNoticePack(pack, { material: trustOf(await platformFacts(60_000)), isRevocationChecked: false })
  await putKnownLogs(vault, pack.logs)
  return verified
}

/** The verified notice of a tender, once the vault is open: it remembers the logs. */
export function useVerifiedNotice(tender: string) {
  const opened = useOpenVault()
  return useQuery({
    queryKey: ['verified-notice', opened?.id ?? 0, tender],
    queryFn: () =>
      opened === undefined ? Promise.reject(new RangeError('the vault is locked')) : verifiedNotice(opened.vault, tender),
    enabled: opened !== undefined,
    staleTime: 60_000,
    retry: 1,
  })
}
