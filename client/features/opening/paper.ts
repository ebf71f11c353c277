import type { WalkedChain } from '#shared/sealed-bid/client/walk-chain.ts'

/** One thing checked of a paper that the server made, before anybody signs it: passed, or what is wrong with it. */
export interface PaperCheck {
  readonly name:
    | 'chain'
    | 'digest'
    | 'list'
    | 'manifests'
    | 'notice'
    | 'keys'
    | 'causes'
    | 'silence'
    | 'bids'
    | 'readings'
    | 'objections'
    | 'chat'
  readonly fault?: string | undefined
}

/** A paper as it was checked: its text, its digest by this page's own reckoning, and every check. */
export interface CheckedPaper {
  readonly text: string
  readonly sha256: string
  readonly list: string
  readonly checks: readonly PaperCheck[]
  readonly isSound: boolean
}

/** A manifest of the list, as the platform gave it. */
export interface ListedBid {
  readonly manifestSha256: string
  readonly manifest: string
  readonly isAdded: boolean
}

/** The facts of the newest event of a type, as an object. */
export function factsOf(chain: WalkedChain, type: string): Readonly<Record<string, unknown>> {
  return (chain.events.findLast((event) => event.type === type)?.facts ?? {}) as Record<string, unknown>
}
