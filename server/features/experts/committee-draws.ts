import type { ClientSession } from 'mongoose'
import { committeeSeated, missingSeats, type SeatsOf } from '#shared/draw/supplement.ts'
import type { DrawState } from '#shared/lifecycle/draw.ts'
import { tenderChain } from '../ledger/index.ts'
import type { ExpertsReads } from './deps.ts'
import { type DrawDocument, drawModel, type StoredCall } from './draw.model.ts'
import { poolOf } from './read-draw.ts'

/** States in which those who accepted hold their seats. */
export const holdingStates = ['calling', 'filled', 'closed'] as const satisfies readonly DrawState[]

/**
 * The draws a committee comes from, oldest first: the last that drew a whole one, and every supplementary draw after it (X4). Void
 * supplements are left out: nobody sits by them.
 */
export async function committeeDraws(deps: ExpertsReads, tender: string, session?: ClientSession): Promise<DrawDocument[]> {
  const found = await drawModel(deps.connection)
    .find({ tender })
    .sort({ attempt: 1 })
    .session(session ?? null)
    .lean<DrawDocument[]>()
  const base = found.findLastIndex(({ request }) => request.completes === undefined)
  return base === -1 ? [] : found.slice(base).filter(({ state }, index) => index === 0 || state !== 'void')
}

/** One call of a committee's draws, under the number its holder has on the committee. */
export interface NumberedCall {
  readonly draw: DrawDocument
  readonly call: StoredCall
  /** 1 … for the tenderer's, then by the order of calls, through all draws of the committee: no number is given twice. */
  readonly number: number
}

/** Every call of a committee's draws with its number. An order that has come to its end calls no more, so no number moves. */
export function numberedCalls(family: readonly DrawDocument[]): NumberedCall[] {
  const representatives = family[0]?.request.committee.representatives ?? 0
  return family
    .flatMap((draw) => draw.calls.map((call) => ({ draw, call })))
    .map((one, index) => ({ ...one, number: representatives + 1 + index }))
}

/** Seats of a committee that nobody holds, by speciality. */
export function seatsMissing(family: readonly DrawDocument[]): SeatsOf[] {
  const [base] = family
  if (base === undefined) return []
  const held = numberedCalls(family).filter(({ call }) => call.outcome === 'accepted')
  return missingSeats(
    poolOf(base).strata,
    held.map(({ call }) => call.stratum),
  )
}

/** Whether a committee of this tender has been seated for its evaluation. */
export async function isCommitteeSeated(deps: ExpertsReads, tender: string): Promise<boolean> {
  return (await tenderChain(deps, tender)).some(({ event }) => event.type === committeeSeated)
}

/** What a supplementary draw would have to fill now. */
export interface SupplementDue {
  /** Name of the draw that seated the committee. */
  readonly completes: string
  readonly committee: DrawDocument['request']['committee']
  readonly missing: readonly SeatsOf[]
}

/** States in which a draw cannot fill a seat that is missing: it is at its end, has filled all it was for, or nobody has signed it yet. */
const IDLE: readonly DrawState[] = ['filled', 'closed', 'void', 'proposed']

/** The seats another draw is needed for; undefined while none is, or while a draw that may still fill them is under way. */
export async function supplementDue(
  deps: ExpertsReads,
  tender: string,
  session?: ClientSession,
): Promise<SupplementDue | undefined> {
  const family = await committeeDraws(deps, tender, session)
  const [base] = family
  if (base === undefined || (base.state !== 'closed' && base.state !== 'filled')) return undefined
  if (family.some(({ state }) => !IDLE.includes(state))) return undefined
  const missing = seatsMissing(family)
  if (missing.length === 0 || !(await isCommitteeSeated(deps, tender))) return undefined
  return { completes: base.draw, committee: base.request.committee, missing }
}
