import type { VerifiedAct } from '#shared/acts/act.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { formatYuan } from '#shared/primitives/money.ts'
import { randomId } from '#shared/primitives/random.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { type CorrectedPrice, correctPrice, type PricedItem } from '#shared/scoring/arithmetic-correction.ts'
import { changeByMember, type EvaluationSubject } from './change-evaluation.ts'
import type { EvaluationRecords } from './deps.ts'
import { openedBids } from './lot-bids.ts'
import { type Question, questionModel } from './question.model.ts'
import { lotNamed } from './review-bids.ts'

interface AskBody {
  readonly lot: string
  readonly bid: string
  readonly text: string
  readonly correction: {
    readonly words: string | null
    readonly fileTotal: string | null
    readonly items: readonly PricedItem[]
  } | null
}

/**
 * The chair asks a bidder through the platform (X7): to clarify, or to confirm a price corrected in the order of X11. The platform computes
 * the correction; the chair only says what the bid has written. Answers the question's id.
 */
export async function askBidder(
  deps: EvaluationRecords,
  { act, at }: { readonly act: VerifiedAct<EvaluationSubject, AskBody>; readonly at: number },
): Promise<{ question: string }> {
  const question = randomId(deps.random)
  await changeByMember(
    deps,
    { act, at, states: ['preliminary', 'inquiring', 'pricing'] },
    async ({ session, evaluation, tender, seat }) => {
      if (seat.seat !== evaluation.chair) throw new DomainProblem('not-the-chair')
      const lot = lotNamed(evaluation, act.body.lot)
      const { bid, text } = act.body
      const opened = lot.bids.includes(bid) ? (await openedBids(deps, evaluation._id, session)).get(bid) : undefined
      if (opened === undefined) throw new DomainProblem('not-found')
      const answerBy = at + tender.openingPolicy.windows.objectionSeconds * 1000
      const asked: Question = {
        _id: question,
        tender: evaluation._id,
        lot: lot.lot,
        bid,
        party: opened.identity?.party ?? '',
        kind: act.body.correction === null ? 'clarification' : 'correction',
        text,
        askedAt: instantOf(at),
        answerBy: instantOf(answerBy),
        correction: correctionOf(opened.fields?.[evaluation.plan.price.field] ?? '', act.body.correction),
        answer: null,
        isClosed: false,
        judgements: [],
        isAccepted: null,
      }
      await questionModel(deps.connection).create([asked], { session })
      const due = evaluation.nextDueAt === null ? answerBy : Math.min(evaluation.nextDueAt.getTime(), answerBy)
      return {
        fact: 'evaluation.bidder-asked',
        facts: { round: evaluation.round, question },
        set: { nextDueAt: new Date(due) },
      }
    },
  )
  return { question }
}

function correctionOf(figures: string, given: AskBody['correction']): Question['correction'] {
  if (given === null) return null
  const { price, corrections } = corrected(figures, given)
  return {
    price: formatYuan(price),
    steps: corrections.map(({ rule, of, from, to }) => ({ rule, of, from: formatYuan(from), to: formatYuan(to) })),
  }
}

function corrected(figures: string, given: NonNullable<AskBody['correction']>): CorrectedPrice {
  try {
    return correctPrice({
      openingForm: { figures, words: given.words },
      file: given.fileTotal === null ? null : { figures: given.fileTotal, words: null },
      items: given.items,
    })
  } catch (error) {
    if (error instanceof RangeError) throw new DomainProblem('correction-refused', { detail: error.message })
    throw error
  }
}
