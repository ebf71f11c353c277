import { type AwardRecord, awardModel } from './award.model.ts'
import type { AwardsReads } from './deps.ts'

/** What was disputed about a lot, as everybody was told of it: without who objected, and without what a complaint said (A2, A6). */
export interface Disputes {
  readonly lot: string
  readonly objections: readonly {
    readonly id: string
    readonly at: string
    readonly text: string
    readonly answerBy: string
    readonly actSha256: string
    readonly answer: { readonly at: string; readonly text: string; readonly actSha256: string } | null
  }[]
  readonly complaints: readonly {
    readonly id: string
    readonly at: string
    readonly state: string
    readonly acceptBy: string | null
    readonly decideBy: string | null
    readonly actSha256: string
  }[]
}

/** Objections and complaints of every lot of a tender that had any, for the archive. */
export async function readDisputes(deps: AwardsReads, tender: string): Promise<Disputes[]> {
  const awards = await awardModel(deps.connection).find({ tender }).sort({ lot: 1 }).lean<AwardRecord[]>()
  return awards
    .filter(({ objections, complaints }) => objections.length + complaints.length > 0)
    .map(({ lot, objections, complaints }) => ({
      lot,
      objections: objections.map(({ id, at, text, answerBy, actSha256, answer }) => ({
        id,
        at,
        text,
        answerBy,
        actSha256,
        answer: answer === null ? null : { at: answer.at, text: answer.text, actSha256: answer.actSha256 },
      })),
      complaints: complaints.map(({ id, at, state, acceptBy, decideBy, actSha256 }) => ({
        id,
        at,
        state,
        acceptBy,
        decideBy,
        actSha256,
      })),
    }))
}
