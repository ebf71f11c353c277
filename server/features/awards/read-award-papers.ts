import { isAwardOver } from '#shared/lifecycle/award.ts'
import { type AwardRecord, awardModel } from './award.model.ts'
import type { AwardsReads } from './deps.ts'

/** What an award leaves behind: its notice, the report its regulator was given, and the contract once both have signed. */
export interface AwardPapers {
  readonly lot: string
  /** Contracted or failed: nothing follows. */
  readonly isOver: boolean
  readonly noticePdfSha256: string | null
  /** Bidding: once it was given (A5). */
  readonly regulatorReportText: string | null
  readonly contractText: string | null
  readonly contractPdfSha256: string | null
}

/** The papers of every lot of a tender, for the archive. Says nothing about who may read them. */
export async function readAwardPapers(deps: AwardsReads, tender: string): Promise<AwardPapers[]> {
  const awards = await awardModel(deps.connection).find({ tender }).sort({ lot: 1 }).lean<AwardRecord[]>()
  return awards.map(({ lot, state, noticePdfSha256, regulatorReport, contract, contractPdfSha256 }) => ({
    lot,
    isOver: isAwardOver(state),
    noticePdfSha256,
    regulatorReportText: regulatorReport?.text ?? null,
    contractPdfSha256: contractPdfSha256 ?? null,
    contractText: state === 'contracted' ? (contract?.text ?? null) : null,
  }))
}
