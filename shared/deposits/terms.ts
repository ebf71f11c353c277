import { overdueFrom } from '../calendar/period.ts'
import type { Article } from '../catalogue/clocks.ts'
import { type DepositBasis, depositClockOf, depositPeriod } from '../catalogue/deposit-periods.ts'
import type { RulePack } from '../catalogue/rule-pack.ts'
import { assertNever } from '../primitives/assert.ts'
import type { ClaimGround, DepositRole } from './grounds.ts'

/** What has happened to a bidder and its lot; moments in ms since 1970, null: not yet. */
export interface DepositStanding {
  readonly role: DepositRole
  /** The bidder's own written request. */
  readonly claim: { readonly ground: ClaimGround; readonly at: number } | null
  /** Its bid did not open for a cause that was not its own: deemed withdrawn (O4). */
  readonly deemedWithdrawnAt: number | null
  /** The award notice was issued. */
  readonly awardNoticeAt: number | null
  /** Both parties signed the contract of the lot. */
  readonly contractAt: number | null
  /** The lot ended without an award. */
  readonly lotFailedAt: number | null
  readonly terminatedAt: number | null
}

/** By when a deposit goes back, and why. */
export interface DepositTerm {
  readonly basis: DepositBasis
  /** What it runs from (ms). */
  readonly from: number
  /** The moment (ms) from which the return is late: the end of the last day. */
  readonly overdueAt: number
  readonly article: Article
  /** The law names no number of days: they are the platform's. */
  readonly isPlatformsOwn: boolean
  /** Whether the bank's deposit interest goes back with it. */
  readonly hasBankInterest: boolean
}

/**
 * When a deposit goes back at the latest (G11, A4, N12, B8); null: nothing has happened yet that it runs from. Of several causes the one the
 * bidder could rely on first in its law counts.
 */
export function depositTerm(pack: RulePack, category: string, standing: DepositStanding): DepositTerm | null {
  const cause = causeOf(standing, depositClockOf(category) === 'procurement')
  if (cause === null) return null
  const period = depositPeriod(pack, category, cause.basis)
  if (period === null) return null
  const { article, isPlatformsOwn, hasBankInterest, applied } = period
  return {
    basis: cause.basis,
    from: cause.from,
    overdueAt: overdueFrom(pack.calendar, cause.from, applied),
    article,
    isPlatformsOwn,
    hasBankInterest,
  }
}

interface Cause {
  readonly basis: DepositBasis
  readonly from: number
}

function causeOf(standing: DepositStanding, isProcurement: boolean): Cause | null {
  const { role, claim, terminatedAt, lotFailedAt, contractAt, awardNoticeAt, deemedWithdrawnAt } = standing
  if (terminatedAt !== null) return { basis: 'termination', from: terminatedAt }
  if (deemedWithdrawnAt !== null) return { basis: 'withdrawal', from: deemedWithdrawnAt }
  if (claim?.ground === 'extension-refused') return { basis: 'extension-refused', from: claim.at }
  const failed: Cause | null = lotFailedAt === null ? null : { basis: 'lot-failed', from: lotFailedAt }
  const concluded: Cause | null = contractAt === null ? null : { basis: 'contract', from: contractAt }
  switch (role) {
    case 'unopened':
      return claim?.ground === 'withdrawn' ? { basis: 'withdrawal', from: claim.at } : failed
    case 'winner':
      return concluded ?? failed
    case 'passed-over':
    case 'bidder':
      // Procurement lets losers go with the award notice; the law of bidding has them wait for the contract.
      if (isProcurement && awardNoticeAt !== null) return { basis: 'award-notice', from: awardNoticeAt }
      return concluded ?? failed
    default:
      return assertNever(role)
  }
}
