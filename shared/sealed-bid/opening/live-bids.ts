import type { Instant } from '../../primitives/instant.ts'
import type { Intent } from '../commitments.ts'
import type { Manifest } from '../manifest.ts'
import type { CauseCode } from './causes.ts'

/** A listed bid whose signature and bidder commitment are valid: give nothing else to `findLiveBids`. */
export interface ListedBid {
  readonly manifestSha256: string
  /** First receipt; a manifest counts only there. */
  readonly receivedAt: Instant
  readonly lot: string
  /** Whose it is, however that is told: a party, or what its certificate says. */
  readonly party: string
  readonly intent: Intent
}

/** Which bids count. Everything else is destroyed unopened. */
export interface LiveBids {
  readonly live: readonly ListedBid[]
  readonly superseded: readonly ListedBid[]
  /** Withdrawals in force, each with the party that withdrew. */
  readonly withdrawn: readonly ListedBid[]
}

/**
 * Live is each party's last bid on a lot by receivedAt, the larger digest where two are equal (rule B4): a replacement is a new
 * bid, a withdrawal is a new bid that wants nothing. In the order of their digests.
 */
export function findLiveBids(listed: readonly ListedBid[]): LiveBids {
  const last = new Map<string, ListedBid>()
  for (const bid of listed) {
    const key = `${bid.lot} ${bid.party}`
    const known = last.get(key)
    if (known === undefined || isLater(bid, known)) last.set(key, bid)
  }
  const inForce = new Set([...last.values()].map((bid) => bid.manifestSha256))
  const ordered = [...listed].sort((left, right) => (left.manifestSha256 < right.manifestSha256 ? -1 : 1))
  return {
    live: ordered.filter((bid) => inForce.has(bid.manifestSha256) && bid.intent === 'bid'),
    withdrawn: ordered.filter((bid) => inForce.has(bid.manifestSha256) && bid.intent === 'withdrawal'),
    superseded: ordered.filter((bid) => !inForce.has(bid.manifestSha256)),
  }
}

function isLater(bid: ListedBid, known: ListedBid): boolean {
  if (bid.receivedAt !== known.receivedAt) return bid.receivedAt > known.receivedAt
  return bid.manifestSha256 > known.manifestSha256
}

/** A bid that carries what an earlier one carries already. */
export interface CopiedBid {
  readonly manifestSha256: string
  readonly copiedFrom: string
  readonly envelope: string
  readonly cause: Extract<CauseCode, 'payload-copied' | 'share-copied'>
}

/**
 * Finds bids that hold another's ciphertext or share envelopes. Keys, shares and contexts are drawn anew for every bid, so
 * nothing honest is ever equal; a copy never opens, and is named for what it is. The earlier receipt is the original.
 */
export function findCopiedBids(
  bids: readonly { readonly manifestSha256: string; readonly receivedAt: Instant; readonly manifest: Manifest }[],
): CopiedBid[] {
  const ordered = [...bids].sort((left, right) =>
    left.receivedAt === right.receivedAt
      ? left.manifestSha256 < right.manifestSha256
        ? -1
        : 1
      : left.receivedAt < right.receivedAt
        ? -1
        : 1,
  )
  const owners = new Map<string, string>()
  const copied: CopiedBid[] = []
  for (const { manifestSha256, manifest } of ordered) {
    for (const envelope of manifest.envelopes) {
      const shares = [...envelope.custodians, ...(envelope.remedy ?? [])]
      const marks = [
        { cause: 'payload-copied' as const, mark: `payload ${envelope.payload.sha256}` },
        ...shares.flatMap((share) => [
          { cause: 'share-copied' as const, mark: `cms ${share.cms}` },
          { cause: 'share-copied' as const, mark: `share ${share.shareSha256}` },
        ]),
      ]
      const found = marks.find(({ mark }) => (owners.get(mark) ?? manifestSha256) !== manifestSha256)
      if (found !== undefined) {
        const copiedFrom = owners.get(found.mark) ?? ''
        copied.push({ manifestSha256, copiedFrom, envelope: envelope.name, cause: found.cause })
      }
      for (const { mark } of marks) if (!owners.has(mark)) owners.set(mark, manifestSha256)
    }
  }
  return copied
}
