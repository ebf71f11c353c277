import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { isSuspended, type PublishedTender } from '../notices/index.ts'

/**
 * Asserts that a submission whose last byte was read at `receivedAt` (ms) comes in time and to a tender that takes bids (rules B3, B7).
 * A tender that has closed meanwhile still takes what had been read before its deadline. Throws `bid-late`, `bids-suspended`, `bids-not-open`.
 */
export function assertTakesBids(tender: PublishedTender, receivedAt: number): void {
  if (receivedAt >= millisOf(tender.deadlineAt)) {
    throw new DomainProblem('bid-late', { deadlineAt: tender.deadlineAt, receivedAt: instantOf(receivedAt) })
  }
  if (tender.state !== 'published' && tender.state !== 'closed') throw new DomainProblem('bids-not-open', { state: tender.state })
  if (isSuspended(tender)) throw new DomainProblem('bids-suspended')
}
