import type { ClientSession } from 'mongoose'
import { type AwardRecord, awardModel } from './award.model.ts'
import { bidNamed } from './change-award.ts'
import type { AwardsReads } from './deps.ts'

/** What came of a lot, as far as everybody may know it: who won is null until the result is public. Moments in ms. */
interface AwardOutcome {
  readonly lot: string
  readonly winner: string | null
  /** Parties that stood before the winner and were passed over for a cause (X15). */
  readonly passedOver: readonly string[]
  /** The award notice was issued. */
  readonly noticeAt: number | null
  /** Both have signed the contract. */
  readonly contractAt: number | null
  readonly isFailed: boolean
}

/** What came of the lots of a tender that have an award. */
export async function readAwardOutcomes(deps: AwardsReads, tender: string, session?: ClientSession): Promise<AwardOutcome[]> {
  const awards = await awardModel(deps.connection)
    .find({ tender })
    .session(session ?? null)
    .lean<AwardRecord[]>()
  return awards.map((award) => {
    const { lot, state, resultAt, contract, candidates } = award
    const winner = resultAt === null ? null : award.winner
    const signedAt = state === 'contracted' ? contract?.signatures.at(-1)?.at : undefined
    const before = winner?.cause == null ? [] : candidates.slice(0, Math.max(0, candidates.indexOf(winner.bid)))
    return {
      lot,
      winner: winner === null ? null : bidNamed(award, winner.bid).party,
      passedOver: before.map((bid) => bidNamed(award, bid).party),
      noticeAt: resultAt === null ? null : Date.parse(resultAt),
      contractAt: signedAt === undefined ? null : Date.parse(signedAt),
      isFailed: state === 'failed',
    }
  })
}
