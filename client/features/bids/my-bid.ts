import { parseCertificate } from '#shared/pki/certificate.ts'
import { verifyCms } from '#shared/pki/cms-signature.ts'
import { base64url, fromBase64url, utf8 } from '#shared/primitives/bytes.ts'
import type { KeepFile } from '#shared/sealed-bid/keep-file.ts'
import { createStore, useStore } from '../../platform/store.ts'
import { SigningCancelled } from '../identity/credentials.ts'
import { liveBid, type MyBid, receiptOf } from './my-bids.ts'
import { unlockVault, useBids, useVaultState } from './vault-state.ts'

/** One's own bids on a tender as this browser knows them. */
export interface MyBids {
  /** `locked`: there may be bids in the vault, which needs the certificate. */
  readonly state: 'locked' | 'opening' | 'open'
  /** The bid that counts, by lot: the last received. */
  readonly live: readonly MyBid[]
  /** Digests of all one's own manifests, received ones only. */
  readonly manifests: readonly string[]
  /** Opens the vault with the certificate; nothing happens when the person declines. */
  unlock(purpose: string): Promise<void>
  /** A keep-file opened on this page counts, too, without any certificate. */
  take(bid: MyBid): void
}

const taken = createStore<readonly MyBid[]>([])

/** One's own bids on a tender: out of the vault when it is open, and out of keep-files opened on this page. */
export function useMyBid(tender: string): MyBids {
  const is = useVaultState()
  const kept = useBids(tender)
  const opened = useStore(taken).filter((bid) => bid.tender === tender)
  const inVault = is.state === 'open' ? (kept.data ?? []) : []
  const all = [...inVault, ...opened.filter(({ id }) => !inVault.some((bid) => bid.id === id))]
  const received = all.filter((bid) => receiptOf(bid) !== undefined)
  const lots = [...new Set(received.map(({ lot }) => lot))]
  return {
    state: is.state === 'open' ? (kept.data === undefined ? 'opening' : 'open') : is.state === 'opening' ? 'opening' : 'locked',
    live: lots.flatMap((lot) => liveBid(received.filter((bid) => bid.lot === lot)) ?? []),
    manifests: received.map(({ id }) => id),
    async unlock(purpose) {
      try {
        await unlockVault(purpose)
      } catch (error) {
        if (!(error instanceof SigningCancelled)) throw error
      }
    },
    take: (bid) => taken.set([...taken.get().filter(({ id }) => id !== bid.id), bid]),
  }
}

/** `identity/1` out of a keep-file: what proves whose a bid is where the stored identity does not open. Throws CmsRefused. */
export async function identityOf(keep: KeepFile): Promise<Record<string, unknown>> {
  const { signer, chain } = await verifyCms({ content: utf8(keep.manifest), p7s: fromBase64url(keep.p7s) })
  const receipt = keep.receipt === undefined ? undefined : (JSON.parse(keep.receipt.receipt) as { readonly event: unknown })
  return {
    v: 'identity/1',
    kind: 'bid',
    p7s: keep.p7s,
    chain: chain.map(({ der }) => base64url(der)),
    certificate: base64url(parseCertificate(signer.der).der),
    salt: keep.salt,
    intent: keep.intent,
    event: receipt?.event,
    entrySalt: keep.entrySalt,
    address: '',
    device: '',
  }
}
