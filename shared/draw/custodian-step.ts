import type { WebCryptoKey } from '../pki/keys.ts'
import { hex } from '../primitives/bytes.ts'
import type { CustodianKey } from '../sealed-bid/custodian-share.ts'
import type { SealedShare } from '../sealed-bid/manifest.ts'
import { type EscrowOf, openEscrowShare } from './escrow.ts'

/** What a custodian's own client finds in the envelopes of a draw. */
export interface OpenedEnvelopes {
  /** Shares that are what was committed to, hex. They leave the client only when they are asked for. */
  readonly shares: readonly { readonly of: EscrowOf; readonly share: string }[]
  readonly unreadable: readonly { readonly of: EscrowOf; readonly cause: string }[]
}

/** Opens this custodian's envelope of every escrow of a draw: what it confirms is what it has seen open. */
export async function openDrawEnvelopes(input: {
  readonly draw: string
  readonly escrows: readonly { readonly of: EscrowOf; readonly sealed: readonly SealedShare[] }[]
  readonly custodian: CustodianKey
  readonly privateKey: WebCryptoKey
}): Promise<OpenedEnvelopes> {
  const shares: { of: EscrowOf; share: string }[] = []
  const unreadable: { of: EscrowOf; cause: string }[] = []
  for (const { of, sealed } of input.escrows) {
    const opened = await openEscrowShare({ ...input, of, sealed })
    if (opened.ok) shares.push({ of, share: hex(opened.share) })
    else unreadable.push({ of, cause: opened.refusal })
  }
  return { shares, unreadable }
}
