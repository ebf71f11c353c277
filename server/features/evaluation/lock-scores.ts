import type { VerifiedAct } from '#shared/acts/act.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { type ScoreSheet, sheetDigest, sheetFault } from '#shared/scoring/sheet.ts'
import { changeByMember, type EvaluationSubject } from './change-evaluation.ts'
import type { EvaluationRecords } from './deps.ts'
import { validBids } from './lot-bids.ts'
import { namesOfBids } from './names-of-bids.ts'
import { addOpinion, lotNamed } from './review-bids.ts'

/**
 * A member locks its scores of a lot: whole, on their scales, once. The ledger has the salted digest at once; nobody reads the sheet before
 * every member has locked its own (X8).
 */
export async function lockScores(
  deps: EvaluationRecords,
  {
    act,
    at,
  }: {
    readonly act: VerifiedAct<EvaluationSubject, { readonly sheet: ScoreSheet; readonly salt: string }>
    readonly at: number
  },
): Promise<void> {
  const { sheet, salt } = act.body
  await changeByMember(deps, { act, at, states: ['scoring'] }, async ({ session, evaluation, seat }) => {
    const lot = lotNamed(evaluation, sheet.lot)
    if (sheet.tender !== evaluation._id || sheet.round !== evaluation.round || sheet.seat !== seat.seat)
      throw new DomainProblem('act-wrong-subject')
    const fault = sheetFault(evaluation.plan, validBids(lot), sheet, namesOfBids(evaluation, lot).nameOf)
    if (fault !== undefined) throw new DomainProblem('score-refused', { maximum: '', step: '', ...fault })
    const digest = sheetDigest(salt, sheet)
    await addOpinion(deps, session, {
      _id: randomId(deps.random),
      tender: evaluation._id,
      lot: lot.lot,
      seat: seat.seat,
      kind: 'sheet',
      at: instantOf(at),
      actSha256: act.sha256,
      isVoid: false,
      votes: [],
      sheet,
      salt,
      digest,
    })
    return {
      fact: 'evaluation.scores-locked',
      facts: { round: evaluation.round, lot: lot.lot, seat: seat.seat, sheetSha256: digest },
      set: {},
    }
  })
}
