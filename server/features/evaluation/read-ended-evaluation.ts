import type { ClientSession } from 'mongoose'
import type { LotResultText } from '#shared/scoring/lot-result.ts'
import { settleLots } from '#shared/scoring/rank.ts'
import type { EvaluationReads } from './deps.ts'
import { type EvaluationRecord, evaluationModel } from './evaluation.model.ts'
import { openedBids } from './lot-bids.ts'
import { activeSeats } from './read-evaluation.ts'

/** A bid as the report leaves it to the award. */
export interface ReportedBid {
  readonly bid: string
  readonly party: string
  readonly name: string
  /** Price of the letter, or the one its bidder confirmed (X11); empty for a rejected bid whose price was never opened. */
  readonly price: string
  readonly fields: Readonly<Record<string, string>>
}

/** One lot as the report leaves it. */
export interface ReportedLot {
  readonly lot: string
  readonly name: string
  readonly failure: string | null
  readonly bids: readonly ReportedBid[]
  /** By bid; of a failed lot, which has no result, as well. */
  readonly rejections: EvaluationRecord['lots'][number]['rejections']
  readonly result: LotResultText | null
  readonly candidates: readonly string[]
  /** Of equal rank at the last place: the tenderer chooses (87-68). */
  readonly undecided: readonly string[]
}

/** What an ended evaluation hands on: its lots, and who sat (secret until the result, X3). */
export interface EndedEvaluation {
  readonly tender: string
  readonly reportSha256: string | null
  /** Counted up by every replacement and every re-review. */
  readonly round: number
  readonly priceField: string
  readonly maxCandidates: number
  readonly lots: readonly ReportedLot[]
  readonly committee: readonly { readonly seat: number; readonly who: string; readonly isTenderers: boolean }[]
}

/** The evaluation of a tender once it has ended, completed or failed; undefined before. */
export async function readEndedEvaluation(
  deps: EvaluationReads,
  tender: string,
  session?: ClientSession,
): Promise<EndedEvaluation | undefined> {
  const evaluation = await evaluationModel(deps.connection)
    .findById(tender)
    .session(session ?? null)
    .lean<EvaluationRecord>()
  if (evaluation === null || (evaluation.state !== 'completed' && evaluation.state !== 'failed')) return undefined
  const opened = await openedBids(deps, tender, session)
  const settled = settleLots(
    evaluation.plan.maxLotsPerBidder,
    evaluation.lots.map(({ lot, result }) => ({
      lot,
      candidates: (result?.candidates ?? []).map((bid) => ({ bid, bidder: opened.get(bid)?.identity?.party ?? bid })),
    })),
  )
  const priceField = evaluation.plan.price.field
  return {
    tender,
    reportSha256: evaluation.report?.sha256 ?? null,
    round: evaluation.round,
    priceField,
    maxCandidates: evaluation.plan.maxCandidates,
    lots: evaluation.lots.map((lot, index) => ({
      lot: lot.lot,
      name: lot.name,
      failure: lot.failure,
      bids: lot.bids.flatMap((bid) => {
        const found = opened.get(bid)
        if (found?.identity == null) return []
        const fields = found.fields ?? {}
        const price = lot.correctedPrices[bid] ?? fields[priceField] ?? ''
        return [
          {
            bid,
            party: found.identity.party,
            name: found.identity.name,
            price,
            fields: price === '' ? { ...fields } : { ...fields, [priceField]: price },
          },
        ]
      }),
      rejections: lot.rejections,
      result: lot.result,
      candidates: settled[index]?.candidates ?? [],
      undecided: lot.result?.undecided ?? [],
    })),
    committee: activeSeats(evaluation).map(({ seat, who, isTenderers }) => ({ seat, who, isTenderers })),
  }
}
