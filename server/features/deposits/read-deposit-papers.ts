import { readPublishedTender } from '../notices/index.ts'
import { type DepositRecord, depositModel } from './deposit.model.ts'
import type { DepositsReads } from './deps.ts'

/** What everybody may know of the deposits of a lot: what was asked for, and whether each went back in time; not whose they are. */
interface DepositPapers {
  readonly lot: string
  readonly required: { readonly amount: string; readonly payment: string } | null
  readonly deposits: readonly {
    readonly id: string
    readonly state: string
    readonly dueAt: string | null
    readonly receiptActSha256: string | null
    readonly claimActSha256: string | null
    readonly contestActsSha256: readonly string[]
    readonly settlement: {
      readonly kind: string
      readonly at: string
      readonly daysLate: number
      readonly isOwnFault: boolean
      readonly ground: string | null
      readonly actSha256: string
    } | null
  }[]
}

/** The public part of the deposits of every lot that asked for one, for the archive. */
export async function readDepositPapers(deps: DepositsReads, tenderId: string): Promise<DepositPapers[]> {
  const tender = await readPublishedTender(deps, tenderId)
  const found = await depositModel(deps.connection).find({ tender: tenderId }).sort({ _id: 1 }).lean<DepositRecord[]>()
  return tender.lots.flatMap(({ id: lot }) => {
    const asked = tender.deposits.find((each) => each.lot === lot)
    const ofLot = found.filter((deposit) => deposit.lot === lot)
    if (asked === undefined && ofLot.length === 0) return []
    const required = asked === undefined ? null : { amount: asked.amount, payment: asked.payment }
    return [{ lot, required, deposits: ofLot.map(publicPart) }]
  })
}

function publicPart({
  _id,
  state,
  dueAt,
  receipt,
  claim,
  contests,
  settlement,
}: DepositRecord): DepositPapers['deposits'][number] {
  return {
    id: _id,
    state,
    dueAt: dueAt?.toISOString() ?? null,
    receiptActSha256: receipt?.actSha256 ?? null,
    claimActSha256: claim?.actSha256 ?? null,
    contestActsSha256: contests.map(({ actSha256 }) => actSha256),
    settlement:
      settlement === null
        ? null
        : {
            kind: settlement.kind,
            at: settlement.at,
            daysLate: settlement.daysLate,
            isOwnFault: settlement.ownFault !== null,
            ground: settlement.ground,
            actSha256: settlement.actSha256,
          },
  }
}
