import { createHmac, randomBytes } from 'node:crypto'
import { DomainProblem } from '#shared/problems/domain-problem.ts'

/** What a bid counts against. */
interface CountedBid {
  readonly tender: string
  readonly lot: string
  readonly party: string
  /** When the tender's counts may be forgotten, ms. */
  readonly deadlineAt: number
}

/**
 * How many bids each party has sent on each lot. Every bid costs custodians and the opening work, and nothing at rest tells whose a bid
 * is, so one party could send without end. Counted in memory only, under a key drawn at start: neither disk nor dump names a party,
 * and a restart forgets everything (rule P9).
 */
export interface SubmissionLimits {
  /** Counts one bid and answers how to uncount it, should it not be taken. Throws `bids-too-many`. */
  count(bid: CountedBid, at: number): () => void
}

/** Limits that allow `maximum` bids per party and lot, replacements and withdrawals included; 0 means not limited. */
export function createSubmissionLimits(maximum: number): SubmissionLimits {
  const key = randomBytes(32)
  const tenders = new Map<string, { deadlineAt: number; readonly counts: Map<string, number> }>()
  const anonymous = (...parts: readonly string[]): string => createHmac('sha256', key).update(parts.join(' ')).digest('base64url')
  return {
    count({ tender, lot, party, deadlineAt }, at) {
      for (const [name, { deadlineAt: end }] of tenders) if (end < at) tenders.delete(name)
      const known = tenders.get(anonymous(tender)) ?? { deadlineAt, counts: new Map<string, number>() }
      known.deadlineAt = Math.max(known.deadlineAt, deadlineAt)
      const owner = anonymous(tender, lot, party)
      const counted = known.counts.get(owner) ?? 0
      if (maximum > 0 && counted >= maximum) throw new DomainProblem('bids-too-many', { most: maximum })
      tenders.set(anonymous(tender), known)
      known.counts.set(owner, counted + 1)
      return () => void known.counts.set(owner, (known.counts.get(owner) ?? 1) - 1)
    },
  }
}
